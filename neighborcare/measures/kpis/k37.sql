-- Partners with an agreement in force, and those that did something in the three months up to the day.
WITH acts AS (
    SELECT
        a.partner_id,
        a.held_date AS day
    FROM activities AS a
    WHERE a.partner_id IS NOT NULL AND a.held_date IS NOT NULL
    UNION
    SELECT
        c.partner_id,
        cast(c.claimed_at AS DATE) AS day
    FROM claims AS c
    WHERE c.partner_id IS NOT NULL AND c.claimed_at IS NOT NULL
    UNION
    SELECT
        c.partner_id,
        cast(c.fulfilled_at AS DATE) AS day
    FROM claims AS c
    WHERE c.partner_id IS NOT NULL AND c.fulfilled_at IS NOT NULL
    UNION
    SELECT
        h.partner_id,
        cast(h.service_at AS DATE) AS day
    FROM health_services AS h
    WHERE h.partner_id IS NOT NULL
    UNION
    SELECT
        i.partner_id,
        i.done_date AS day
    FROM improvements AS i
    WHERE i.partner_id IS NOT NULL AND i.done_date IS NOT NULL
    UNION
    SELECT
        f.partner_id,
        f.entry_date AS day
    FROM funds AS f
    WHERE f.partner_id IS NOT NULL
),

active AS (
    SELECT DISTINCT
        m.month,
        a.partner_id
    FROM months AS m
    INNER JOIN acts AS a ON m.day_to >= a.day AND m.month - INTERVAL 2 MONTH <= a.day
),

signed AS (
    SELECT
        m.month,
        p.grid_id,
        p.partner_id,
        p.partner_type
    FROM months AS m
    INNER JOIN partners AS p
        ON m.day_to >= p.agreement_date AND (p.end_date IS NULL OR m.day_to <= p.end_date)
),

cells AS (
    SELECT
        s.grid_id,
        s.month,
        s.partner_id,
        cast(NULL AS VARCHAR) AS part
    FROM signed AS s
    UNION ALL
    SELECT
        s.grid_id,
        s.month,
        s.partner_id,
        s.partner_type AS part
    FROM signed AS s
    WHERE s.partner_type IS NOT NULL
)

SELECT
    c.grid_id,
    c.month,
    c.part,
    count(a.partner_id) AS numerator,
    count(*) AS denominator
FROM cells AS c
LEFT JOIN active AS a ON c.partner_id = a.partner_id AND c.month = a.month
GROUP BY c.grid_id, c.month, c.part
