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
