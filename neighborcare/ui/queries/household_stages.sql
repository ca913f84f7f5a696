-- Supported households at their stages, the stuck ones and then the longest first.
SELECT
    list_household_stages.household_id,
    list_household_stages.claim_type,
    place.community_name,
    CASE WHEN place.is_grid THEN place.grid_name END AS grid_name,
    list_household_stages.filed_on,
    list_household_stages.stage,
    list_household_stages.since,
    list_household_stages.days_in_stage,
    list_household_stages.is_stuck,
    list_household_stages.partner_name
FROM list_household_stages
LEFT JOIN place ON list_household_stages.grid_id = place.grid_id
WHERE
    ($area IS NULL OR list_household_stages.community_id = $area)
    AND (list_household_stages.stage <> 'followed_up')
ORDER BY
    list_household_stages.is_stuck DESC, list_household_stages.days_in_stage DESC, list_household_stages.claim_id ASC
