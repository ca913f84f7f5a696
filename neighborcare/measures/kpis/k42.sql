-- Petitions closed or past their deadline (as set, else 60 days from acceptance); open overdue ones count.
WITH petitions AS (
    SELECT
        c.grid_id,
        cast(c.closed_at AS DATE) AS closed_on,
        cast(
            coalesce(c.due_at, coalesce(c.accepted_at, c.registered_at) + INTERVAL 60 DAY) AS DATE
        ) AS deadline
    FROM cases AS c
    WHERE c.case_type = 'petition'
),

due AS (
    SELECT
        p.grid_id,
        cast(date_trunc('month', least(coalesce(p.closed_on, p.deadline), p.deadline)) AS DATE) AS month,
        CASE WHEN p.closed_on <= p.deadline THEN 1 ELSE 0 END AS in_time
    FROM petitions AS p
    WHERE p.closed_on IS NOT NULL OR p.deadline < $as_of
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
