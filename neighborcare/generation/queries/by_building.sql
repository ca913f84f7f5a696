-- Every building with its elders by class of walker, for the map and for any choice of services and pace.
CREATE OR REPLACE TABLE reach_by_building AS
SELECT
    elders_of_building.building_id,
    elders_of_building.building_name,
    elders_of_building.community_id,
    elders_of_building.grid_id,
    elders_of_building.lon,
    elders_of_building.lat,
    located_home.located,
    walker.elder_class,
    CASE
        WHEN walker.elder_class = '65-79' THEN elders_of_building.young
        WHEN walker.elder_class = '80+' THEN elders_of_building.old
        ELSE elders_of_building.frail
    END AS elders
FROM elders_of_building
INNER JOIN located_home ON elders_of_building.building_id = located_home.building_id
CROSS JOIN (VALUES ('65-79'), ('80+'), ('frail')) AS walker (elder_class)
ORDER BY elders_of_building.building_id, walker.elder_class;
