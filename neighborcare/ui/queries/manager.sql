SELECT
    manager_id,
    manager_name
FROM grids
WHERE grid_id = $grid
