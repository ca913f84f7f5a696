-- Every place that figures are counted at, with its community.
SELECT
    place.grid_id,
    place.community_id
FROM place
ORDER BY place.grid_id
