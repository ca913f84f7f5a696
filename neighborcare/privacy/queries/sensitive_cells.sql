-- One row a cell (an area's KPI in a month and part) of these KPIs; a histogram's bins are put together.
SELECT
    rollup.kpi,
    rollup.area_kind,
    rollup.area_id,
    rollup.month,
    rollup.part,
    sum(rollup.numerator) AS numerator,
    sum(rollup.denominator) AS denominator
FROM rollup
WHERE list_contains($kpis, rollup.kpi)
GROUP BY rollup.kpi, rollup.area_kind, rollup.area_id, rollup.month, rollup.part
