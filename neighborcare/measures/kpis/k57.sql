-- Exports that came by their day with no row still sent back, of those due from each community for the month.
SELECT
    r.grid_id,
    r.month,
    cast(NULL AS VARCHAR) AS part,
    sum(CASE WHEN r.state = 'clean' THEN 1 ELSE 0 END) AS numerator,
    count(*) AS denominator
FROM reporting AS r
WHERE r.is_due
GROUP BY r.grid_id, r.month
