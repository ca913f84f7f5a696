-- The age bands of a community that do not add up to its population within a tenth, where all its grids are counted.
WITH counted AS (
    SELECT
        bands.community_id,
        bands.stat_date,
        min(bands._row) AS _row,
        count(DISTINCT bands.grid_id) AS grids,
        cast(sum(bands.count) AS BIGINT) AS persons
    FROM $this AS bands
    GROUP BY bands.community_id, bands.stat_date
),

grids AS (
    SELECT
        grid.community_id,
        count(*) AS grids
    FROM $grids AS grid
    GROUP BY grid.community_id
)

SELECT
    counted._row,
    counted.persons,
    communities.population
FROM counted
INNER JOIN grids ON counted.community_id = grids.community_id AND counted.grids = grids.grids
INNER JOIN $communities AS communities ON counted.community_id = communities.community_id
WHERE
    abs(counted.persons - communities.population) > 0.1 * communities.population
    AND abs(date_diff('day', counted.stat_date, communities.stat_date)) <= 366
ORDER BY counted._row;
