-- A person who stood in one grid and is now reported by another: a move, or one of two ledgers is wrong.
SELECT
    person._row,
    before.grid_id AS other,
    person.grid_id AS place
FROM $this AS person
INNER JOIN $before AS before ON person.person_id = before.person_id
WHERE person.grid_id <> before.grid_id AND person.end_date IS NULL
ORDER BY person._row;
