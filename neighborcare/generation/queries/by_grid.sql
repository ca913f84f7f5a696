-- Elders 65+ of every grid by what became of their walk, for any day (0) and each weekday.
CREATE OR REPLACE TABLE reach_by_grid AS
SELECT
    weekday,
    grid_id,
    cast(sum(elders) AS BIGINT) AS elders,
    cast(sum(CASE WHEN state = 'covered' THEN elders ELSE 0 END) AS BIGINT) AS covered,
    cast(sum(CASE WHEN state = 'uncovered' THEN elders ELSE 0 END) AS BIGINT) AS uncovered,
    cast(sum(CASE WHEN state = 'no_path' THEN elders ELSE 0 END) AS BIGINT) AS no_path,
    cast(sum(CASE WHEN state = 'not_located' THEN elders ELSE 0 END) AS BIGINT) AS not_located
FROM reach_weekday
GROUP BY weekday, grid_id
ORDER BY weekday, grid_id;
