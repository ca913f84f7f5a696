-- Elders 65+ checked since 1 January, each once and at home, among all elders 65+.
WITH checks AS (
    SELECT
        s.service_id,
        s.service_at,
        coalesce(p.grid_id, s.grid_id) AS grid_id,
        coalesce(s.person_id, 'nobody named in ' || s.service_id) AS who,
        CASE
            WHEN p.birth_date IS NOT NULL
                THEN
                    (
                        extract(YEAR FROM s.service_at) * 10000
                        + extract(MONTH FROM s.service_at) * 100
                        + extract(DAY FROM s.service_at)
                    )
                    - (
                        extract(YEAR FROM p.birth_date) * 10000
                        + extract(MONTH FROM p.birth_date) * 100
                        + extract(DAY FROM p.birth_date)
                    )
            ELSE cast(nullif(regexp_extract(s.age_band, '^[0-9]{1,3}', 0), '') AS INTEGER) * 10000
        END AS age
    FROM health_services AS s
    LEFT JOIN key_people AS p ON s.person_id = p.person_id
    WHERE s.service_type = 'annual_check'
),

elders_checked AS (
    SELECT
        c.grid_id,
        cast(date_trunc('month', c.service_at) AS DATE) AS month,
        row_number() OVER (
            PARTITION BY c.who, date_trunc('year', c.service_at)
            ORDER BY c.service_at, c.service_id
        ) AS nth
    FROM checks AS c
    WHERE c.age >= 650000
),

new_in_month AS (
    SELECT
        e.grid_id,
        e.month,
        count(*) AS persons
    FROM elders_checked AS e
    WHERE e.nth = 1
    GROUP BY e.grid_id, e.month
),

statistics_dates AS (
    SELECT
        m.month,
        p.community_id,
        coalesce(max(CASE WHEN p.stat_date <= m.day_to THEN p.stat_date END), min(p.stat_date)) AS stat_date
    FROM months AS m
    CROSS JOIN population AS p
    GROUP BY m.month, p.community_id
),

cells AS (
    SELECT
        n.grid_id,
        m.month,
        n.persons AS seen,
        0 AS elders
    FROM months AS m
    INNER JOIN new_in_month AS n
        ON
            m.month >= n.month
            AND cast(date_trunc('year', m.month) AS DATE) <= n.month
    UNION ALL
    SELECT
        p.grid_id,
        d.month,
        0 AS seen,
        p.count AS elders
    FROM statistics_dates AS d
    INNER JOIN population AS p ON d.community_id = p.community_id AND d.stat_date = p.stat_date
    WHERE cast(regexp_extract(p.age_band, '^[0-9]+', 0) AS INTEGER) >= 65
)

SELECT
    c.grid_id,
    c.month,
    cast(NULL AS VARCHAR) AS part,
    sum(c.seen) AS numerator,
    sum(c.elders) AS denominator
FROM cells AS c
GROUP BY c.grid_id, c.month
