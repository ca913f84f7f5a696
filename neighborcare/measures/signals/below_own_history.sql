-- Grids whose rate of the last whole month lies far under what they themselves did in the twelve months before.
WITH last_month AS (
    SELECT max(months.month) AS month
    FROM months
    WHERE months.day_to = months.last_day
),

rate AS (
    SELECT
        rollup.kpi,
        rollup.area_id AS grid_id,
        rollup.month,
        rollup.numerator / rollup.denominator AS rate
    FROM rollup
    WHERE
        rollup.area_kind = 'grid' AND rollup.part IS NULL AND rollup.denominator >= $least_cases
        AND list_contains(cast($kpis AS VARCHAR[]), rollup.kpi)
),

history AS (
    SELECT
        rate.kpi,
        rate.grid_id,
        avg(rate.rate) AS mean,
        stddev_samp(rate.rate) AS deviation
    FROM rate
    CROSS JOIN last_month
    WHERE rate.month < last_month.month AND rate.month >= last_month.month - INTERVAL 12 MONTH
    GROUP BY rate.kpi, rate.grid_id
    HAVING count(*) >= $least_months
)

SELECT
    place.community_id,
    rate.grid_id,
    rate.kpi AS subject,
    cast(NULL AS BIGINT) AS items,
    rate.rate AS value,
    history.mean AS expected
FROM rate
INNER JOIN last_month ON rate.month = last_month.month
INNER JOIN history ON rate.kpi = history.kpi AND rate.grid_id = history.grid_id
INNER JOIN place ON rate.grid_id = place.grid_id
WHERE
    place.is_grid
    AND rate.rate < history.mean - $deviations * history.deviation
    AND rate.rate <= history.mean - $least_gap
