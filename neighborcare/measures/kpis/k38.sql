-- Disputes registered, all and by topic.
WITH disputes AS (
    SELECT
        c.grid_id,
        c.topic,
        cast(date_trunc('month', c.registered_at) AS DATE) AS month
    FROM cases AS c
    WHERE c.case_type = 'mediation'
)

SELECT
    d.grid_id,
    m.month,
    cast(NULL AS VARCHAR) AS part,
    count(*) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM disputes AS d
INNER JOIN months AS m ON d.month = m.month
GROUP BY d.grid_id, m.month
UNION ALL
SELECT
    d.grid_id,
    m.month,
    d.topic AS part,
    count(*) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM disputes AS d
INNER JOIN months AS m ON d.month = m.month
WHERE d.topic IS NOT NULL
GROUP BY d.grid_id, m.month, d.topic
