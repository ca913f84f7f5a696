-- The true median of the histogram over the months: the middle item, or halfway between the middle two.
WITH bins AS (
    SELECT
        area_id,
        CASE WHEN $by_month THEN month END AS of_month,
        part,
        value,
        sum(numerator) AS numerator,
        sum(denominator) AS items,
        bool_or(hidden) AS hidden
    FROM rollup
    WHERE
        kpi = $kpi
        AND area_kind = $area_kind
        AND ($area IS NULL OR area_id = $area)
        AND list_contains($parts, coalesce(part, ''))
        AND month BETWEEN $first AND $last
    GROUP BY area_id, CASE WHEN $by_month THEN month END, part, value
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
)

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
ORDER BY area_id, of_month, part;
