-- Grids of the ledger with their community; grids that only rows name; and '@community' for the whole of each.
CREATE OR REPLACE TABLE place AS
WITH every_community AS (
    SELECT community_id FROM communities
    UNION
    SELECT community_id FROM grids
    UNION
    SELECT community_id
    FROM _named
    WHERE community_id IS NOT NULL
),

every_grid AS (
    SELECT
        grid_id,
        grid_name,
        community_id,
        TRUE AS is_grid
    FROM grids
    UNION ALL
    SELECT
        _named.grid_id,
        _named.grid_id AS grid_name,
        min(_named.community_id) AS community_id,
        TRUE AS is_grid
    FROM _named
    LEFT JOIN grids ON _named.grid_id = grids.grid_id
    WHERE grids.grid_id IS NULL AND _named.grid_id NOT LIKE '@%' AND _named.community_id IS NOT NULL
    GROUP BY _named.grid_id
    UNION ALL
    SELECT
        '@' || community_id AS grid_id,
        NULL AS grid_name,
        community_id,
        FALSE AS is_grid
    FROM every_community
)

SELECT
    every_grid.grid_id,
    coalesce(every_grid.grid_name, communities.community_name, every_grid.community_id) AS grid_name,
    every_grid.community_id,
    coalesce(communities.community_name, every_grid.community_id) AS community_name,
    every_grid.is_grid
FROM every_grid
LEFT JOIN communities ON every_grid.community_id = communities.community_id
ORDER BY every_grid.community_id, every_grid.is_grid DESC, every_grid.grid_id;
