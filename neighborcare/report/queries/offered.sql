-- What was published for claiming and nobody has claimed yet.
SELECT
    offered.claim_id,
    offered.claim_type,
    place.community_name AS community,
    offered.due_date
FROM list_offered AS offered
LEFT JOIN (SELECT DISTINCT
    community_id,
    community_name
FROM place) AS place
    ON offered.community_id = place.community_id
WHERE $kind = 'street' OR offered.community_id = $area
ORDER BY offered.due_date NULLS LAST, offered.claim_id
