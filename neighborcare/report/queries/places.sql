-- Grids with the names of their communities, in order.
SELECT
    grid_id,
    grid_name,
    community_id,
    community_name,
    is_grid
FROM place
ORDER BY community_id, grid_id
