-- The first entry of each community at which its cash would fall below nothing, in the order of the entries; on one
-- day what came in is counted first. The check is asked again without it, until the balance holds.
WITH entries AS (
    SELECT
        _row,
        community_id,
        entry_date,
        CASE direction WHEN 'in' THEN amount ELSE -amount END AS change
    FROM $this
    WHERE amount IS NOT NULL AND coalesce(kind, 'cash') = 'cash'
    UNION ALL
    SELECT
        0 AS _row,
        community_id,
        entry_date,
        CASE direction WHEN 'in' THEN amount ELSE -amount END AS change
    FROM $rest
    WHERE amount IS NOT NULL AND coalesce(kind, 'cash') = 'cash'
),

running AS (
    SELECT
        *,
        row_number() OVER in_order AS place,
        sum(change) OVER in_order AS balance
    FROM entries
    WINDOW in_order AS (PARTITION BY community_id ORDER BY entry_date, change < 0, _row ROWS UNBOUNDED PRECEDING)
)

SELECT
    arg_min(_row, place) AS _row,
    round(arg_min(balance, place), 2) AS balance
FROM running
WHERE balance < -0.005 AND _row > 0 AND change < 0
GROUP BY community_id
ORDER BY _row;
