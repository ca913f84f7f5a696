-- How far the requests of a month have come by now, by community, kind and topic: one row a stage's count each.
-- Sent-back requests are received but go no further.
SELECT
    cast(date_trunc('month', requests.created_at) AS DATE) AS month,
    requests.community_id,
    requests.request_type,
    requests.topic,
    count(*) AS received,
    sum(
        CASE
            WHEN coalesce(requests.responded_at, requests.accepted_at, requests.closed_at) IS NOT NULL THEN 1 ELSE 0
        END
    ) AS responded,
    sum(CASE WHEN coalesce(requests.accepted_at, requests.closed_at) IS NOT NULL THEN 1 ELSE 0 END) AS accepted,
    sum(CASE WHEN requests.closed_at IS NOT NULL THEN 1 ELSE 0 END) AS closed,
    sum(CASE WHEN requests.closed_at IS NOT NULL AND requests.is_solved THEN 1 ELSE 0 END) AS solved,
    sum(CASE WHEN requests.closed_at IS NOT NULL AND requests.rating IS NOT NULL THEN 1 ELSE 0 END) AS rated,
    sum(
        CASE
            WHEN requests.closed_at IS NOT NULL AND requests.rating IN ('satisfied', 'fair') THEN 1 ELSE 0
        END
    ) AS satisfied
FROM requests
GROUP BY
    cast(date_trunc('month', requests.created_at) AS DATE), requests.community_id, requests.request_type, requests.topic
ORDER BY month, requests.community_id, requests.request_type, requests.topic
