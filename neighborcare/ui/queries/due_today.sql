-- Whom to visit or greet on the as-of day, with the building to go to.
SELECT
    list_due_today.person_id,
    list_due_today.name,
    list_due_today.building_id,
    coalesce(buildings.building_name, list_due_today.building_id) AS building_name,
    CASE WHEN place.is_grid THEN place.grid_name END AS grid_name,
    list_due_today.risk_tier,
    list_due_today.categories,
    list_due_today.last_visit,
    list_due_today.days_overdue,
    list_due_today.paired_staff_name,
    list_due_today.open_request,
    list_due_today.greeting_due
FROM list_due_today
LEFT JOIN place ON list_due_today.grid_id = place.grid_id
LEFT JOIN buildings ON list_due_today.building_id = buildings.building_id
WHERE $kind <> 'grid' OR list_due_today.grid_id = $area
ORDER BY
    CASE list_due_today.risk_tier WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 ELSE 4 END ASC,
    list_due_today.days_overdue DESC,
    list_due_today.person_id ASC
