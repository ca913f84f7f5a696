-- Weeks that are over since a community's first weekly clean-up, and those in which one was held.
WITH clean_ups AS (
    SELECT
        a.community_id,
        a.held_date,
        least(coalesce(a.held_date, a.planned_date), coalesce(a.planned_date, a.held_date)) AS known_on
    FROM activities AS a
    WHERE a.series IN ('每周一净', '每周一净行动', '周周一净', 'Weekly clean-up')
),

begun AS (
    SELECT
        c.community_id,
        cast(date_trunc('week', min(c.known_on)) AS DATE) AS first_monday
    FROM clean_ups AS c
    GROUP BY c.community_id
),

weeks AS (
    SELECT
        b.community_id,
        d.month,
        cast(date_trunc('week', d.day) AS DATE) AS monday
    FROM days AS d
    INNER JOIN begun AS b ON d.day >= b.first_monday
    WHERE date_trunc('week', d.day) = d.day - INTERVAL 6 DAY
),

held AS (
    SELECT DISTINCT
        c.community_id,
        cast(date_trunc('week', c.held_date) AS DATE) AS monday
    FROM clean_ups AS c
    WHERE c.held_date IS NOT NULL
)

SELECT
    '@' || w.community_id AS grid_id,
    w.month,
    cast(NULL AS VARCHAR) AS part,
    count(h.monday) AS numerator,
    count(*) AS denominator
FROM weeks AS w
LEFT JOIN held AS h ON w.community_id = h.community_id AND w.monday = h.monday
GROUP BY w.community_id, w.month
