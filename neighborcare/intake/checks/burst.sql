-- Ten or more people reached by one worker within one minute were not visited: the rows were copied. Neighbouring
-- minutes are one burst. A day without a time is no minute, and a device may well call many at once.
WITH crowded AS (
    SELECT
        staff_id,
        date_trunc('minute', visit_at) AS at_minute
    FROM $this
    WHERE mode <> 'device' AND (hour(visit_at) > 0 OR minute(visit_at) > 0)
    GROUP BY staff_id, date_trunc('minute', visit_at)
    HAVING count(*) >= 10
),

minutes AS (
    SELECT
        crowded.staff_id,
        crowded.at_minute,
        count(*) AS visits,
        min(visit._row) AS first,
        max(visit._row) AS last
    FROM $this AS visit
    INNER JOIN crowded ON visit.staff_id = crowded.staff_id AND date_trunc('minute', visit.visit_at) = crowded.at_minute
    WHERE visit.mode <> 'device'
    GROUP BY crowded.staff_id, crowded.at_minute
    HAVING count(DISTINCT coalesce(visit.person_id, visit.household_id)) >= 10
),

islands AS (
    SELECT
        *,
        at_minute - to_minutes(row_number() OVER (PARTITION BY staff_id ORDER BY at_minute)) AS island
    FROM minutes
)

SELECT
    min(first) AS _row,
    cast(sum(visits) AS BIGINT) AS visits,
    count(*) AS minutes,
    min(at_minute) AS moment,
    max(last) AS last
FROM islands
GROUP BY staff_id, island
ORDER BY _row;
