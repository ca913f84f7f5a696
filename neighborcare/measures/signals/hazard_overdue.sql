-- Hazards of medium or high level past their due day and not fixed, by grid.
SELECT
    hazards.community_id,
    hazards.grid_id,
    cast(NULL AS VARCHAR) AS subject,
    count(*) AS items,
    cast(max(cast($as_of AS DATE) - cast(hazards.due_at AS DATE)) AS DOUBLE) AS value,
    cast(NULL AS DOUBLE) AS expected
FROM hazards
WHERE
    hazards.hazard_type <> 'none' AND hazards.level IN ('mid', 'high')
    AND hazards.fixed_at IS NULL AND hazards.verified_at IS NULL
    AND hazards.status NOT IN ('fixed', 'verified', 'none')
    AND cast(hazards.due_at AS DATE) < cast($as_of AS DATE)
GROUP BY hazards.community_id, hazards.grid_id
