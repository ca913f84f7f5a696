-- Whether a file has a table.
SELECT tables.table_name
FROM information_schema.tables AS tables
WHERE tables.table_name = $name
