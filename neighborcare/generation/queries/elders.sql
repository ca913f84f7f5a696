-- Elders 65+ of every building by how fast they walk: 65-79, 80+, and the frail (disabled or of limited mobility on
-- the key people's ledger), who are taken out of their age's class. Age as whole years on the as-of day.
CREATE OR REPLACE TEMP TABLE frail_person AS
WITH today AS (SELECT max(months.day_to) AS day FROM months),

aged AS (
    SELECT
        key_people.person_id,
        key_people.building_id,
        floor(
            (
                (year(today.day) * 10000 + month(today.day) * 100 + day(today.day))
                - (
                    year(key_people.birth_date) * 10000 + month(key_people.birth_date) * 100
                    + day(key_people.birth_date)
                )
            ) / 10000
        ) AS age
    FROM key_people
    CROSS JOIN today
    WHERE
        (key_people.filed_date IS NULL OR key_people.filed_date <= today.day)
        AND (key_people.end_date IS NULL OR key_people.end_date > today.day)
)

SELECT
    aged.person_id,
    aged.building_id,
    aged.age
FROM aged
INNER JOIN key_people_categories ON aged.person_id = key_people_categories.person_id
WHERE aged.age >= 65 AND key_people_categories.categories IN ('disabled_elder', 'limited_mobility')
GROUP BY aged.person_id, aged.building_id, aged.age;

CREATE OR REPLACE TABLE elders_of_building AS
WITH frail AS (
    SELECT
        building_id,
        sum(CASE WHEN age < 80 THEN 1 ELSE 0 END) AS young,
        sum(CASE WHEN age >= 80 THEN 1 ELSE 0 END) AS old
    FROM frail_person
    GROUP BY building_id
),

counted AS (
    SELECT
        buildings.building_id,
        buildings.building_name,
        buildings.community_id,
        buildings.grid_id,
        greatest(coalesce(buildings.elders_65_count, 0) - coalesce(buildings.elders_80_count, 0), 0) AS young,
        coalesce(buildings.elders_80_count, 0) AS old,
        coalesce(frail.young, 0) AS frail_young,
        coalesce(frail.old, 0) AS frail_old
    FROM buildings
    LEFT JOIN frail ON buildings.building_id = frail.building_id
)

SELECT
    counted.building_id,
    counted.building_name,
    counted.community_id,
    counted.grid_id,
    located_buildings.lon,
    located_buildings.lat,
    cast(counted.young - least(counted.frail_young, counted.young) AS BIGINT) AS young,
    cast(counted.old - least(counted.frail_old, counted.old) AS BIGINT) AS old,
    cast(least(counted.frail_young, counted.young) + least(counted.frail_old, counted.old) AS BIGINT) AS frail
FROM counted
INNER JOIN located_buildings ON counted.building_id = located_buildings.building_id
ORDER BY counted.building_id;

-- Key people on file with a building, by how they walk; who has no birth date walks like 65-79.
CREATE OR REPLACE TABLE walker AS
WITH today AS (SELECT max(months.day_to) AS day FROM months),

aged AS (
    SELECT
        key_people.person_id,
        key_people.community_id,
        key_people.building_id,
        floor(
            (
                (year(today.day) * 10000 + month(today.day) * 100 + day(today.day))
                - (
                    year(key_people.birth_date) * 10000 + month(key_people.birth_date) * 100
                    + day(key_people.birth_date)
                )
            ) / 10000
        ) AS age
    FROM key_people
    CROSS JOIN today
    WHERE
        key_people.building_id IS NOT NULL
        AND (key_people.filed_date IS NULL OR key_people.filed_date <= today.day)
        AND (key_people.end_date IS NULL OR key_people.end_date > today.day)
)

SELECT
    aged.person_id,
    aged.community_id,
    aged.building_id,
    aged.age,
    CASE
        WHEN frail_person.person_id IS NOT NULL THEN 'frail'
        WHEN aged.age >= 80 THEN '80+'
        ELSE '65-79'
    END AS elder_class
FROM aged
LEFT JOIN frail_person ON aged.person_id = frail_person.person_id
ORDER BY aged.person_id;

-- Elders who live alone, by building and class of walker.
CREATE OR REPLACE TEMP TABLE alone_of_building AS
SELECT
    walker.building_id,
    walker.elder_class,
    count(DISTINCT walker.person_id) AS alone
FROM walker
INNER JOIN key_people_categories ON walker.person_id = key_people_categories.person_id
WHERE walker.age >= 65 AND key_people_categories.categories = 'living_alone'
GROUP BY walker.building_id, walker.elder_class;
