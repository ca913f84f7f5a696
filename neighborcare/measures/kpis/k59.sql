-- Elders 65+ who walk longer than 15 minutes or have no path; likewise key people, by category.
SELECT
    r.grid_id,
    r.month,
    cast(NULL AS VARCHAR) AS part,
    sum(r.elders) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM reach AS r
INNER JOIN months AS m ON r.month = m.month
WHERE r.state IN ('uncovered', 'no_path')
GROUP BY r.grid_id, r.month
UNION ALL
SELECT
    r.grid_id,
    r.month,
    c.categories AS part,
    count(DISTINCT r.person_id) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM reach_people AS r
INNER JOIN months AS m ON r.month = m.month
INNER JOIN key_people AS p
    ON
        r.person_id = p.person_id
        AND (p.filed_date IS NULL OR m.day_to >= p.filed_date)
        AND (p.end_date IS NULL OR m.day_to < p.end_date)
INNER JOIN key_people_categories AS c ON p.person_id = c.person_id
WHERE r.state IN ('uncovered', 'no_path')
GROUP BY r.grid_id, r.month, c.categories
