SELECT DISTINCT
    community_id,
    community_name
FROM place
ORDER BY community_id
