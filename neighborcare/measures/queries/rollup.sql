-- Every cell at its grid, its community and the street; a count says 0 where there was nothing.
CREATE OR REPLACE TABLE rollup AS
WITH located AS (
    SELECT
        kpi_cell.kpi,
        kpi_cell.grid_id,
        place.community_id,
        kpi_cell.month,
        kpi_cell.part,
        kpi_cell.value,
        kpi_cell.numerator,
        kpi_cell.denominator
    FROM kpi_cell
    INNER JOIN place ON kpi_cell.grid_id = place.grid_id
),

area AS (
    SELECT
        'grid' AS area_kind,
        place.grid_id AS area_id
    FROM place
    WHERE place.is_grid
    UNION
    SELECT
        'community' AS area_kind,
        place.community_id AS area_id
    FROM place
    UNION
    SELECT
        'street' AS area_kind,
        'street' AS area_id
),

counted AS (
    SELECT
        located.kpi,
        'grid' AS area_kind,
        located.grid_id AS area_id,
        located.month,
        located.part,
        located.value,
        located.numerator,
        located.denominator
    FROM located
    UNION ALL
    SELECT
        located.kpi,
        'community' AS area_kind,
        located.community_id AS area_id,
        located.month,
        located.part,
        located.value,
        located.numerator,
        located.denominator
    FROM located
    UNION ALL
    SELECT
        located.kpi,
        'street' AS area_kind,
        'street' AS area_id,
        located.month,
        located.part,
        located.value,
        located.numerator,
        located.denominator
    FROM located
    UNION ALL
    SELECT
        kpi_zero.kpi,
        area.area_kind,
        area.area_id,
        months.month,
        cast(NULL AS VARCHAR) AS part,
        cast(NULL AS DOUBLE) AS value,
        0 AS numerator,
        cast(NULL AS DOUBLE) AS denominator
    FROM kpi_zero
    INNER JOIN months ON kpi_zero.begins <= months.month
    CROSS JOIN area
)

SELECT
    counted.kpi,
    counted.area_kind,
    counted.area_id,
    counted.month,
    counted.part,
    counted.value,
    sum(counted.numerator) AS numerator,
    sum(counted.denominator) AS denominator,
    FALSE AS hidden
FROM counted
GROUP BY counted.kpi, counted.area_kind, counted.area_id, counted.month, counted.part, counted.value
ORDER BY
    counted.kpi, counted.area_kind, counted.area_id, counted.month,
    counted.part NULLS FIRST, counted.value;
