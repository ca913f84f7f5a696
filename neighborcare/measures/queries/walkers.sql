-- Every building and class of walker, in order of building.
SELECT
    reach_by_building.building_id,
    reach_by_building.building_name,
    reach_by_building.community_id,
    reach_by_building.grid_id,
    reach_by_building.lon,
    reach_by_building.lat,
    reach_by_building.elder_class,
    reach_by_building.elders
FROM reach_by_building
ORDER BY reach_by_building.building_id, reach_by_building.elder_class
