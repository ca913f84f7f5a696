-- Which indicators lack the exports that they need.
SELECT
    kpi,
    missing
FROM kpi_status
ORDER BY kpi
