-- Medians of durations over every period, where enough stand behind them; neither how many nor their sum is told.
INSERT INTO span_role (kpi, area_kind, area_id, first, last, part, value, numerator, denominator)
WITH bins AS (
    SELECT
        median_cell.kpi,
        median_cell.area_kind,
        median_cell.area_id,
        median_cell.first,
        median_cell.last,
        median_cell.part,
        rollup.value,
        sum(rollup.denominator) AS items
    FROM median_cell
    INNER JOIN rollup
        ON
            median_cell.kpi = rollup.kpi AND median_cell.area_kind = rollup.area_kind
            AND median_cell.area_id = rollup.area_id
            AND rollup.month BETWEEN median_cell.first AND median_cell.last
            AND median_cell.part IS NOT DISTINCT FROM rollup.part
    GROUP BY
        median_cell.kpi, median_cell.area_kind, median_cell.area_id, median_cell.first, median_cell.last,
        median_cell.part, rollup.value
),

ranked AS (
    SELECT
        kpi,
        area_kind,
        area_id,
        first,
        last,
        part,
        value,
        sum(items) OVER (PARTITION BY kpi, area_kind, area_id, first, last, part ORDER BY value) AS items_up_to,
        sum(items) OVER (PARTITION BY kpi, area_kind, area_id, first, last, part) AS all_items
    FROM bins
)

SELECT
    kpi,
    area_kind,
    area_id,
    first,
    last,
    part,
    (
        min(CASE WHEN items_up_to * 2 >= all_items THEN value END)
        + min(CASE WHEN items_up_to * 2 > all_items THEN value END)
    ) / 2 AS value,
    NULL AS numerator,
    NULL AS denominator
FROM ranked
GROUP BY kpi, area_kind, area_id, first, last, part
HAVING min(all_items) >= $least;
