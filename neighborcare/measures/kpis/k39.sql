-- Mediations concluded, and those of them that ended in agreement, all and by topic.
WITH concluded AS (
    SELECT
        c.grid_id,
        c.topic,
        cast(date_trunc('month', c.closed_at) AS DATE) AS month,
        CASE WHEN c.result = 'agreed' THEN 1 ELSE 0 END AS agreed
    FROM cases AS c
    WHERE c.case_type = 'mediation' AND c.closed_at IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    cast(NULL AS VARCHAR) AS part,
    sum(c.agreed) AS numerator,
    count(*) AS denominator
FROM concluded AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month
UNION ALL
SELECT
    c.grid_id,
    m.month,
    c.topic AS part,
    sum(c.agreed) AS numerator,
    count(*) AS denominator
FROM concluded AS c
INNER JOIN months AS m ON c.month = m.month
WHERE c.topic IS NOT NULL
GROUP BY c.grid_id, m.month, c.topic
