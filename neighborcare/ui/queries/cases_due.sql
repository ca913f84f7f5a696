-- Open cases that are past their deadline or have at most a week left, the latest first.
SELECT
    list_open_cases.case_id,
    list_open_cases.case_type,
    list_open_cases.topic,
    place.grid_name,
    list_open_cases.due_date,
    list_open_cases.days_overdue
FROM list_open_cases
INNER JOIN place ON list_open_cases.grid_id = place.grid_id
WHERE
    list_open_cases.days_overdue >= -7
    AND ($kind = 'street' OR list_open_cases.community_id = $area OR list_open_cases.grid_id = $area)
ORDER BY list_open_cases.days_overdue DESC, list_open_cases.case_id
