-- Hazards that are not verified yet, those longest past their day first.
SELECT
    list_open_hazards.hazard_id,
    list_open_hazards.hazard_type,
    list_open_hazards.level,
    place.community_name,
    CASE WHEN place.is_grid THEN place.grid_name END AS grid_name,
    list_open_hazards.found_on,
    list_open_hazards.days_old,
    list_open_hazards.days_overdue,
    list_open_hazards.owner_unit,
    list_open_hazards.status
FROM list_open_hazards
LEFT JOIN place ON list_open_hazards.grid_id = place.grid_id
WHERE ($area IS NULL OR list_open_hazards.community_id = $area)
ORDER BY
    list_open_hazards.days_overdue DESC NULLS LAST, list_open_hazards.days_old DESC, list_open_hazards.hazard_id ASC
