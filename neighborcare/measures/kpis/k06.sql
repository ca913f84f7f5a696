-- Households reached since the round in force began, each once, in the grid where it was first reached.
WITH reached AS (
    SELECT
        v.visit_id,
        v.community_id,
        v.grid_id,
        v.round_id,
        v.visit_at,
        coalesce(v.household_id, p.household_id) AS household_id
    FROM visits AS v
    LEFT JOIN key_people AS p ON v.person_id = p.person_id
    WHERE v.result IN ('ok', 'abnormal') AND coalesce(v.household_id, p.household_id) IS NOT NULL
),

round_starts AS (
    SELECT
        v.community_id,
        v.round_id,
        min(v.visit_at) AS starts_at
    FROM visits AS v
    WHERE v.round_id IS NOT NULL
    GROUP BY v.community_id, v.round_id
),

begun AS (
    SELECT
        m.month,
        m.day_to,
        r.community_id,
        r.round_id,
        row_number() OVER (
            PARTITION BY m.month, r.community_id
            ORDER BY r.starts_at DESC, r.round_id DESC
        ) AS latest
    FROM months AS m
    INNER JOIN round_starts AS r ON m.day_to + INTERVAL 1 DAY > r.starts_at
),

in_force AS (
    SELECT
        b.month,
        b.day_to,
        b.community_id,
        b.round_id
    FROM begun AS b
    WHERE b.latest = 1
),

in_round AS (
    SELECT
        r.community_id,
        r.round_id,
        r.grid_id,
        r.visit_at,
        row_number() OVER (
            PARTITION BY r.community_id, r.round_id, r.household_id
            ORDER BY r.visit_at, r.visit_id
        ) AS nth
    FROM reached AS r
    WHERE r.round_id IS NOT NULL
),

in_year AS (
    SELECT
        r.community_id,
        r.grid_id,
        r.visit_at,
        cast(date_trunc('year', r.visit_at) AS DATE) AS year_start,
        row_number() OVER (
            PARTITION BY r.community_id, date_trunc('year', r.visit_at), r.household_id
            ORDER BY r.visit_at, r.visit_id
        ) AS nth
    FROM reached AS r
),

stated AS (
    SELECT
        m.month,
        c.community_id,
        coalesce(max(CASE WHEN c.stat_date <= m.day_to THEN c.stat_date END), min(c.stat_date)) AS stat_date
    FROM months AS m
    CROSS JOIN communities AS c
    GROUP BY m.month, c.community_id
),

grid_sums AS (
    SELECT
        g.community_id,
        sum(g.households) AS households
    FROM grids AS g
    GROUP BY g.community_id
),

cells AS (
    SELECT
        r.grid_id,
        f.month,
        1 AS reached,
        0 AS households
    FROM in_force AS f
    INNER JOIN in_round AS r
        ON
            f.community_id = r.community_id
            AND f.round_id = r.round_id
            AND f.day_to + INTERVAL 1 DAY > r.visit_at
    WHERE r.nth = 1
    UNION ALL
    -- Where no round has been labelled yet, the calendar year is the round.
    SELECT
        y.grid_id,
        m.month,
        1 AS reached,
        0 AS households
    FROM months AS m
    INNER JOIN in_year AS y
        ON
            y.year_start = cast(date_trunc('year', m.month) AS DATE)
            AND m.day_to + INTERVAL 1 DAY > y.visit_at
    LEFT JOIN in_force AS f ON m.month = f.month AND y.community_id = f.community_id
    WHERE y.nth = 1 AND f.round_id IS NULL
    UNION ALL
    SELECT
        g.grid_id,
        m.month,
        0 AS reached,
        g.households
    FROM months AS m
    CROSS JOIN grids AS g
    WHERE g.households IS NOT NULL
    UNION ALL
    SELECT
        '@' || c.community_id AS grid_id,
        s.month,
        0 AS reached,
        c.households - coalesce(t.households, 0) AS households
    FROM stated AS s
    INNER JOIN communities AS c ON s.community_id = c.community_id AND s.stat_date = c.stat_date
    LEFT JOIN grid_sums AS t ON c.community_id = t.community_id
    WHERE c.households > coalesce(t.households, 0)
)

SELECT
    c.grid_id,
    c.month,
    cast(NULL AS VARCHAR) AS part,
    sum(c.reached) AS numerator,
    sum(c.households) AS denominator
FROM cells AS c
GROUP BY c.grid_id, c.month
