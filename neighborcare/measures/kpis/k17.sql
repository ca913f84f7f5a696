-- Devices installed by the last day of the month and those of them online, all and by type.
WITH installed AS (
    SELECT
        i.grid_id,
        m.month,
        i.type,
        i.online_qty,
        i.done_qty
    FROM months AS m
    INNER JOIN improvements AS i ON m.day_to >= i.done_date
    WHERE i.online_qty IS NOT NULL AND i.done_qty IS NOT NULL
),

cells AS (
    SELECT
        i.grid_id,
        i.month,
        cast(NULL AS VARCHAR) AS part,
        i.online_qty,
        i.done_qty
    FROM installed AS i
    UNION ALL
    SELECT
        i.grid_id,
        i.month,
        i.type AS part,
        i.online_qty,
        i.done_qty
    FROM installed AS i
)

SELECT
    c.grid_id,
    c.month,
    c.part,
    sum(c.online_qty) AS numerator,
    sum(c.done_qty) AS denominator
FROM cells AS c
GROUP BY c.grid_id, c.month, c.part
