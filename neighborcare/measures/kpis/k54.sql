-- Hours of service; and of the volunteers those whose team did something in the 90 days up to the day.
WITH acts AS (
    SELECT
        a.community_id,
        a.team_name,
        a.held_date AS day
    FROM activities AS a
    WHERE a.team_name IS NOT NULL AND a.held_date IS NOT NULL
    UNION
    SELECT
        r.community_id,
        r.team_name,
        cast(r.accepted_at AS DATE) AS day
    FROM requests AS r
    WHERE r.team_name IS NOT NULL AND r.accepted_at IS NOT NULL AND r.request_type = 'order'
),

active_teams AS (
    SELECT DISTINCT
        m.month,
        a.community_id,
        a.team_name
    FROM months AS m
    INNER JOIN acts AS a ON m.day_to >= a.day AND m.day_to - INTERVAL 90 DAY < a.day
),

volunteers AS (
    SELECT
        s.grid_id,
        m.month,
        CASE WHEN t.team_name IS NOT NULL THEN 1 ELSE 0 END AS active
    FROM months AS m
    INNER JOIN staff AS s ON m.day_to >= s.start_date AND (s.end_date IS NULL OR m.day_to < s.end_date)
    LEFT JOIN active_teams AS t
        ON m.month = t.month AND s.community_id = t.community_id AND s.team_name = t.team_name
    WHERE s.role IN ('volunteer', 'party_volunteer')
)

SELECT
    a.grid_id,
    m.month,
    cast(NULL AS VARCHAR) AS part,
    sum(a.service_hours) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM activities AS a
INNER JOIN months AS m ON m.month = cast(date_trunc('month', a.held_date) AS DATE)
WHERE a.service_hours IS NOT NULL
GROUP BY a.grid_id, m.month
UNION ALL
SELECT
    v.grid_id,
    v.month,
    'active' AS part,
    sum(v.active) AS numerator,
    count(*) AS denominator
FROM volunteers AS v
GROUP BY v.grid_id, v.month
