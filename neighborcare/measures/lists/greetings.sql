-- Daily greetings by community and day: due are the red-tier persons on the roster that day.
WITH due AS (
    SELECT
        days.day,
        key_people.community_id,
        key_people.person_id
    FROM days
    INNER JOIN key_people
        ON
            (key_people.filed_date IS NULL OR days.day >= key_people.filed_date)
            AND (key_people.end_date IS NULL OR days.day < key_people.end_date)
    WHERE key_people.risk_tier = 'red'
),

greeted AS (
    SELECT
        visits.person_id,
        cast(visits.visit_at AS DATE) AS day
    FROM visits
    WHERE visits.person_id IS NOT NULL AND visits.visit_type = 'greeting' AND visits.result IN ('ok', 'abnormal')
    UNION
    SELECT
        key_people.person_id,
        cast(visits.visit_at AS DATE) AS day
    FROM visits
    INNER JOIN key_people
        ON visits.household_id = key_people.household_id AND visits.community_id = key_people.community_id
    WHERE visits.person_id IS NULL AND visits.visit_type = 'greeting' AND visits.result IN ('ok', 'abnormal')
)

SELECT
    due.community_id,
    due.day,
    count(*) AS due,
    sum(CASE WHEN greeted.person_id IS NULL THEN 0 ELSE 1 END) AS greeted
FROM due
LEFT JOIN greeted ON due.person_id = greeted.person_id AND due.day = greeted.day
GROUP BY due.community_id, due.day
ORDER BY due.community_id, due.day
