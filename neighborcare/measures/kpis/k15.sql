-- People who should have a paired helper, and those who have one.
WITH target AS (
    SELECT
        m.month,
        p.person_id,
        p.grid_id,
        c.categories AS category,
        CASE WHEN p.paired_staff_id IS NOT NULL THEN 1 ELSE 0 END AS paired
    FROM months AS m
    INNER JOIN key_people AS p
        ON
            (p.filed_date IS NULL OR m.day_to >= p.filed_date)
            AND (p.end_date IS NULL OR m.day_to < p.end_date)
    INNER JOIN key_people_categories AS c ON p.person_id = c.person_id
    WHERE c.categories IN ('living_alone', 'childless', 'child_in_difficulty')
),

roster AS (
    SELECT DISTINCT
        t.month,
        t.person_id,
        t.grid_id,
        t.paired,
        cast(NULL AS VARCHAR) AS part
    FROM target AS t
    UNION ALL
    SELECT DISTINCT
        t.month,
        t.person_id,
        t.grid_id,
        t.paired,
        t.category AS part
    FROM target AS t
)

SELECT
    r.grid_id,
    r.month,
    r.part,
    sum(r.paired) AS numerator,
    count(*) AS denominator
FROM roster AS r
GROUP BY r.grid_id, r.month, r.part
