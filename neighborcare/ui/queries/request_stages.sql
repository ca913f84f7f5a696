-- How far the requests that came in these months have come by now.
SELECT
    sum(list_request_stages.received) AS received,
    sum(list_request_stages.responded) AS responded,
    sum(list_request_stages.accepted) AS accepted,
    sum(list_request_stages.closed) AS closed,
    sum(list_request_stages.solved) AS solved,
    sum(list_request_stages.rated) AS rated,
    sum(list_request_stages.satisfied) AS satisfied
FROM list_request_stages
WHERE
    ($area IS NULL OR list_request_stages.community_id = $area)
    AND list_request_stages.month BETWEEN $first AND $last
    AND ($type IS NULL OR list_request_stages.request_type = $type)
