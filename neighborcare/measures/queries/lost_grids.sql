-- Grids that a KPI counted at but that are no place.
SELECT DISTINCT
    kpi_cell.kpi,
    kpi_cell.grid_id
FROM kpi_cell
LEFT JOIN place ON kpi_cell.grid_id = place.grid_id
WHERE place.grid_id IS NULL
ORDER BY kpi_cell.kpi, kpi_cell.grid_id
LIMIT 10;
