-- Exports that were due in the last months and did not come, by community.
SELECT
    reporting.community_id,
    cast(NULL AS VARCHAR) AS grid_id,
    reporting.dataset AS subject,
    count(*) AS items,
    cast(NULL AS DOUBLE) AS value,
    cast(NULL AS DOUBLE) AS expected
FROM reporting
WHERE
    reporting.state = 'missing' AND reporting.is_due
    AND reporting.month > cast(date_trunc('month', cast($as_of AS DATE)) AS DATE) - to_months(cast($months AS INTEGER))
GROUP BY reporting.community_id, reporting.dataset
