-- One living person has one row: the same identity number twice in this table, neither file ended.
WITH living AS (
    SELECT
        _row,
        id_number_hash,
        min(_row) OVER (PARTITION BY id_number_hash) AS first
    FROM $this
    WHERE id_number_hash IS NOT NULL AND (end_date IS NULL OR end_date > $today)
)

SELECT
    _row,
    first
FROM living
WHERE _row > first
ORDER BY _row;
