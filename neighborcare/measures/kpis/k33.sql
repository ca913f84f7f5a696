-- Items claimed whose due day has come, and those fulfilled; open overdue ones count, all and by type.
WITH items AS (
    SELECT
        c.grid_id,
        c.claim_type,
        cast(date_trunc('month', c.due_at) AS DATE) AS month,
        CASE WHEN c.fulfilled_at IS NOT NULL THEN 1 ELSE 0 END AS fulfilled
    FROM claims AS c
    WHERE
        cast(c.due_at AS DATE) <= $as_of
        AND (c.fulfilled_at IS NOT NULL OR (c.claimed_at IS NOT NULL AND c.status <> 'withdrawn'))
),

cells AS (
    SELECT
        i.grid_id,
        i.month,
        cast(NULL AS VARCHAR) AS part,
        i.fulfilled
    FROM items AS i
    UNION ALL
    SELECT
        i.grid_id,
        i.month,
        i.claim_type AS part,
        i.fulfilled
    FROM items AS i
    WHERE i.claim_type IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.fulfilled) AS numerator,
    count(*) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
