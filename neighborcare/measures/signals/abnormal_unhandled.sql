-- Abnormal findings whose 24 hours have run out and that nobody has handled, by grid.
SELECT
    visits.community_id,
    visits.grid_id,
    cast(NULL AS VARCHAR) AS subject,
    count(*) AS items,
    cast(max(cast($as_of AS DATE) - cast(visits.visit_at AS DATE)) AS DOUBLE) AS value,
    cast(NULL AS DOUBLE) AS expected
FROM visits
WHERE
    visits.result = 'abnormal' AND visits.handled_at IS NULL
    AND visits.visit_at + INTERVAL 24 HOUR < cast($as_of AS DATE) + INTERVAL 1 DAY
GROUP BY visits.community_id, visits.grid_id
