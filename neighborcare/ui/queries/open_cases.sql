-- Cases that are not closed, those past their deadline first.
SELECT
    list_open_cases.case_id,
    list_open_cases.case_type,
    list_open_cases.topic,
    place.community_name,
    place.grid_name,
    cast(list_open_cases.registered_at AS DATE) AS registered_on,
    list_open_cases.due_date,
    list_open_cases.days_overdue,
    list_open_cases.is_backlog
FROM list_open_cases
LEFT JOIN place ON list_open_cases.grid_id = place.grid_id
WHERE ($area IS NULL OR list_open_cases.community_id = $area)
ORDER BY list_open_cases.days_overdue DESC, list_open_cases.case_id ASC
