-- An age band that the person's birth date contradicts: told once a person. Bands are 65-69, 100+, 65+.
WITH said AS (
    SELECT
        service._row,
        service.person_id,
        service.age_band,
        people.birth_date,
        try_cast(regexp_extract(service.age_band, '^(\d{1,3})', 1) AS INTEGER) AS low,
        try_cast(nullif(regexp_extract(service.age_band, '^\d{1,3}-(\d{1,3})', 1), '') AS INTEGER) AS high,
        floor(
            (
                cast(strftime(service.service_at, '%Y%m%d') AS INTEGER)
                - cast(strftime(people.birth_date, '%Y%m%d') AS INTEGER)
            ) / 10000e0
        ) AS age
    FROM $this AS service
    INNER JOIN $key_people AS people ON service.person_id = people.person_id
    WHERE service.age_band IS NOT NULL AND people.birth_date IS NOT NULL
)

SELECT
    min(_row) AS _row,
    count(*) AS services,
    arg_min(cast(age AS INTEGER), _row) AS age
FROM said
WHERE age < low OR age > high
GROUP BY person_id
ORDER BY _row;
