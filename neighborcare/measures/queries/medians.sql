-- The true median of the histogram over the months: the middle item, or halfway between the middle two. Where the
-- bins are hidden the median of just these months may be told (span), without how many stand behind it.
WITH newest AS (
    SELECT max(rollup.month) AS month
    FROM rollup
    WHERE rollup.kpi = $kpi AND rollup.area_kind = $area_kind AND rollup.month <= $last
),

bins AS (
    SELECT
        rollup.area_id,
        CASE WHEN $by_month THEN rollup.month END AS of_month,
        rollup.part,
        rollup.value,
        sum(rollup.numerator) AS numerator,
        sum(rollup.denominator) AS items,
        bool_or(rollup.hidden) AS hidden
    FROM rollup
    WHERE
        rollup.kpi = $kpi
        AND rollup.area_kind = $area_kind
        AND ($area IS NULL OR rollup.area_id = $area)
        AND list_contains($parts, coalesce(rollup.part, ''))
        AND rollup.month BETWEEN $first AND $last
    GROUP BY rollup.area_id, CASE WHEN $by_month THEN rollup.month END, rollup.part, rollup.value
),

ranked AS (
    SELECT
        area_id,
        of_month,
        part,
        value,
        numerator,
        items,
        hidden,
        sum(items) OVER (PARTITION BY area_id, of_month, part ORDER BY value) AS items_up_to,
        sum(items) OVER (PARTITION BY area_id, of_month, part) AS all_items
    FROM bins
),

counted AS (
    SELECT
        area_id,
        of_month,
        part,
        sum(numerator) AS numerator,
        sum(items) AS denominator,
        bool_or(hidden) AS hidden,
        (
            min(CASE WHEN items_up_to * 2 >= all_items THEN value END)
            + min(CASE WHEN items_up_to * 2 > all_items THEN value END)
        ) / 2 AS median
    FROM ranked
    GROUP BY area_id, of_month, part
)

SELECT
    counted.area_id,
    counted.of_month,
    counted.part,
    CASE WHEN span.value IS NULL THEN counted.numerator END AS numerator,
    CASE WHEN span.value IS NULL THEN counted.denominator END AS denominator,
    counted.hidden AND span.value IS NULL AS hidden,
    coalesce(span.value, counted.median) AS median
FROM counted
CROSS JOIN newest
LEFT JOIN span
    ON
        counted.hidden AND span.kpi = $kpi AND span.area_kind = $area_kind AND counted.area_id = span.area_id
        AND counted.part IS NOT DISTINCT FROM span.part
        AND span.first = coalesce(counted.of_month, $first)
        AND span.last = coalesce(counted.of_month, least($last, newest.month))
ORDER BY counted.area_id, counted.of_month, counted.part;
