-- Mediations concluded, by the days and by the sessions that they took.
WITH concluded AS (
    SELECT
        c.grid_id,
        c.session_count,
        cast(date_trunc('month', c.closed_at) AS DATE) AS month,
        date_diff('day', cast(c.registered_at AS DATE), cast(c.closed_at AS DATE)) AS days_taken
    FROM cases AS c
    WHERE c.case_type = 'mediation' AND c.closed_at IS NOT NULL
),

measured AS (
    SELECT
        c.grid_id,
        c.month,
        cast(NULL AS VARCHAR) AS part,
        c.days_taken AS amount
    FROM concluded AS c
    UNION ALL
    SELECT
        c.grid_id,
        c.month,
        'days' AS part,
        c.days_taken AS amount
    FROM concluded AS c
    UNION ALL
    SELECT
        c.grid_id,
        c.month,
        'sessions' AS part,
        c.session_count AS amount
    FROM concluded AS c
    WHERE c.session_count IS NOT NULL
)

SELECT
    t.grid_id,
    m.month,
    t.part,
    t.amount AS value,
    count(*) AS count
FROM measured AS t
INNER JOIN months AS m ON t.month = m.month
GROUP BY t.grid_id, m.month, t.part, t.amount
