-- Patients on the ledger, and those with follow-ups on four days of the twelve months up to the day.
WITH diagnosed AS (
    SELECT
        s.person_id,
        s.condition,
        min(cast(s.service_at AS DATE)) AS known_on
    FROM health_services AS s
    WHERE s.condition IN ('hypertension', 'diabetes') AND s.person_id IS NOT NULL
    GROUP BY s.person_id, s.condition
),

patients AS (
    SELECT
        m.month,
        m.day_to,
        p.person_id,
        p.grid_id,
        d.condition
    FROM months AS m
    INNER JOIN diagnosed AS d ON m.day_to >= d.known_on
    INNER JOIN key_people AS p
        ON
            d.person_id = p.person_id
            AND (p.filed_date IS NULL OR m.day_to >= p.filed_date)
            AND (p.end_date IS NULL OR m.day_to < p.end_date)
),

follow_ups AS (
    SELECT DISTINCT
        s.person_id,
        cast(s.service_at AS DATE) AS day
    FROM health_services AS s
    WHERE s.service_type = 'follow_up' AND s.person_id IS NOT NULL
),

seen_often AS (
    SELECT
        m.month,
        f.person_id
    FROM months AS m
    INNER JOIN follow_ups AS f
        ON m.day_to >= f.day AND m.day_to + INTERVAL 1 DAY - INTERVAL 12 MONTH <= f.day
    GROUP BY m.month, f.person_id
    HAVING count(*) >= 4
),

roster AS (
    SELECT DISTINCT
        p.month,
        p.person_id,
        p.grid_id,
        cast(NULL AS VARCHAR) AS part
    FROM patients AS p
    UNION ALL
    SELECT
        p.month,
        p.person_id,
        p.grid_id,
        p.condition AS part
    FROM patients AS p
)

SELECT
    r.grid_id,
    r.month,
    r.part,
    count(s.person_id) AS numerator,
    count(*) AS denominator
FROM roster AS r
LEFT JOIN seen_often AS s ON r.person_id = s.person_id AND r.month = s.month
GROUP BY r.grid_id, r.month, r.part
