-- The borders of the grids of an area.
SELECT
    layers.id,
    layers.name,
    layers.geojson
FROM layers
INNER JOIN place ON layers.id = place.grid_id
WHERE layers.layer = 'grids' AND ($kind = 'street' OR $area IN (place.community_id, place.grid_id))
ORDER BY layers.id
