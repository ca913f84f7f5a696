-- Backlog petitions known by the last day of the month, and those settled by then that had not come back.
SELECT
    c.grid_id,
    m.month,
    cast(NULL AS VARCHAR) AS part,
    sum(
        CASE
            WHEN
                c.result IN ('settled', 'agreed')
                AND c.closed_at < m.day_to + INTERVAL 1 DAY
                AND (c.reopened_at IS NULL OR c.reopened_at >= m.day_to + INTERVAL 1 DAY)
                THEN 1
            ELSE 0
        END
    ) AS numerator,
    count(*) AS denominator
FROM months AS m
INNER JOIN cases AS c ON m.day_to + INTERVAL 1 DAY > c.registered_at
WHERE c.case_type = 'petition' AND c.is_backlog
GROUP BY c.grid_id, m.month
