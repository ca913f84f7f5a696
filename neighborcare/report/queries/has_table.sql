-- Whether this file has the table.
SELECT count(*) > 0 AS has FROM information_schema.tables
WHERE table_name = $name
