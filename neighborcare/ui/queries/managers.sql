-- Who manages each grid: the masked name, else the staff number.
SELECT
    grid_id,
    coalesce(manager_name, manager_id) AS manager
FROM grids
WHERE manager_id IS NOT NULL
ORDER BY grid_id
