-- The same for a community worker: with the building to go to, and why the person is on the ledger.
SELECT
    list_overdue.name,
    coalesce(buildings.building_name, list_overdue.building_id) AS building_name,
    place.grid_name,
    list_overdue.risk_tier,
    list_overdue.last_visit,
    list_overdue.days_since,
    list_overdue.days_overdue,
    list_overdue.paired_staff_name,
    list_overdue.categories
FROM list_overdue
LEFT JOIN place ON list_overdue.grid_id = place.grid_id
LEFT JOIN buildings ON list_overdue.building_id = buildings.building_id
WHERE ($area IS NULL OR list_overdue.community_id = $area)
ORDER BY
    CASE list_overdue.risk_tier WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 ELSE 4 END ASC,
    list_overdue.days_overdue DESC,
    list_overdue.name ASC
