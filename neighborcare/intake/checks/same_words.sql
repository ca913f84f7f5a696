-- The same long sentence for ten people on one day by one worker was copied.
SELECT
    min(_row) AS _row,
    count(*) AS visits,
    max(_row) AS last
FROM $this
WHERE length(need_text) >= 10
GROUP BY staff_id, cast(visit_at AS DATE), need_text
HAVING count(DISTINCT coalesce(person_id, household_id)) >= 10
ORDER BY _row;
