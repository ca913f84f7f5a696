-- Topics adopted and due and those done; meetings held; quarters with a joint party-building meeting.
WITH joint AS (
    SELECT
        t.community_id,
        t.held_date
    FROM topics AS t
    WHERE t.meeting_type = 'joint'
),

begun AS (
    SELECT
        j.community_id,
        cast(date_trunc('quarter', min(j.held_date)) AS DATE) AS first_quarter
    FROM joint AS j
    GROUP BY j.community_id
),

quarters AS (
    SELECT
        b.community_id,
        cast(date_trunc('quarter', m.month) AS DATE) AS quarter,
        max(m.month) AS last_month,
        max(m.last_day) AS last_day
    FROM months AS m
    INNER JOIN begun AS b ON m.month >= b.first_quarter
    GROUP BY b.community_id, date_trunc('quarter', m.month)
),

first_held AS (
    SELECT
        j.community_id,
        cast(date_trunc('quarter', j.held_date) AS DATE) AS quarter,
        cast(date_trunc('month', min(j.held_date)) AS DATE) AS month
    FROM joint AS j
    WHERE j.held_date IS NOT NULL
    GROUP BY j.community_id, date_trunc('quarter', j.held_date)
),

-- A quarter belongs to the month of its first one, or to its last month when it is over without one.
due AS (
    SELECT
        q.community_id,
        coalesce(f.month, q.last_month) AS month,
        CASE WHEN f.month IS NOT NULL THEN 1 ELSE 0 END AS held
    FROM quarters AS q
    LEFT JOIN first_held AS f ON q.community_id = f.community_id AND q.quarter = f.quarter
    WHERE
        f.month IS NOT NULL
        OR (q.last_day <= $as_of AND extract(MONTH FROM q.last_month) IN (3, 6, 9, 12))
),

meetings AS (
    SELECT
        t.community_id,
        t.meeting_id,
        cast(date_trunc('month', min(t.held_date)) AS DATE) AS month
    FROM topics AS t
    GROUP BY t.community_id, t.meeting_id
),

cells AS (
    SELECT
        t.grid_id,
        cast(date_trunc('month', t.due_at) AS DATE) AS month,
        cast(NULL AS VARCHAR) AS part,
        CASE WHEN t.done_at IS NOT NULL THEN 1 ELSE 0 END AS amount,
        1 AS base
    FROM topics AS t
    WHERE t.decision = 'adopted' AND cast(t.due_at AS DATE) <= $as_of
    UNION ALL
    SELECT
        '@' || g.community_id AS grid_id,
        g.month,
        'meetings' AS part,
        1 AS amount,
        cast(NULL AS BIGINT) AS base
    FROM meetings AS g
    UNION ALL
    SELECT
        '@' || d.community_id AS grid_id,
        d.month,
        'quarters' AS part,
        d.held AS amount,
        1 AS base
    FROM due AS d
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.amount) AS numerator,
    sum(c.base) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
