-- Charging points built by the last day of the month, for the households of the grids and what communities have beyond.
WITH statement_dates AS (
    SELECT
        m.month,
        c.community_id,
        coalesce(max(CASE WHEN c.stat_date <= m.day_to THEN c.stat_date END), min(c.stat_date)) AS stat_date
    FROM months AS m
    CROSS JOIN communities AS c
    GROUP BY m.month, c.community_id
),

in_grids AS (
    SELECT
        g.community_id,
        sum(g.households) AS households
    FROM grids AS g
    GROUP BY g.community_id
),

cells AS (
    SELECT
        i.grid_id,
        m.month,
        coalesce(i.done_qty, i.planned_qty, 0) AS points,
        0 AS households
    FROM months AS m
    INNER JOIN improvements AS i ON m.day_to >= i.done_date
    WHERE i.type = 'charger'
    UNION ALL
    SELECT
        g.grid_id,
        m.month,
        0 AS points,
        g.households
    FROM months AS m
    CROSS JOIN grids AS g
    WHERE g.households IS NOT NULL
    UNION ALL
    SELECT
        '@' || c.community_id AS grid_id,
        d.month,
        0 AS points,
        c.households - coalesce(g.households, 0) AS households
    FROM statement_dates AS d
    INNER JOIN communities AS c ON d.community_id = c.community_id AND d.stat_date = c.stat_date
    LEFT JOIN in_grids AS g ON c.community_id = g.community_id
    WHERE c.households > coalesce(g.households, 0)
)

SELECT
    c.grid_id,
    c.month,
    cast(NULL AS VARCHAR) AS part,
    sum(c.points) AS numerator,
    sum(c.households) AS denominator
FROM cells AS c
GROUP BY c.grid_id, c.month
