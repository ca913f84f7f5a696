-- The cash that is left on the last day of the month; what came in and went out in it; goods given out.
WITH entries AS (
    SELECT
        f.grid_id,
        f.entry_date,
        f.direction,
        f.amount,
        f.goods_qty,
        cast(date_trunc('month', f.entry_date) AS DATE) AS month,
        coalesce(
            f.kind, CASE WHEN f.amount IS NOT NULL AND f.goods_qty IS NULL THEN 'cash' ELSE 'goods' END
        ) AS kind
    FROM funds AS f
),

cells AS (
    SELECT
        e.grid_id,
        m.month,
        cast(NULL AS VARCHAR) AS part,
        CASE WHEN e.direction = 'in' THEN e.amount ELSE -e.amount END AS amount
    FROM months AS m
    INNER JOIN entries AS e ON m.day_to >= e.entry_date
    WHERE e.kind = 'cash' AND e.amount IS NOT NULL
    UNION ALL
    SELECT
        e.grid_id,
        m.month,
        e.direction AS part,
        e.amount
    FROM months AS m
    INNER JOIN entries AS e ON m.month = e.month
    WHERE e.kind = 'cash' AND e.amount IS NOT NULL
    UNION ALL
    SELECT
        e.grid_id,
        m.month,
        'goods_out' AS part,
        e.goods_qty AS amount
    FROM months AS m
    INNER JOIN entries AS e ON m.month = e.month
    WHERE e.kind = 'goods' AND e.direction = 'out' AND e.goods_qty IS NOT NULL
)

SELECT
    c.grid_id,
    c.month,
    c.part,
    sum(c.amount) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM cells AS c
GROUP BY c.grid_id, c.month, c.part
