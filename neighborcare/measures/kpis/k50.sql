-- The year's works: what is done of what was planned, all and by type; works finished; who benefits from them.
WITH works AS (
    SELECT
        m.month,
        i.grid_id,
        i.type,
        i.planned_qty,
        CASE WHEN i.done_date IS NOT NULL AND m.day_to >= i.done_date THEN 1 ELSE 0 END AS finished,
        CASE
            WHEN i.done_date IS NULL THEN coalesce(i.done_qty, 0)
            WHEN m.day_to >= i.done_date THEN coalesce(i.done_qty, i.planned_qty)
            ELSE 0
        END AS done
    FROM months AS m
    INNER JOIN improvements AS i
        ON
            m.day_to >= coalesce(i.start_date, i.done_date)
            AND (i.done_date IS NULL OR date_trunc('year', m.month) <= i.done_date)
),

cells AS (
    SELECT
        w.grid_id,
        w.month,
        cast(NULL AS VARCHAR) AS part,
        w.done AS amount,
        w.planned_qty AS base
    FROM works AS w
    WHERE w.planned_qty IS NOT NULL
    UNION ALL
    SELECT
        w.grid_id,
        w.month,
        w.type AS part,
        w.done AS amount,
        w.planned_qty AS base
    FROM works AS w
    WHERE w.planned_qty IS NOT NULL
    UNION ALL
    SELECT
        w.grid_id,
        w.month,
        'projects' AS part,
        w.finished AS amount,
        1 AS base
    FROM works AS w
    UNION ALL
    SELECT
        i.grid_id,
        m.month,
        'beneficiaries' AS part,
        i.beneficiary_count AS amount,
        cast(NULL AS BIGINT) AS base
    FROM improvements AS i
    INNER JOIN months AS m ON m.month = cast(date_trunc('month', i.done_date) AS DATE)
    WHERE i.beneficiary_count IS NOT NULL
)

SELECT
    c.grid_id,
    c.month,
    c.part,
    sum(c.amount) AS numerator,
    sum(c.base) AS denominator
FROM cells AS c
GROUP BY c.grid_id, c.month, c.part
