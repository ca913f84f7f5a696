-- Disputes registered up to a month and not concluded by its end; hidden where any month of either is.
SELECT
    sum(CASE WHEN rollup.kpi = 'K38' THEN rollup.numerator ELSE -rollup.denominator END) AS still_open,
    bool_or(rollup.hidden) AS hidden
FROM rollup
WHERE
    rollup.kpi IN ('K38', 'K39')
    AND rollup.area_kind = $kind
    AND rollup.area_id = $area
    AND rollup.part IS NULL
    AND rollup.month <= $last
