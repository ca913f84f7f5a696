-- Persons by age band and sex in an area, from each community's latest statistics up to a day (else its
-- earliest), with the newest date used and whether every community had statistics by that day.
WITH dated AS (
    SELECT
        population.community_id,
        coalesce(
            max(CASE WHEN population.stat_date <= $day THEN population.stat_date END),
            min(population.stat_date)
        ) AS stat_date
    FROM population
    GROUP BY population.community_id
)

SELECT
    population.age_band,
    population.sex,
    sum(population.count) AS persons,
    max(dated.stat_date) AS stat_date,
    bool_and(dated.stat_date <= $day) AS known
FROM population
INNER JOIN dated
    ON population.community_id = dated.community_id AND population.stat_date = dated.stat_date
WHERE
    ($kind = 'street' OR $area IN (population.community_id, population.grid_id))
GROUP BY population.age_band, population.sex
ORDER BY population.age_band, population.sex
