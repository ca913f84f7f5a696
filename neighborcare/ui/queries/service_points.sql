SELECT
    points.point_id,
    points.point_name,
    points.point_type,
    points.lon,
    points.lat,
    points.weekdays,
    points.opens,
    points.closes
FROM points
CROSS JOIN (SELECT max(months.day_to) AS today FROM months) AS now
WHERE
    points.lon IS NOT NULL AND points.lat IS NOT NULL
    AND (points.valid_from_date IS NULL OR points.valid_from_date <= now.today)
    AND (points.valid_to_date IS NULL OR points.valid_to_date > now.today)
ORDER BY points.point_id
