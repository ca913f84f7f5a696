-- Petitions closed and rated, and those rated satisfied or fairly satisfied.
SELECT
    c.grid_id,
    m.month,
    cast(NULL AS VARCHAR) AS part,
    sum(CASE WHEN c.satisfaction IN ('satisfied', 'fair') THEN 1 ELSE 0 END) AS numerator,
    count(*) AS denominator
FROM cases AS c
INNER JOIN months AS m ON m.month = cast(date_trunc('month', c.closed_at) AS DATE)
WHERE c.case_type = 'petition' AND c.satisfaction IS NOT NULL
GROUP BY c.grid_id, m.month
