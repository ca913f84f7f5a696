-- Elders 65+ within 15 minutes' walk of a health service, among all elders 65+.
SELECT
    r.grid_id,
    r.month,
    cast(NULL AS VARCHAR) AS part,
    sum(CASE WHEN r.state = 'covered' THEN r.elders ELSE 0 END) AS numerator,
    sum(r.elders) AS denominator
FROM reach AS r
INNER JOIN months AS m ON r.month = m.month
GROUP BY r.grid_id, r.month
