-- Orders that wait for a team, the longest first, with the teams that suit them.
SELECT
    list_order_matches.request_id,
    list_order_matches.request_type,
    list_order_matches.topic,
    place.community_name,
    CASE WHEN place.is_grid THEN place.grid_name END AS grid_name,
    list_order_matches.days_waiting,
    list_order_matches.team_1,
    list_order_matches.closed_1,
    list_order_matches.load_1,
    list_order_matches.team_2,
    list_order_matches.team_3
FROM list_order_matches
LEFT JOIN place ON list_order_matches.grid_id = place.grid_id
WHERE ($area IS NULL OR list_order_matches.community_id = $area)
ORDER BY list_order_matches.days_waiting DESC, list_order_matches.request_id ASC
