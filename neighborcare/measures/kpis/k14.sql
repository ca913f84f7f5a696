-- Abnormal findings that were handled, or whose 24 hours have run out; open ones count against.
WITH findings AS (
    SELECT
        v.grid_id,
        v.handled_at,
        v.visit_at + INTERVAL 24 HOUR AS deadline
    FROM visits AS v
    WHERE v.result = 'abnormal'
),

due AS (
    SELECT
        f.grid_id,
        cast(date_trunc('month', least(coalesce(f.handled_at, f.deadline), f.deadline)) AS DATE) AS month,
        CASE WHEN f.handled_at <= f.deadline THEN 1 ELSE 0 END AS in_time
    FROM findings AS f
    WHERE f.handled_at IS NOT NULL OR f.deadline < cast($as_of AS DATE) + INTERVAL 1 DAY
)

SELECT
    d.grid_id,
    m.month,
    cast(NULL AS VARCHAR) AS part,
    sum(d.in_time) AS numerator,
    count(*) AS denominator
FROM due AS d
INNER JOIN months AS m ON d.month = m.month
GROUP BY d.grid_id, m.month
