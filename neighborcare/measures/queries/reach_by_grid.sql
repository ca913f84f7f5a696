-- The build's own exact answer by grid, for one weekday (0 any).
SELECT
    grid_id,
    elders,
    covered,
    uncovered,
    no_path,
    not_located
FROM reach_by_grid
WHERE weekday = $weekday
ORDER BY grid_id
