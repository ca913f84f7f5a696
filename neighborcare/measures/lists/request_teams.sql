-- Which team takes what: requests by the month they came in, community, team and topic, and what became of them.
-- `hours` is the sum of the hours from receipt to closing over the closed ones.
SELECT
    cast(date_trunc('month', requests.created_at) AS DATE) AS month,
    requests.community_id,
    requests.team_name,
    requests.topic,
    count(*) AS taken,
    sum(CASE WHEN requests.closed_at IS NOT NULL THEN 1 ELSE 0 END) AS closed,
    sum(CASE WHEN requests.closed_at IS NOT NULL AND requests.is_solved THEN 1 ELSE 0 END) AS solved,
    sum(
        CASE
            WHEN requests.closed_at IS NOT NULL
                THEN (epoch(requests.closed_at) - epoch(requests.created_at)) / 3600e0
            ELSE 0e0
        END
    ) AS hours,
    sum(
        CASE
            WHEN requests.closed_at IS NULL AND requests.status IN ('pending', 'in_progress') THEN 1 ELSE 0
        END
    ) AS still_open
FROM requests
WHERE requests.team_name IS NOT NULL AND requests.status <> 'rejected'
GROUP BY
    cast(date_trunc('month', requests.created_at) AS DATE), requests.community_id, requests.team_name, requests.topic
ORDER BY month, requests.community_id, requests.team_name, requests.topic
