-- One row a cell (an area's KPI in a month and part) of what is sensitive for this role, and whether it is too small.
-- A rate is hidden on a denominator under 10 as well: no rate is told of so few.
CREATE OR REPLACE TEMP TABLE cell AS
SELECT
    rollup.kpi,
    rollup.area_kind,
    rollup.area_id,
    rollup.month,
    coalesce(rollup.part, '') AS part,
    CASE
        WHEN rollup.area_kind = 'grid' THEN coalesce(place.community_id, '')
        WHEN rollup.area_kind = 'community' THEN 'street'
        ELSE ''
    END AS parent,
    sum(rollup.numerator) AS numerator,
    sum(rollup.denominator) AS denominator,
    (coalesce(sum(rollup.numerator), 0) > 0 AND coalesce(sum(rollup.numerator), 0) < $threshold)
    OR (coalesce(sum(rollup.denominator), 0) > 0 AND coalesce(sum(rollup.denominator), 0) < 10) AS is_hidden
FROM rollup
INNER JOIN sensitive ON rollup.kpi = sensitive.kpi AND sensitive.role = $role
LEFT JOIN place ON rollup.area_kind = 'grid' AND rollup.area_id = place.grid_id
WHERE NOT (sensitive.is_open_whole AND rollup.part IS NULL)
GROUP BY rollup.kpi, rollup.area_kind, rollup.area_id, rollup.month, rollup.part, place.community_id;
