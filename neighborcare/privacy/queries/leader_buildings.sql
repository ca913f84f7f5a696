-- Elders by building: from 1 to 4 hidden, and where that is one number of a grid, the next smallest with it. Who lives
-- alone is told of a building from 5 on.
WITH ranked AS (
    SELECT
        home.building_id,
        home.building_name,
        home.community_id,
        home.grid_id,
        home.lon,
        home.lat,
        home.located,
        home.elder_class,
        home.elders,
        home.alone,
        home.elders BETWEEN 1 AND 4 AS is_small,
        sum(CASE WHEN home.elders BETWEEN 1 AND 4 THEN 1 ELSE 0 END) OVER (PARTITION BY home.grid_id) AS small_ones,
        row_number() OVER (
            PARTITION BY home.grid_id
            ORDER BY home.elders < 5, home.elders, home.building_id, home.elder_class
        ) AS place
    FROM reach_by_building AS home
)

SELECT
    building_id,
    building_name,
    community_id,
    grid_id,
    lon,
    lat,
    located,
    elder_class,
    CASE WHEN NOT (is_small OR (small_ones = 1 AND place = 1)) THEN elders END AS elders,
    CASE WHEN alone NOT BETWEEN 1 AND 4 THEN alone END AS alone
FROM ranked
ORDER BY building_id, elder_class
