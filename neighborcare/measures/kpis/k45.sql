-- Cases and requests closed with a known level of resolution, and those resolved inside the grid, all and apart.
WITH closed AS (
    SELECT
        c.grid_id,
        c.case_type AS sort,
        cast(date_trunc('month', c.closed_at) AS DATE) AS month,
        CASE WHEN c.resolve_level = 'grid' THEN 1 ELSE 0 END AS in_grid
    FROM cases AS c
    WHERE c.closed_at IS NOT NULL AND c.resolve_level IS NOT NULL
    UNION ALL
    SELECT
        r.grid_id,
        'request' AS sort,
        cast(date_trunc('month', r.closed_at) AS DATE) AS month,
        CASE WHEN r.resolve_level = 'grid' THEN 1 ELSE 0 END AS in_grid
    FROM requests AS r
    WHERE r.closed_at IS NOT NULL AND r.resolve_level IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    cast(NULL AS VARCHAR) AS part,
    sum(c.in_grid) AS numerator,
    count(*) AS denominator
FROM closed AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month
UNION ALL
SELECT
    c.grid_id,
    m.month,
    c.sort AS part,
    sum(c.in_grid) AS numerator,
    count(*) AS denominator
FROM closed AS c
INNER JOIN months AS m ON c.month = m.month
WHERE c.sort IS NOT NULL
GROUP BY c.grid_id, m.month, c.sort
