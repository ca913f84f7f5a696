SELECT staff_name FROM list_staff_load
WHERE staff_id = $staff AND staff_name IS NOT NULL
ORDER BY month DESC
LIMIT 1
