-- Open requests past their due time, by community.
SELECT
    requests.community_id,
    cast(NULL AS VARCHAR) AS grid_id,
    cast(NULL AS VARCHAR) AS subject,
    count(*) AS items,
    cast(max(cast($as_of AS DATE) - cast(requests.due_at AS DATE)) AS DOUBLE) AS value,
    cast(NULL AS DOUBLE) AS expected
FROM requests
WHERE
    requests.closed_at IS NULL AND requests.status IN ('pending', 'in_progress')
    AND cast(requests.due_at AS DATE) < cast($as_of AS DATE)
GROUP BY requests.community_id
