-- Hazards found, and those of them verified as fixed, all, by type and by level.
WITH found AS (
    SELECT
        h.grid_id,
        h.hazard_type,
        h.level,
        cast(date_trunc('month', h.found_at) AS DATE) AS month,
        CASE WHEN h.verified_at IS NOT NULL THEN 1 ELSE 0 END AS verified
    FROM hazards AS h
    WHERE h.hazard_type <> 'none'
),

cells AS (
    SELECT
        f.grid_id,
        f.month,
        cast(NULL AS VARCHAR) AS part,
        f.verified
    FROM found AS f
    UNION ALL
    SELECT
        f.grid_id,
        f.month,
        f.hazard_type AS part,
        f.verified
    FROM found AS f
    UNION ALL
    SELECT
        f.grid_id,
        f.month,
        f.level AS part,
        f.verified
    FROM found AS f
    WHERE f.level IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.verified) AS numerator,
    count(*) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
