-- Key people on file at the as-of day, with their building and class of walker, in order of person.
SELECT
    key_people.person_id,
    key_people.name,
    key_people.community_id,
    key_people.grid_id,
    key_people.building_id,
    key_people.categories,
    walker.elder_class
FROM key_people
INNER JOIN walker ON key_people.person_id = walker.person_id
CROSS JOIN (SELECT max(months.day_to) AS today FROM months) AS now
WHERE
    key_people.building_id IS NOT NULL
    AND (key_people.filed_date IS NULL OR key_people.filed_date <= now.today)
    AND (key_people.end_date IS NULL OR key_people.end_date > now.today)
ORDER BY key_people.person_id
