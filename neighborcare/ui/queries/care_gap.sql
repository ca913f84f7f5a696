-- Whom every system has missed, the longest unvisited first.
SELECT
    coalesce(list_care_gap.name, list_care_gap.person_id) AS name,
    place.community_name,
    CASE WHEN place.is_grid THEN place.grid_name END AS grid_name,
    list_care_gap.risk_tier,
    list_care_gap.last_visit,
    list_care_gap.days_overdue,
    list_care_gap.last_check,
    list_care_gap.asked_on,
    list_care_gap.topic,
    list_care_gap.paired_staff_name
FROM list_care_gap
LEFT JOIN place ON list_care_gap.grid_id = place.grid_id
WHERE ($area IS NULL OR list_care_gap.community_id = $area)
ORDER BY list_care_gap.days_overdue DESC, list_care_gap.person_id ASC
