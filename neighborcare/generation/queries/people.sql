-- Key people with a building: the walk from it at the person's own pace, month by month. Who has no birth date
-- walks like 65-79.
CREATE OR REPLACE TABLE reach_people AS
WITH paced AS (
    SELECT
        key_people.person_id,
        key_people.grid_id,
        key_people.building_id,
        CASE
            WHEN frail_person.person_id IS NOT NULL THEN $frail
            WHEN
                floor(
                    (
                        (year(months.day_to) * 10000 + month(months.day_to) * 100 + day(months.day_to))
                        - (
                            year(key_people.birth_date) * 10000 + month(key_people.birth_date) * 100
                            + day(key_people.birth_date)
                        )
                    ) / 10000
                ) >= 80 THEN $old
            ELSE $young
        END AS pace,
        months.month
    FROM key_people
    CROSS JOIN months
    LEFT JOIN frail_person ON key_people.person_id = frail_person.person_id
    WHERE key_people.building_id IS NOT NULL
)

SELECT
    paced.month,
    paced.person_id,
    paced.grid_id,
    reach_home.metres / paced.pace / 60e0 AS minutes,
    CASE
        WHEN reach_home.lost IS NOT NULL THEN reach_home.lost
        WHEN reach_home.metres / paced.pace / 60e0 <= $minutes THEN 'covered'
        ELSE 'uncovered'
    END AS state
FROM paced
INNER JOIN reach_home ON paced.month = reach_home.month AND paced.building_id = reach_home.building_id
ORDER BY paced.month, paced.person_id;
