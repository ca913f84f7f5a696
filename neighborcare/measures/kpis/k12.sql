-- Days on which a person of the red tier was due a greeting, and those on which one reached.
WITH due AS (
    SELECT
        d.day,
        d.month,
        p.person_id,
        p.grid_id
    FROM days AS d
    INNER JOIN key_people AS p
        ON
            (p.filed_date IS NULL OR d.day >= p.filed_date)
            AND (p.end_date IS NULL OR d.day < p.end_date)
    WHERE p.risk_tier = 'red'
),

-- A greeting that names only the household reached everybody of it who is on the ledger.
greeted AS (
    SELECT
        v.person_id,
        cast(v.visit_at AS DATE) AS day
    FROM visits AS v
    WHERE v.visit_type = 'greeting' AND v.result IN ('ok', 'abnormal') AND v.person_id IS NOT NULL
    UNION
    SELECT
        p.person_id,
        cast(v.visit_at AS DATE) AS day
    FROM visits AS v
    INNER JOIN key_people AS p ON v.household_id = p.household_id AND v.community_id = p.community_id
    WHERE v.visit_type = 'greeting' AND v.result IN ('ok', 'abnormal') AND v.person_id IS NULL
)

SELECT
    d.grid_id,
    d.month,
    cast(NULL AS VARCHAR) AS part,
    count(g.person_id) AS numerator,
    count(*) AS denominator
FROM due AS d
LEFT JOIN greeted AS g ON d.person_id = g.person_id AND d.day = g.day
GROUP BY d.grid_id, d.month
