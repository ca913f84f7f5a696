-- Health Days whose planned day has come, and those of them that were held.
WITH planned AS (
    SELECT
        a.grid_id,
        a.held_date,
        cast(date_trunc('month', a.planned_date) AS DATE) AS month
    FROM activities AS a
    WHERE a.series IN ('健康日', '社区健康日', 'Health Day') AND a.planned_date <= $as_of
)

SELECT
    p.grid_id,
    m.month,
    cast(NULL AS VARCHAR) AS part,
    count(p.held_date) AS numerator,
    count(*) AS denominator
FROM planned AS p
INNER JOIN months AS m ON p.month = m.month
GROUP BY p.grid_id, m.month
