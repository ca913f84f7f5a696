-- Items claimed, and those that had been audited and publicised by then, all and by type.
WITH items AS (
    SELECT
        c.grid_id,
        c.claim_type,
        cast(date_trunc('month', c.claimed_at) AS DATE) AS month,
        CASE WHEN
            cast(c.audited_at AS DATE) <= cast(c.claimed_at AS DATE)
            AND cast(c.publicized_at AS DATE) <= cast(c.claimed_at AS DATE)
            THEN 1
        ELSE 0 END AS in_order
    FROM claims AS c
    WHERE
        c.claimed_at IS NOT NULL
),

cells AS (
    SELECT
        i.grid_id,
        i.month,
        cast(NULL AS VARCHAR) AS part,
        i.in_order
    FROM items AS i
    UNION ALL
    SELECT
        i.grid_id,
        i.month,
        i.claim_type AS part,
        i.in_order
    FROM items AS i
    WHERE i.claim_type IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.in_order) AS numerator,
    count(*) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
