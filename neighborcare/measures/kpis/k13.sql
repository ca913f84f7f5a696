-- Persons who on the last day of the month had waited longer than their tier allows.
-- A visit that names only the household reached everybody of it who is on the ledger.
WITH reached AS (
    SELECT
        v.person_id,
        v.visit_at
    FROM visits AS v
    WHERE v.result IN ('ok', 'abnormal') AND v.person_id IS NOT NULL
    UNION ALL
    SELECT
        p.person_id,
        v.visit_at
    FROM visits AS v
    INNER JOIN key_people AS p ON v.household_id = p.household_id AND v.community_id = p.community_id
    WHERE v.result IN ('ok', 'abnormal') AND v.person_id IS NULL
),

by_month AS (
    SELECT
        r.person_id,
        cast(date_trunc('month', r.visit_at) AS DATE) AS month,
        max(cast(r.visit_at AS DATE)) AS reached_on
    FROM reached AS r
    GROUP BY r.person_id, date_trunc('month', r.visit_at)
),

data_begins AS (
    SELECT min(m.month) AS first_day
    FROM months AS m
),

waiting AS (
    SELECT
        m.month,
        m.day_to,
        p.person_id,
        p.grid_id,
        p.risk_tier,
        CASE p.risk_tier WHEN 'red' THEN 1 WHEN 'yellow' THEN 7 WHEN 'green' THEN 31 ELSE 92 END AS cadence,
        coalesce(max(b.reached_on), max(p.filed_date), max(f.first_day)) AS since
    FROM months AS m
    CROSS JOIN data_begins AS f
    INNER JOIN key_people AS p
        ON
            (p.filed_date IS NULL OR m.day_to >= p.filed_date)
            AND (p.end_date IS NULL OR m.day_to < p.end_date)
    LEFT JOIN by_month AS b ON p.person_id = b.person_id AND m.month >= b.month
    WHERE p.risk_tier IS NOT NULL
    GROUP BY m.month, m.day_to, p.person_id, p.grid_id, p.risk_tier
)

SELECT
    w.grid_id,
    w.month,
    cast(NULL AS VARCHAR) AS part,
    count(*) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM waiting AS w
WHERE date_diff('day', w.since, w.day_to) > w.cadence
GROUP BY w.grid_id, w.month
UNION ALL
SELECT
    w.grid_id,
    w.month,
    w.risk_tier AS part,
    count(*) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM waiting AS w
WHERE date_diff('day', w.since, w.day_to) > w.cadence
GROUP BY w.grid_id, w.month, w.risk_tier
