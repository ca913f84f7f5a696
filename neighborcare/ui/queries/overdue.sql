-- Whom nobody has reached in time, the red tier and then the longest first: a leader's follow-up list.
SELECT
    list_overdue.name,
    place.community_name,
    place.grid_name,
    list_overdue.risk_tier,
    list_overdue.last_visit,
    list_overdue.days_since,
    list_overdue.days_overdue,
    list_overdue.paired_staff_name
FROM list_overdue
LEFT JOIN place ON list_overdue.grid_id = place.grid_id
WHERE ($area IS NULL OR list_overdue.community_id = $area)
ORDER BY
    CASE list_overdue.risk_tier WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 ELSE 4 END ASC,
    list_overdue.days_overdue DESC,
    list_overdue.name ASC
