-- Requests closed, by the days that they took, all and by type.
WITH closed AS (
    SELECT
        r.grid_id,
        r.request_type,
        cast(date_trunc('month', r.closed_at) AS DATE) AS month,
        date_diff('day', cast(r.created_at AS DATE), cast(r.closed_at AS DATE)) AS days_taken
    FROM requests AS r
    WHERE r.closed_at IS NOT NULL
),

measured AS (
    SELECT
        c.grid_id,
        c.month,
        cast(NULL AS VARCHAR) AS part,
        c.days_taken
    FROM closed AS c
    UNION ALL
    SELECT
        c.grid_id,
        c.month,
        c.request_type AS part,
        c.days_taken
    FROM closed AS c
    WHERE c.request_type IS NOT NULL
)

SELECT
    t.grid_id,
    m.month,
    t.part,
    t.days_taken AS value,
    count(*) AS count
FROM measured AS t
INNER JOIN months AS m ON t.month = m.month
GROUP BY t.grid_id, m.month, t.part, t.days_taken
