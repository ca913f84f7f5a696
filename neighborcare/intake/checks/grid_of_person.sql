-- A visit in another grid than the person's own: told once a person and grid, at the first such row.
SELECT
    min(visit._row) AS _row,
    count(*) AS visits,
    people.grid_id AS own
FROM $this AS visit
INNER JOIN $key_people AS people ON visit.person_id = people.person_id
WHERE visit.grid_id <> people.grid_id
GROUP BY visit.person_id, visit.grid_id, people.grid_id
ORDER BY _row;
