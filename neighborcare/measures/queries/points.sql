-- Service points with the as-of day of the build.
SELECT
    points.point_id,
    points.point_name,
    points.point_type,
    points.lon,
    points.lat,
    points.weekdays,
    points.opens,
    points.closes,
    points.capacity_count,
    points.valid_from_date,
    points.valid_to_date,
    points.community_id,
    now.today
FROM points
CROSS JOIN (SELECT max(months.day_to) AS today FROM months) AS now
ORDER BY points.point_id
