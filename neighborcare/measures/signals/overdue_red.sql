-- Persons of the red tier past their day, by grid.
SELECT
    list_overdue.community_id,
    list_overdue.grid_id,
    cast(NULL AS VARCHAR) AS subject,
    count(*) AS items,
    cast(max(list_overdue.days_overdue) AS DOUBLE) AS value,
    cast(NULL AS DOUBLE) AS expected
FROM list_overdue
WHERE list_overdue.risk_tier = 'red' AND list_overdue.days_overdue > 0
GROUP BY list_overdue.community_id, list_overdue.grid_id
