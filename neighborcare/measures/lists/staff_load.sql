-- Who did how much in a month: one row a worker and month.
SELECT
    visits.staff_id,
    staff.name AS staff_name,
    staff.role,
    coalesce(staff.community_id, min(visits.community_id)) AS community_id,
    coalesce(staff.grid_id, min(visits.grid_id)) AS grid_id,
    months.month,
    count(*) AS visits,
    sum(CASE WHEN visits.result IN ('ok', 'abnormal') THEN 1 ELSE 0 END) AS reached,
    sum(CASE WHEN visits.visit_type = 'greeting' THEN 1 ELSE 0 END) AS greetings,
    sum(CASE WHEN visits.result = 'abnormal' THEN 1 ELSE 0 END) AS abnormal,
    count(DISTINCT coalesce(visits.person_id, visits.household_id)) AS persons
FROM visits
INNER JOIN days ON cast(visits.visit_at AS DATE) = days.day
INNER JOIN months ON days.month = months.month
LEFT JOIN staff ON visits.staff_id = staff.staff_id
GROUP BY visits.staff_id, staff.name, staff.role, staff.community_id, staff.grid_id, months.month
ORDER BY months.month, visits DESC, visits.staff_id
