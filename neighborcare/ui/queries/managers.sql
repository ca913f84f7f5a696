-- Who manages each grid: the name (masked) as the staff list or his visits have it, else the number.
SELECT
    grids.grid_id,
    coalesce(max(list_staff_load.staff_name), grids.manager_id) AS manager
FROM grids
LEFT JOIN list_staff_load ON grids.manager_id = list_staff_load.staff_id
WHERE grids.manager_id IS NOT NULL
GROUP BY grids.grid_id, grids.manager_id
ORDER BY grids.grid_id
