-- Tables that no file of a meeting holds: rows of persons, and lists with their names.
SELECT table_name
FROM information_schema.tables
WHERE table_name IN ('key_people', 'visits', 'claims', 'list_overdue', 'list_staff_load', 'list_outside', 'walker')
ORDER BY table_name
