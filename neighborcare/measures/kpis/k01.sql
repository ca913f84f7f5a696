-- Each community's latest statement; its grids' own figures first, what they leave over on the pseudo-grid.
WITH statement_dates AS (
    SELECT
        m.month,
        c.community_id,
        coalesce(max(CASE WHEN c.stat_date <= m.day_to THEN c.stat_date END), min(c.stat_date)) AS stat_date
    FROM months AS m
    CROSS JOIN communities AS c
    GROUP BY m.month, c.community_id
),

stated AS (
    SELECT
        d.month,
        c.community_id,
        'population' AS part,
        c.population AS amount
    FROM statement_dates AS d
    INNER JOIN communities AS c ON d.community_id = c.community_id AND d.stat_date = c.stat_date
    UNION ALL
    SELECT
        d.month,
        c.community_id,
        'households' AS part,
        c.households AS amount
    FROM statement_dates AS d
    INNER JOIN communities AS c ON d.community_id = c.community_id AND d.stat_date = c.stat_date
),

by_grid AS (
    SELECT
        g.community_id,
        g.grid_id,
        'population' AS part,
        g.population AS amount
    FROM grids AS g
    WHERE g.population IS NOT NULL
    UNION ALL
    SELECT
        g.community_id,
        g.grid_id,
        'households' AS part,
        g.households AS amount
    FROM grids AS g
    WHERE g.households IS NOT NULL
),

grid_sums AS (
    SELECT
        b.community_id,
        b.part,
        sum(b.amount) AS amount
    FROM by_grid AS b
    GROUP BY b.community_id, b.part
),

-- Grids that sum to more than their community cannot be right: then the community's figure stands alone.
trusted AS (
    SELECT
        s.month,
        s.community_id,
        s.part,
        s.amount,
        CASE WHEN t.amount <= s.amount THEN t.amount ELSE 0 END AS in_grids
    FROM stated AS s
    LEFT JOIN grid_sums AS t ON s.community_id = t.community_id AND s.part = t.part
),

cells AS (
    SELECT
        b.grid_id,
        t.month,
        t.part,
        b.amount AS numerator
    FROM trusted AS t
    INNER JOIN by_grid AS b ON t.community_id = b.community_id AND t.part = b.part
    WHERE t.in_grids > 0
    UNION ALL
    SELECT
        '@' || t.community_id AS grid_id,
        t.month,
        t.part,
        t.amount - t.in_grids AS numerator
    FROM trusted AS t
    WHERE t.amount > t.in_grids
)

SELECT
    c.grid_id,
    c.month,
    cast(NULL AS VARCHAR) AS part,
    c.numerator,
    cast(NULL AS BIGINT) AS denominator
FROM cells AS c
WHERE c.part = 'population'
UNION ALL
SELECT
    c.grid_id,
    c.month,
    c.part,
    c.numerator,
    cast(NULL AS BIGINT) AS denominator
FROM cells AS c
