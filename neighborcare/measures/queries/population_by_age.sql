-- Residents by sex and age band of each community's latest statistics, for the street, a community or a grid.
WITH today AS (
    SELECT max(months.day_to) AS day
    FROM months
),

statistics_dates AS (
    SELECT
        population.community_id,
        coalesce(
            max(CASE WHEN population.stat_date <= today.day THEN population.stat_date END),
            min(population.stat_date)
        ) AS stat_date
    FROM population
    CROSS JOIN today
    GROUP BY population.community_id
)

SELECT
    population.sex,
    population.age_band,
    sum(population.count) AS residents,
    max(population.stat_date) AS stat_date
FROM population
INNER JOIN statistics_dates
    ON
        population.community_id = statistics_dates.community_id
        AND population.stat_date = statistics_dates.stat_date
WHERE
    $area_kind = 'street'
    OR ($area_kind = 'community' AND population.community_id = $area)
    OR ($area_kind = 'grid' AND population.grid_id = $area)
GROUP BY population.sex, population.age_band
ORDER BY population.sex, population.age_band
