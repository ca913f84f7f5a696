-- Elders on the ledger who live alone, by building and class of walker (NULL: hidden).
SELECT
    reach_by_building.building_id,
    reach_by_building.elder_class,
    reach_by_building.alone
FROM reach_by_building
