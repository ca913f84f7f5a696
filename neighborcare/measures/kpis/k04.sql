-- Persons with an open file on the last day of the month: all, by category, by tier.
WITH active AS (
    SELECT
        m.month,
        p.person_id,
        p.grid_id,
        p.risk_tier
    FROM months AS m
    INNER JOIN key_people AS p
        ON
            (p.filed_date IS NULL OR m.day_to >= p.filed_date)
            AND (p.end_date IS NULL OR m.day_to < p.end_date)
)

SELECT
    a.grid_id,
    a.month,
    cast(NULL AS VARCHAR) AS part,
    count(*) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM active AS a
GROUP BY a.grid_id, a.month
UNION ALL
SELECT
    a.grid_id,
    a.month,
    c.categories AS part,
    count(DISTINCT a.person_id) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM active AS a
INNER JOIN key_people_categories AS c ON a.person_id = c.person_id
GROUP BY a.grid_id, a.month, c.categories
UNION ALL
SELECT
    a.grid_id,
    a.month,
    a.risk_tier AS part,
    count(*) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM active AS a
WHERE a.risk_tier IS NOT NULL
GROUP BY a.grid_id, a.month, a.risk_tier
