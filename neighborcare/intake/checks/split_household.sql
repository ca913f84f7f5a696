-- One household in two grids: told once a household, at its first row that differs from the rows before it.
WITH living AS (
    SELECT
        _row,
        household_id,
        grid_id
    FROM $this
    WHERE end_date IS NULL
    UNION ALL
    SELECT
        0 AS _row,
        household_id,
        grid_id
    FROM $rest
    WHERE end_date IS NULL
),

first AS (
    SELECT
        household_id,
        arg_min(grid_id, _row) AS grid_id
    FROM living
    WHERE household_id IS NOT NULL AND grid_id IS NOT NULL
    GROUP BY household_id
    HAVING count(DISTINCT grid_id) > 1
)

SELECT
    min(living._row) AS _row,
    first.household_id AS household,
    first.grid_id AS other,
    arg_min(living.grid_id, living._row) AS place
FROM living
INNER JOIN first ON living.household_id = first.household_id
WHERE living._row > 0 AND living.grid_id <> first.grid_id
GROUP BY first.household_id, first.grid_id
ORDER BY _row;
