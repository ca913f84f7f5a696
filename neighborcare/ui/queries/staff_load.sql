-- Who made how many visits in the months asked for, and in the three months before.
SELECT
    list_staff_load.staff_id,
    coalesce(list_staff_load.staff_name, list_staff_load.staff_id) AS staff_name,
    list_staff_load.role,
    max(place.community_name) AS community_name,
    max(CASE WHEN place.is_grid THEN place.grid_name END) AS grid_name,
    sum(CASE WHEN list_staff_load.month >= $first THEN list_staff_load.visits ELSE 0 END) AS visits,
    sum(CASE WHEN list_staff_load.month >= $first THEN list_staff_load.reached ELSE 0 END) AS reached,
    sum(CASE WHEN list_staff_load.month >= $first THEN list_staff_load.greetings ELSE 0 END) AS greetings,
    sum(CASE WHEN list_staff_load.month >= $first THEN list_staff_load.abnormal ELSE 0 END) AS abnormal,
    sum(CASE WHEN list_staff_load.month < $first THEN list_staff_load.visits ELSE 0 END) AS visits_before
FROM list_staff_load
LEFT JOIN place ON list_staff_load.grid_id = place.grid_id
WHERE
    ($area IS NULL OR list_staff_load.community_id = $area)
    AND list_staff_load.month BETWEEN $before AND $last
GROUP BY list_staff_load.staff_id, list_staff_load.staff_name, list_staff_load.role
ORDER BY visits DESC, list_staff_load.staff_id ASC
