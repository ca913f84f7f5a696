-- The buildings of the role's file, in order.
SELECT
    reach_by_building.building_id,
    max(reach_by_building.building_name) AS building_name,
    max(reach_by_building.lon) AS lon,
    max(reach_by_building.lat) AS lat,
    max(reach_by_building.community_id) AS community_id
FROM reach_by_building
GROUP BY reach_by_building.building_id
ORDER BY reach_by_building.building_id
