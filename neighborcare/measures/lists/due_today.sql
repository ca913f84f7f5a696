-- Whom to visit on the as-of day: due that day or overdue, with the request that is still open, the gravest first.
WITH asked AS (
    SELECT
        requests.person_id,
        min(requests.topic) AS topic
    FROM requests
    WHERE
        requests.person_id IS NOT NULL AND requests.closed_at IS NULL
        AND requests.status IN ('pending', 'in_progress')
    GROUP BY requests.person_id
),

greeted AS (
    SELECT DISTINCT visits.person_id
    FROM visits
    WHERE visits.visit_type = 'greeting' AND cast(visits.visit_at AS DATE) = cast($as_of AS DATE)
)

SELECT
    list_roster.person_id,
    list_roster.name,
    list_roster.community_id,
    list_roster.grid_id,
    list_roster.building_id,
    list_roster.risk_tier,
    list_roster.categories,
    list_roster.last_visit,
    list_roster.days_since,
    list_roster.days_since - list_roster.cadence_days AS days_overdue,
    list_roster.paired_staff_id,
    list_roster.paired_staff_name,
    asked.topic AS open_request,
    list_roster.risk_tier = 'red' AND greeted.person_id IS NULL AS greeting_due
FROM list_roster
LEFT JOIN asked ON list_roster.person_id = asked.person_id
LEFT JOIN greeted ON list_roster.person_id = greeted.person_id
WHERE
    list_roster.days_since >= list_roster.cadence_days
    OR (list_roster.risk_tier = 'red' AND greeted.person_id IS NULL)
ORDER BY
    CASE list_roster.risk_tier WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 ELSE 4 END ASC,
    days_overdue DESC,
    list_roster.person_id ASC
