-- A service for somebody whose file had ended: told once a person, at the first such row.
SELECT
    min(service._row) AS _row,
    count(*) AS services,
    people.end_date AS ended
FROM $this AS service
INNER JOIN $key_people AS people ON service.person_id = people.person_id
WHERE cast(service.service_at AS DATE) > people.end_date
GROUP BY service.person_id, people.end_date
ORDER BY _row;
