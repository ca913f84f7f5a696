-- What people ask about: topics of these months by requests, with how many of them came in the months before.
SELECT
    list_request_stages.topic,
    sum(CASE WHEN list_request_stages.month >= $first THEN list_request_stages.received ELSE 0 END) AS received,
    sum(CASE WHEN list_request_stages.month < $first THEN list_request_stages.received ELSE 0 END) AS before
FROM list_request_stages
WHERE
    ($area IS NULL OR list_request_stages.community_id = $area)
    AND list_request_stages.month BETWEEN $before AND $last
GROUP BY list_request_stages.topic
HAVING sum(CASE WHEN list_request_stages.month >= $first THEN list_request_stages.received ELSE 0 END) > 0
ORDER BY received DESC, list_request_stages.topic ASC
