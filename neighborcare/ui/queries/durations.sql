-- How many cases took how long: the bins of a duration KPI; a row with hidden true where a month is not shown.
SELECT
    rollup.value,
    sum(rollup.denominator) AS items,
    bool_or(rollup.hidden) AS hidden
FROM rollup
WHERE
    rollup.kpi = $kpi
    AND rollup.area_kind = $kind
    AND rollup.area_id = $area
    AND rollup.part IS NULL
    AND rollup.month BETWEEN $first AND $last
GROUP BY rollup.value
ORDER BY rollup.value
