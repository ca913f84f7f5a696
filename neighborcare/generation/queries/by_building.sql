-- Every building with its elders by class of walker, for the map and for any choice of services and pace.
CREATE OR REPLACE TABLE reach_by_building AS
WITH classed AS (
    SELECT
        elders_of_building.building_id,
        elders_of_building.building_name,
        elders_of_building.community_id,
        elders_of_building.grid_id,
        elders_of_building.lon,
        elders_of_building.lat,
        located_home.located,
        class.elder_class,
        CASE
            WHEN class.elder_class = '65-79' THEN elders_of_building.young
            WHEN class.elder_class = '80+' THEN elders_of_building.old
            ELSE elders_of_building.frail
        END AS elders
    FROM elders_of_building
    INNER JOIN located_home ON elders_of_building.building_id = located_home.building_id
    CROSS JOIN (VALUES ('65-79'), ('80+'), ('frail')) AS class (elder_class)
)

SELECT
    classed.building_id,
    classed.building_name,
    classed.community_id,
    classed.grid_id,
    classed.lon,
    classed.lat,
    classed.located,
    classed.elder_class,
    classed.elders,
    -- The buildings' census and the ledger of persons are two sources: nobody lives alone who is not there.
    least(coalesce(alone_of_building.alone, 0), classed.elders) AS alone
FROM classed
LEFT JOIN alone_of_building
    ON
        classed.building_id = alone_of_building.building_id
        AND classed.elder_class = alone_of_building.elder_class
ORDER BY classed.building_id, classed.elder_class;
