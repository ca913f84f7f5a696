-- Requests received, all, by type and by channel.
WITH received AS (
    SELECT
        r.grid_id,
        r.request_type,
        r.channel,
        cast(date_trunc('month', r.created_at) AS DATE) AS month
    FROM requests AS r
),

cells AS (
    SELECT
        r.grid_id,
        r.month,
        cast(NULL AS VARCHAR) AS part
    FROM received AS r
    UNION ALL
    SELECT
        r.grid_id,
        r.month,
        r.request_type AS part
    FROM received AS r
    WHERE r.request_type IS NOT NULL
    UNION ALL
    SELECT
        r.grid_id,
        r.month,
        r.channel AS part
    FROM received AS r
    WHERE r.channel IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    count(*) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
