-- Petitions accepted, or past their 15 days; open overdue ones count against.
WITH petitions AS (
    SELECT
        c.grid_id,
        cast(c.accepted_at AS DATE) AS accepted_on,
        cast(cast(c.registered_at AS DATE) + INTERVAL 15 DAY AS DATE) AS deadline
    FROM cases AS c
    WHERE c.case_type = 'petition'
),

due AS (
    SELECT
        p.grid_id,
        cast(date_trunc('month', least(coalesce(p.accepted_on, p.deadline), p.deadline)) AS DATE) AS month,
        CASE WHEN p.accepted_on <= p.deadline THEN 1 ELSE 0 END AS in_time
    FROM petitions AS p
    WHERE p.accepted_on IS NOT NULL OR p.deadline < $as_of
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
