-- Open requests, those longest past their deadline first.
SELECT
    list_open_requests.request_id,
    list_open_requests.request_type,
    list_open_requests.topic,
    place.community_name,
    CASE WHEN place.is_grid THEN place.grid_name END AS grid_name,
    cast(list_open_requests.created_at AS DATE) AS created_on,
    list_open_requests.days_overdue,
    list_open_requests.team_name,
    list_open_requests.channel
FROM list_open_requests
LEFT JOIN place ON list_open_requests.grid_id = place.grid_id
WHERE ($area IS NULL OR list_open_requests.community_id = $area)
ORDER BY list_open_requests.days_overdue DESC NULLS LAST, list_open_requests.request_id ASC
