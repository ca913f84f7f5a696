-- Elders 65+ of every grid by the build's own exact answer, for one weekday (0 any).
SELECT
    reach_by_grid.grid_id,
    reach_by_grid.elders
FROM reach_by_grid
WHERE reach_by_grid.weekday = 0
ORDER BY reach_by_grid.grid_id
