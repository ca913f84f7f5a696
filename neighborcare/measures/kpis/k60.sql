-- Elders 65+ by the minutes, rounded up, that they walk to the nearest health service.
SELECT
    r.grid_id,
    r.month,
    cast(NULL AS VARCHAR) AS part,
    cast(ceil(r.minutes) AS BIGINT) AS value,
    sum(r.elders) AS count
FROM reach AS r
INNER JOIN months AS m ON r.month = m.month
WHERE r.state IN ('covered', 'uncovered') AND r.elders > 0
GROUP BY r.grid_id, r.month, ceil(r.minutes)
