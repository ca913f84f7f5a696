-- Nobody is visited after his file has ended.
SELECT
    visit._row,
    people.end_date AS ended
FROM $this AS visit
INNER JOIN $key_people AS people ON visit.person_id = people.person_id
WHERE cast(visit.visit_at AS DATE) > people.end_date
ORDER BY visit._row;
