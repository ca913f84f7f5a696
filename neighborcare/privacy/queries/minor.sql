-- Persons on the ledger who are under 18 on the as-of day, or of a category of children.
CREATE OR REPLACE TABLE minor AS
SELECT DISTINCT key_people.person_id
FROM key_people
CROSS JOIN (SELECT max(months.day_to) AS today FROM months) AS now
WHERE
    key_people.birth_date > now.today - INTERVAL 18 YEAR
    OR regexp_matches(cast(key_people.categories AS VARCHAR), 'child_in_difficulty|left_behind_child');
