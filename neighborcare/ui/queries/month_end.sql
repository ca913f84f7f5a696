-- The latest month up to the one asked for that the data speaks of, its last such day, and whether it was over.
SELECT
    months.month,
    months.day_to,
    months.day_to >= months.last_day AS is_over
FROM months
WHERE months.month <= $month
ORDER BY months.month DESC
LIMIT 1
