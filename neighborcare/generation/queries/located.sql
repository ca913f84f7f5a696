-- Buildings and service points with their grid, in WGS84.
SELECT DISTINCT
    reach_by_building.grid_id,
    reach_by_building.lon,
    reach_by_building.lat
FROM reach_by_building
WHERE reach_by_building.lon IS NOT NULL AND reach_by_building.lat IS NOT NULL AND NOT isnan(reach_by_building.lon)
UNION ALL
SELECT
    points.grid_id,
    points.lon,
    points.lat
FROM points
WHERE points.lon IS NOT NULL AND points.lat IS NOT NULL AND NOT isnan(points.lon)
