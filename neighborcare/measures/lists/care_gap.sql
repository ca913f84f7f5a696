-- Whom every system has missed: no visit in the cadence of the tier, no health check this year, and an open request.
-- A request is the person's own, or the household's where it names one.
WITH asked AS (
    SELECT
        key_people.person_id,
        min(cast(requests.created_at AS DATE)) AS asked_on,
        min(requests.topic) AS topic
    FROM requests
    INNER JOIN key_people
        ON
            requests.person_id = key_people.person_id
            OR (
                requests.person_id IS NULL AND requests.household_id = key_people.household_id
                AND requests.community_id = key_people.community_id
            )
    WHERE requests.closed_at IS NULL AND requests.status IN ('pending', 'in_progress')
    GROUP BY key_people.person_id
),

examined AS (
    SELECT
        health_services.person_id,
        max(cast(health_services.service_at AS DATE)) AS last_check
    FROM health_services
    WHERE health_services.person_id IS NOT NULL AND health_services.service_type = 'annual_check'
    GROUP BY health_services.person_id
)

SELECT
    list_overdue.person_id,
    list_overdue.name,
    list_overdue.community_id,
    list_overdue.grid_id,
    list_overdue.building_id,
    list_overdue.risk_tier,
    list_overdue.categories,
    list_overdue.last_visit,
    list_overdue.days_since,
    list_overdue.days_overdue,
    examined.last_check,
    asked.asked_on,
    asked.topic,
    list_overdue.paired_staff_name
FROM list_overdue
INNER JOIN asked ON list_overdue.person_id = asked.person_id
LEFT JOIN examined ON list_overdue.person_id = examined.person_id
WHERE
    list_overdue.days_overdue > 0
    AND (examined.last_check IS NULL OR examined.last_check < cast(date_trunc('year', cast($as_of AS DATE)) AS DATE))
ORDER BY list_overdue.days_overdue DESC, list_overdue.person_id
