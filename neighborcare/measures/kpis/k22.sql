-- Abnormal results, and those of them that were referred.
WITH abnormal AS (
    SELECT
        s.grid_id,
        s.service_type,
        s.referred_at,
        cast(date_trunc('month', s.service_at) AS DATE) AS month
    FROM health_services AS s
    WHERE s.is_abnormal
)

SELECT
    a.grid_id,
    m.month,
    cast(NULL AS VARCHAR) AS part,
    count(a.referred_at) AS numerator,
    count(*) AS denominator
FROM abnormal AS a
INNER JOIN months AS m ON a.month = m.month
GROUP BY a.grid_id, m.month
UNION ALL
SELECT
    a.grid_id,
    m.month,
    a.service_type AS part,
    count(a.referred_at) AS numerator,
    count(*) AS denominator
FROM abnormal AS a
INNER JOIN months AS m ON a.month = m.month
WHERE a.service_type IS NOT NULL
GROUP BY a.grid_id, m.month, a.service_type
