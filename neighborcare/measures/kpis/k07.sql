-- Grids that have a manager who has not left; and the households that a grid holds.
SELECT
    g.grid_id,
    m.month,
    cast(NULL AS VARCHAR) AS part,
    CASE
        WHEN g.manager_id IS NOT NULL AND (s.end_date IS NULL OR m.day_to < s.end_date) THEN 1
        ELSE 0
    END AS numerator,
    1 AS denominator
FROM months AS m
CROSS JOIN grids AS g
LEFT JOIN staff AS s ON g.manager_id = s.staff_id
UNION ALL
SELECT
    g.grid_id,
    m.month,
    'households' AS part,
    g.households AS numerator,
    1 AS denominator
FROM months AS m
CROSS JOIN grids AS g
WHERE g.households IS NOT NULL
