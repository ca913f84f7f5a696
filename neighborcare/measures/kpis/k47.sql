-- Hazards past their due day and not fixed on the last day of the month; and the days that they are overdue.
WITH overdue AS (
    SELECT
        h.grid_id,
        m.month,
        date_diff('day', cast(h.due_at AS DATE), m.day_to) AS days_overdue
    FROM months AS m
    INNER JOIN hazards AS h
        ON
            m.day_to + INTERVAL 1 DAY > h.found_at
            AND m.day_to > cast(h.due_at AS DATE)
            AND (h.fixed_at IS NULL OR m.day_to < cast(h.fixed_at AS DATE))
            AND (h.verified_at IS NULL OR m.day_to < cast(h.verified_at AS DATE))
    WHERE h.hazard_type <> 'none'
)

SELECT
    o.grid_id,
    o.month,
    cast(NULL AS VARCHAR) AS part,
    cast(NULL AS BIGINT) AS value,
    count(*) AS numerator,
    cast(NULL AS BIGINT) AS denominator
FROM overdue AS o
GROUP BY o.grid_id, o.month
UNION ALL
SELECT
    o.grid_id,
    o.month,
    'days' AS part,
    o.days_overdue AS value,
    sum(o.days_overdue) AS numerator,
    count(*) AS denominator
FROM overdue AS o
GROUP BY o.grid_id, o.month, o.days_overdue
