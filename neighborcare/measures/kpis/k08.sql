-- Community workers in service for the residents of each community's latest statistics.
WITH statistics_dates AS (
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
        s.grid_id,
        m.month,
        1 AS workers,
        0 AS residents
    FROM months AS m
    INNER JOIN staff AS s ON m.day_to >= s.start_date AND (s.end_date IS NULL OR m.day_to < s.end_date)
    WHERE s.role IN ('social_worker')
    UNION ALL
    SELECT
        p.grid_id,
        d.month,
        0 AS workers,
        p.count AS residents
    FROM statistics_dates AS d
    INNER JOIN population AS p ON d.community_id = p.community_id AND d.stat_date = p.stat_date
)

SELECT
    c.grid_id,
    c.month,
    cast(NULL AS VARCHAR) AS part,
    sum(c.workers) AS numerator,
    sum(c.residents) AS denominator
FROM cells AS c
GROUP BY c.grid_id, c.month
