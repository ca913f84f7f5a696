-- Key people who could not walk to a health service within 15 minutes on the as-of day, farthest first.
CREATE OR REPLACE TABLE list_outside AS
SELECT
    key_people.person_id,
    key_people.name,
    key_people.community_id,
    key_people.grid_id,
    key_people.building_id,
    walker.elder_class,
    reach_people.minutes,
    reach_people.state
FROM reach_people
INNER JOIN (SELECT max(months.month) AS month FROM months) AS newest ON reach_people.month = newest.month
INNER JOIN walker ON reach_people.person_id = walker.person_id
INNER JOIN key_people ON reach_people.person_id = key_people.person_id
WHERE reach_people.state IN ('uncovered', 'no_path')
ORDER BY reach_people.minutes DESC NULLS FIRST, key_people.person_id;
