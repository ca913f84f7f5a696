-- What a rule found, with whose task it is (the manager of the grid, by his masked name) and by when.
INSERT INTO signals
SELECT
    cast($signal AS VARCHAR) AS signal,
    cast($severity AS VARCHAR) AS severity,
    found.community_id,
    found.grid_id,
    found.subject,
    found.items,
    found.value,
    found.expected,
    CASE WHEN $of_manager THEN staff.name END AS owner,
    cast($as_of AS DATE) + cast($days AS INTEGER) AS due_date
FROM found
LEFT JOIN grids ON found.grid_id = grids.grid_id
LEFT JOIN staff ON grids.manager_id = staff.staff_id
ORDER BY found.items DESC NULLS LAST, found.community_id, found.grid_id, found.subject;
