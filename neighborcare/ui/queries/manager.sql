SELECT manager_id FROM grids
WHERE grid_id = $grid
