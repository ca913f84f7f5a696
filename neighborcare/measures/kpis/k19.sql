-- Services brought home: rows; persons, once a calendar year in the month of the first; packs of medicine.
WITH services AS (
    SELECT
        s.service_id,
        s.service_at,
        s.person_id,
        s.grid_id,
        s.medicine_count,
        s.service_type IN (
            'home_clinic', 'medicine', 'rehabilitation', 'follow_up', 'counselling'
        ) AS at_home,
        cast(date_trunc('month', s.service_at) AS DATE) AS month
    FROM health_services AS s
),

persons AS (
    SELECT
        s.grid_id,
        s.month,
        row_number() OVER (
            PARTITION BY s.person_id, date_trunc('year', s.service_at)
            ORDER BY s.service_at, s.service_id
        ) AS nth
    FROM services AS s
    WHERE s.at_home AND s.person_id IS NOT NULL
),

cells AS (
    SELECT
        s.grid_id,
        s.month,
        cast(NULL AS VARCHAR) AS part,
        1 AS amount
    FROM services AS s
    WHERE s.at_home
    UNION ALL
    SELECT
        s.grid_id,
        s.month,
        'person_times' AS part,
        1 AS amount
    FROM services AS s
    WHERE s.at_home
    UNION ALL
    SELECT
        p.grid_id,
        p.month,
        'persons' AS part,
        1 AS amount
    FROM persons AS p
    WHERE p.nth = 1
    UNION ALL
    SELECT
        s.grid_id,
        s.month,
        'medicine_packs' AS part,
        s.medicine_count AS amount
    FROM services AS s
    WHERE s.medicine_count > 0
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.amount) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
