-- Requests whose due time has come, and those closed by then; open overdue ones count, all and by type.
WITH due AS (
    SELECT
        r.grid_id,
        r.request_type,
        cast(date_trunc('month', r.due_at) AS DATE) AS month,
        CASE
            WHEN r.closed_at <= r.due_at THEN 1
            WHEN r.due_at = date_trunc('day', r.due_at) AND cast(r.closed_at AS DATE) = cast(r.due_at AS DATE) THEN 1
            ELSE 0
        END AS in_time
    FROM requests AS r
    WHERE
        cast(r.due_at AS DATE) <= $as_of
        AND (r.closed_at IS NOT NULL OR r.status <> 'rejected')
),

cells AS (
    SELECT
        d.grid_id,
        d.month,
        cast(NULL AS VARCHAR) AS part,
        d.in_time
    FROM due AS d
    UNION ALL
    SELECT
        d.grid_id,
        d.month,
        d.request_type AS part,
        d.in_time
    FROM due AS d
    WHERE d.request_type IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.in_time) AS numerator,
    count(*) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
