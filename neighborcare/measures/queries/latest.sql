-- The last month, up to the one asked for, that the KPI has anything for.
SELECT max(month) AS latest_month
FROM rollup
WHERE kpi = $kpi AND month <= $last;
