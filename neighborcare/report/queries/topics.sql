-- What was asked about in a period and how often, the most frequent first, with the period before.
SELECT
    topic,
    cast(sum(CASE WHEN month BETWEEN $first AND $last THEN received ELSE 0 END) AS BIGINT) AS received,
    cast(sum(CASE WHEN month BETWEEN $before_first AND $before_last THEN received ELSE 0 END) AS BIGINT) AS before
FROM list_request_stages
WHERE
    month BETWEEN $before_first AND $last AND topic IS NOT NULL
    AND ($kind = 'street' OR community_id = $area)
GROUP BY topic
HAVING sum(CASE WHEN month BETWEEN $first AND $last THEN received ELSE 0 END) > 0
ORDER BY received DESC, topic
