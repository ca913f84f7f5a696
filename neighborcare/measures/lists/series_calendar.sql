-- Every planned session of a series, and whether it was held: the calendar of what was promised.
SELECT
    activities.community_id,
    activities.grid_id,
    activities.series,
    activities.type,
    activities.planned_date,
    activities.held_date,
    CASE
        WHEN activities.held_date IS NOT NULL THEN 'held'
        WHEN activities.planned_date <= cast($as_of AS DATE) THEN 'missed'
        ELSE 'ahead'
    END AS state,
    activities.attend_count
FROM activities
WHERE activities.series IS NOT NULL OR activities.type IN ('drill', 'cleanup')
ORDER BY activities.series, activities.planned_date, activities.community_id
