-- Requests received, and those that repeat an earlier one, all and by type.
WITH received AS (
    SELECT
        r.grid_id,
        r.request_type,
        CASE WHEN r.repeat_of IS NOT NULL THEN 1 ELSE 0 END AS repeated,
        cast(date_trunc('month', r.created_at) AS DATE) AS month
    FROM requests AS r
),

cells AS (
    SELECT
        r.grid_id,
        r.month,
        cast(NULL AS VARCHAR) AS part,
        r.repeated
    FROM received AS r
    UNION ALL
    SELECT
        r.grid_id,
        r.month,
        r.request_type AS part,
        r.repeated
    FROM received AS r
    WHERE r.request_type IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.repeated) AS numerator,
    count(*) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
