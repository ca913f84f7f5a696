-- Requests received, and those that grid workers and visitors found, all and by type.
WITH received AS (
    SELECT
        r.grid_id,
        r.request_type,
        CASE WHEN r.channel IN ('grid', 'visit') THEN 1 ELSE 0 END AS found,
        cast(date_trunc('month', r.created_at) AS DATE) AS month
    FROM requests AS r
),

cells AS (
    SELECT
        r.grid_id,
        r.month,
        cast(NULL AS VARCHAR) AS part,
        r.found
    FROM received AS r
    UNION ALL
    SELECT
        r.grid_id,
        r.month,
        r.request_type AS part,
        r.found
    FROM received AS r
    WHERE r.request_type IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.found) AS numerator,
    count(*) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
