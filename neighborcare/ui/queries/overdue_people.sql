-- Whom nobody has reached in time, the most urgent tier first.
SELECT
    list_overdue.name,
    list_overdue.risk_tier,
    place.grid_name,
    list_overdue.last_visit,
    list_overdue.days_overdue,
    list_overdue.paired_staff_name
FROM list_overdue
INNER JOIN place ON list_overdue.grid_id = place.grid_id
WHERE $kind = 'street' OR list_overdue.community_id = $area OR list_overdue.grid_id = $area
ORDER BY
    CASE list_overdue.risk_tier WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 ELSE 4 END,
    list_overdue.days_overdue DESC,
    list_overdue.name
