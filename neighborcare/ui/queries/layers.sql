SELECT
    layer,
    id,
    name,
    geojson
FROM layers
ORDER BY layer, id
