-- Service points in WGS84.
CREATE OR REPLACE TABLE points AS
SELECT
    service_points.point_id,
    service_points.point_name,
    service_points.point_type,
    located_service_points.lon,
    located_service_points.lat,
    service_points.weekdays,
    service_points.opens,
    service_points.closes,
    service_points.capacity_count,
    service_points.grid_id,
    service_points.community_id,
    service_points.valid_from_date,
    service_points.valid_to_date
FROM service_points
INNER JOIN located_service_points ON service_points.point_id = located_service_points.point_id
ORDER BY service_points.point_id;
