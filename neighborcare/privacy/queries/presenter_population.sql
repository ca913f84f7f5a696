-- Residents by age and sex, as a meeting is told them: of communities, not of grids.
SELECT
    cast(NULL AS VARCHAR) AS grid_id,
    population.stat_date,
    population.sex,
    population.age_band,
    cast(sum(population.count) AS BIGINT) AS count,
    population.community_id
FROM population
GROUP BY population.community_id, population.stat_date, population.sex, population.age_band
ORDER BY population.stat_date, population.community_id, population.age_band, population.sex
