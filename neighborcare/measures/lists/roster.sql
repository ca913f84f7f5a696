-- Everybody on the roster of the as-of day: when last reached, and how often the tier wants a visit.
-- Cadence in days: red 1, yellow 7, green 31, blue 92 (the same as K13).
WITH cadence AS (
    SELECT
        tier.risk_tier,
        tier.cadence_days
    FROM (VALUES ('red', 1), ('yellow', 7), ('green', 31), ('blue', 92)) AS tier (risk_tier, cadence_days)
),

reached AS (
    SELECT
        visits.person_id,
        cast(visits.visit_at AS DATE) AS visit_day
    FROM visits
    WHERE visits.person_id IS NOT NULL AND visits.result IN ('ok', 'abnormal')
    UNION ALL
    SELECT
        key_people.person_id,
        cast(visits.visit_at AS DATE) AS visit_day
    FROM visits
    INNER JOIN key_people
        ON visits.household_id = key_people.household_id AND visits.community_id = key_people.community_id
    WHERE visits.person_id IS NULL AND visits.result IN ('ok', 'abnormal')
),

last_reached AS (
    SELECT
        reached.person_id,
        max(reached.visit_day) AS last_visit
    FROM reached
    GROUP BY reached.person_id
),

first_day AS (
    SELECT min(days.day) AS day FROM days
),

waiting AS (
    SELECT
        key_people.person_id,
        key_people.name,
        key_people.community_id,
        key_people.grid_id,
        key_people.building_id,
        key_people.risk_tier,
        key_people.categories,
        key_people.paired_staff_id,
        last_reached.last_visit,
        cadence.cadence_days,
        cast($as_of AS DATE) - coalesce(last_reached.last_visit, key_people.filed_date, first_day.day) AS days_since
    FROM key_people
    INNER JOIN cadence ON key_people.risk_tier = cadence.risk_tier
    CROSS JOIN first_day
    LEFT JOIN last_reached ON key_people.person_id = last_reached.person_id
    WHERE
        (key_people.filed_date IS NULL OR key_people.filed_date <= cast($as_of AS DATE))
        AND (key_people.end_date IS NULL OR key_people.end_date > cast($as_of AS DATE))
)

SELECT
    waiting.person_id,
    waiting.name,
    waiting.community_id,
    waiting.grid_id,
    waiting.building_id,
    waiting.risk_tier,
    waiting.categories,
    waiting.last_visit,
    waiting.days_since,
    waiting.cadence_days,
    waiting.paired_staff_id,
    staff.name AS paired_staff_name
FROM waiting
LEFT JOIN staff ON waiting.paired_staff_id = staff.staff_id
ORDER BY waiting.person_id
