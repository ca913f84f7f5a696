-- Quarters since a community's first drill, and those in which one was held.
WITH drills AS (
    SELECT
        a.community_id,
        a.held_date,
        least(coalesce(a.held_date, a.planned_date), coalesce(a.planned_date, a.held_date)) AS known_on
    FROM activities AS a
    WHERE a.type = 'drill'
),

begun AS (
    SELECT
        d.community_id,
        cast(date_trunc('quarter', min(d.known_on)) AS DATE) AS first_quarter
    FROM drills AS d
    GROUP BY d.community_id
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
        d.community_id,
        cast(date_trunc('quarter', d.held_date) AS DATE) AS quarter,
        cast(date_trunc('month', min(d.held_date)) AS DATE) AS month
    FROM drills AS d
    WHERE d.held_date IS NOT NULL
    GROUP BY d.community_id, date_trunc('quarter', d.held_date)
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
)

SELECT
    '@' || d.community_id AS grid_id,
    m.month,
    cast(NULL AS VARCHAR) AS part,
    sum(d.held) AS numerator,
    count(*) AS denominator
FROM due AS d
INNER JOIN months AS m ON d.month = m.month
GROUP BY d.community_id, m.month
