-- Requests closed and rated, and those rated satisfied or fairly satisfied, all and by type.
WITH closed AS (
    SELECT
        r.grid_id,
        r.request_type,
        cast(date_trunc('month', r.closed_at) AS DATE) AS month,
        CASE WHEN r.rating IN ('satisfied', 'fair') THEN 1 ELSE 0 END AS satisfied
    FROM requests AS r
    WHERE r.closed_at IS NOT NULL AND r.rating IS NOT NULL
),

cells AS (
    SELECT
        c.grid_id,
        c.month,
        cast(NULL AS VARCHAR) AS part,
        c.satisfied
    FROM closed AS c
    UNION ALL
    SELECT
        c.grid_id,
        c.month,
        c.request_type AS part,
        c.satisfied
    FROM closed AS c
    WHERE c.request_type IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.satisfied) AS numerator,
    count(*) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
