-- Elders in special difficulty on the roster, and those of them who were reached in the month.
WITH elders AS (
    SELECT
        m.month,
        p.person_id,
        p.grid_id,
        c.categories AS category
    FROM months AS m
    INNER JOIN key_people AS p
        ON
            (p.filed_date IS NULL OR m.day_to >= p.filed_date)
            AND (p.end_date IS NULL OR m.day_to < p.end_date)
    INNER JOIN key_people_categories AS c ON p.person_id = c.person_id
    WHERE
        c.categories IN ('living_alone', 'empty_nest', 'childless', 'disabled_elder')
        OR (
            c.categories IN ('disability', 'special_family')
            AND (
                extract(YEAR FROM m.day_to) * 10000
                + extract(MONTH FROM m.day_to) * 100
                + extract(DAY FROM m.day_to)
            )
            - (
                extract(YEAR FROM p.birth_date) * 10000
                + extract(MONTH FROM p.birth_date) * 100
                + extract(DAY FROM p.birth_date)
            )
            >= 600000
        )
),

roster AS (
    SELECT DISTINCT
        e.month,
        e.person_id,
        e.grid_id,
        cast(NULL AS VARCHAR) AS part
    FROM elders AS e
    UNION ALL
    SELECT DISTINCT
        e.month,
        e.person_id,
        e.grid_id,
        e.category AS part
    FROM elders AS e
),

-- A visit that names only the household reached everybody of it who is on the ledger.
visited AS (
    SELECT
        v.person_id,
        cast(date_trunc('month', v.visit_at) AS DATE) AS month
    FROM visits AS v
    WHERE v.result IN ('ok', 'abnormal') AND v.person_id IS NOT NULL
    UNION
    SELECT
        p.person_id,
        cast(date_trunc('month', v.visit_at) AS DATE) AS month
    FROM visits AS v
    INNER JOIN key_people AS p ON v.household_id = p.household_id AND v.community_id = p.community_id
    WHERE v.result IN ('ok', 'abnormal') AND v.person_id IS NULL
)

SELECT
    r.grid_id,
    r.month,
    r.part,
    count(v.person_id) AS numerator,
    count(*) AS denominator
FROM roster AS r
LEFT JOIN visited AS v ON r.person_id = v.person_id AND r.month = v.month
GROUP BY r.grid_id, r.month, r.part
