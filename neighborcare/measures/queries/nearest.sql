-- Every building and class of walker with the nearest chosen service point and the metres to it.
WITH chosen AS (
    SELECT points.point_id
    FROM points
    CROSS JOIN (SELECT max(months.day_to) AS today FROM months) AS now
    WHERE
        list_contains($types, points.point_type)
        AND NOT list_contains($closed, points.point_id)
        AND (points.valid_from_date IS NULL OR points.valid_from_date <= now.today)
        AND (points.valid_to_date IS NULL OR points.valid_to_date > now.today)
        AND (
            $weekday = '0'
            OR points.weekdays IS NULL
            OR points.weekdays = ''
            OR list_contains(string_split(points.weekdays, ';'), $weekday)
        )
),

nearest AS (
    SELECT
        walk.building_id,
        min(walk.metres) AS metres,
        arg_min(walk.point_id, walk.metres) AS point_id
    FROM walk
    INNER JOIN chosen ON walk.point_id = chosen.point_id
    GROUP BY walk.building_id
)

SELECT
    reach_by_building.building_id,
    reach_by_building.building_name,
    reach_by_building.community_id,
    reach_by_building.grid_id,
    reach_by_building.lon,
    reach_by_building.lat,
    reach_by_building.located,
    reach_by_building.elder_class,
    nearest.point_id,
    reach_by_building.elders,
    nearest.metres
FROM reach_by_building
LEFT JOIN nearest ON reach_by_building.building_id = nearest.building_id
ORDER BY reach_by_building.building_id, reach_by_building.elder_class
