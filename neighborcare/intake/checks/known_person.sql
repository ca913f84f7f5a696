-- One living person has one row: the identity number stands in the ledger already, under another file.
SELECT
    person._row,
    min(rest.person_id) AS other,
    min(coalesce(rest.grid_id, rest.community_id)) AS place
FROM $this AS person
INNER JOIN $rest AS rest ON person.id_number_hash = rest.id_number_hash
WHERE
    person.person_id <> rest.person_id
    AND (person.end_date IS NULL OR person.end_date > $today)
    AND (rest.end_date IS NULL OR rest.end_date > $today)
GROUP BY person._row
ORDER BY person._row;
