-- Requests that are not closed, with the days past their due time (negative: days left; NULL without one).
SELECT
    requests.request_id,
    requests.request_type,
    requests.channel,
    requests.topic,
    requests.community_id,
    requests.grid_id,
    requests.created_at,
    requests.accepted_at,
    requests.team_name,
    cast(requests.due_at AS DATE) AS due_date,
    cast($as_of AS DATE) - cast(requests.due_at AS DATE) AS days_overdue,
    requests.repeat_of
FROM requests
WHERE requests.closed_at IS NULL AND requests.status IN ('pending', 'in_progress')
ORDER BY days_overdue DESC NULLS LAST, requests.request_id
