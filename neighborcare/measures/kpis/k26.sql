-- Requests closed, and those of them that were solved, all and by type.
WITH closed AS (
    SELECT
        r.grid_id,
        r.request_type,
        cast(date_trunc('month', r.closed_at) AS DATE) AS month,
        CASE WHEN r.is_solved THEN 1 ELSE 0 END AS solved
    FROM requests AS r
    WHERE r.closed_at IS NOT NULL
),

cells AS (
    SELECT
        c.grid_id,
        c.month,
        cast(NULL AS VARCHAR) AS part,
        c.solved
    FROM closed AS c
    UNION ALL
    SELECT
        c.grid_id,
        c.month,
        c.request_type AS part,
        c.solved
    FROM closed AS c
    WHERE c.request_type IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.solved) AS numerator,
    count(*) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
