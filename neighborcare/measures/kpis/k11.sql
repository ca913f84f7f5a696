-- Slots due (red a day, yellow a week, green a month, blue a quarter) and those with a visit that reached.
WITH slots AS (
    SELECT
        'red' AS tier,
        d.day AS first_day,
        d.day AS last_day,
        d.month
    FROM days AS d
    UNION ALL
    SELECT
        'yellow' AS tier,
        cast(date_trunc('week', d.day) AS DATE) AS first_day,
        d.day AS last_day,
        d.month
    FROM days AS d
    WHERE date_trunc('week', d.day) = d.day - INTERVAL 6 DAY
    UNION ALL
    SELECT
        'green' AS tier,
        m.month AS first_day,
        m.last_day,
        m.month
    FROM months AS m
    WHERE m.last_day <= $as_of
    UNION ALL
    SELECT
        'blue' AS tier,
        cast(date_trunc('quarter', m.month) AS DATE) AS first_day,
        m.last_day,
        m.month
    FROM months AS m
    WHERE m.last_day <= $as_of AND extract(MONTH FROM m.month) IN (3, 6, 9, 12)
),

due AS (
    SELECT
        s.month,
        s.tier,
        s.first_day,
        p.person_id,
        p.grid_id
    FROM slots AS s
    INNER JOIN key_people AS p
        ON
            s.tier = p.risk_tier
            AND (p.filed_date IS NULL OR s.first_day >= p.filed_date)
            AND (p.end_date IS NULL OR s.last_day < p.end_date)
),

-- A visit that names only the household reached everybody of it who is on the ledger.
reached AS (
    SELECT
        p.person_id,
        p.risk_tier,
        v.visit_at
    FROM visits AS v
    INNER JOIN key_people AS p ON v.person_id = p.person_id
    WHERE v.result IN ('ok', 'abnormal')
    UNION ALL
    SELECT
        p.person_id,
        p.risk_tier,
        v.visit_at
    FROM visits AS v
    INNER JOIN key_people AS p ON v.household_id = p.household_id AND v.community_id = p.community_id
    WHERE v.result IN ('ok', 'abnormal') AND v.person_id IS NULL
),

met AS (
    SELECT DISTINCT
        r.person_id,
        cast(
            CASE r.risk_tier
                WHEN 'red' THEN date_trunc('day', r.visit_at)
                WHEN 'yellow' THEN date_trunc('week', r.visit_at)
                WHEN 'green' THEN date_trunc('month', r.visit_at)
                ELSE date_trunc('quarter', r.visit_at)
            END AS DATE
        ) AS first_day
    FROM reached AS r
)

SELECT
    d.grid_id,
    d.month,
    cast(NULL AS VARCHAR) AS part,
    count(t.person_id) AS numerator,
    count(*) AS denominator
FROM due AS d
LEFT JOIN met AS t ON d.person_id = t.person_id AND d.first_day = t.first_day
GROUP BY d.grid_id, d.month
UNION ALL
SELECT
    d.grid_id,
    d.month,
    d.tier AS part,
    count(t.person_id) AS numerator,
    count(*) AS denominator
FROM due AS d
LEFT JOIN met AS t ON d.person_id = t.person_id AND d.first_day = t.first_day
GROUP BY d.grid_id, d.month, d.tier
