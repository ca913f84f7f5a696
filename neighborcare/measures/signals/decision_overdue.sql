-- Topics that were adopted, are past their day and not done, by community.
SELECT
    topics.community_id,
    cast(NULL AS VARCHAR) AS grid_id,
    cast(NULL AS VARCHAR) AS subject,
    count(*) AS items,
    cast(max(cast($as_of AS DATE) - cast(topics.due_at AS DATE)) AS DOUBLE) AS value,
    cast(NULL AS DOUBLE) AS expected
FROM topics
WHERE topics.decision = 'adopted' AND topics.done_at IS NULL AND cast(topics.due_at AS DATE) < cast($as_of AS DATE)
GROUP BY topics.community_id
