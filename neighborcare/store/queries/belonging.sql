-- Which grid a person or a building belongs to, for records that name only them.
CREATE OR REPLACE TABLE belonging AS
SELECT
    'building_id' AS kind,
    building_id AS id,
    grid_id
FROM buildings
WHERE grid_id IS NOT NULL
UNION ALL
SELECT
    'person_id' AS kind,
    key_people.person_id AS id,
    coalesce(key_people.grid_id, buildings.grid_id) AS grid_id
FROM key_people
LEFT JOIN buildings ON key_people.building_id = buildings.building_id;
