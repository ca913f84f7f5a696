-- Activities held, all and by type; and the person-times of those who came.
WITH held AS (
    SELECT
        a.grid_id,
        a.type,
        a.attend_count,
        cast(date_trunc('month', a.held_date) AS DATE) AS month
    FROM activities AS a
    WHERE a.held_date IS NOT NULL
),

cells AS (
    SELECT
        h.grid_id,
        h.month,
        cast(NULL AS VARCHAR) AS part,
        1 AS amount
    FROM held AS h
    UNION ALL
    SELECT
        h.grid_id,
        h.month,
        h.type AS part,
        1 AS amount
    FROM held AS h
    WHERE h.type IS NOT NULL
    UNION ALL
    SELECT
        h.grid_id,
        h.month,
        'person_times' AS part,
        h.attend_count AS amount
    FROM held AS h
    WHERE h.attend_count IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.amount) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
