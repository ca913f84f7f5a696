-- Requests answered, or past their 24 hours; open ones count against, all and by channel.
WITH limited AS (
    SELECT
        r.grid_id,
        r.channel,
        r.status,
        r.responded_at,
        CASE
            WHEN r.created_at = date_trunc('day', r.created_at)
                THEN r.created_at + INTERVAL 48 HOUR - INTERVAL 1 SECOND
            ELSE r.created_at + INTERVAL 24 HOUR
        END AS deadline
    FROM requests AS r
),

due AS (
    SELECT
        l.grid_id,
        l.channel,
        cast(date_trunc('month', least(coalesce(l.responded_at, l.deadline), l.deadline)) AS DATE) AS month,
        CASE WHEN l.responded_at <= l.deadline THEN 1 ELSE 0 END AS in_time
    FROM limited AS l
    WHERE
        l.responded_at IS NOT NULL
        OR (l.status <> 'rejected' AND l.deadline < cast($as_of AS DATE) + INTERVAL 1 DAY)
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
        d.channel AS part,
        d.in_time
    FROM due AS d
    WHERE d.channel IS NOT NULL
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
