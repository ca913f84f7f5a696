-- Places of classes and holiday care that were taken; and who came of those enrolled.
WITH classes AS (
    SELECT
        a.grid_id,
        a.capacity_count,
        a.enrolled_count,
        a.attend_count,
        cast(date_trunc('month', a.held_date) AS DATE) AS month
    FROM activities AS a
    WHERE a.type IN ('class', 'holiday_care') AND a.held_date IS NOT NULL
),

cells AS (
    SELECT
        c.grid_id,
        c.month,
        cast(NULL AS VARCHAR) AS part,
        c.enrolled_count AS amount,
        c.capacity_count AS base
    FROM classes AS c
    WHERE c.enrolled_count IS NOT NULL AND c.capacity_count > 0
    UNION ALL
    SELECT
        c.grid_id,
        c.month,
        'fill' AS part,
        c.enrolled_count AS amount,
        c.capacity_count AS base
    FROM classes AS c
    WHERE c.enrolled_count IS NOT NULL AND c.capacity_count > 0
    UNION ALL
    SELECT
        c.grid_id,
        c.month,
        'came' AS part,
        c.attend_count AS amount,
        c.enrolled_count AS base
    FROM classes AS c
    WHERE c.attend_count IS NOT NULL AND c.enrolled_count > 0
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.amount) AS numerator,
    sum(c.base) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
