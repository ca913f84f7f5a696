-- What the last joint meeting of each community of the area decided, what is late first, as of that day.
WITH own AS (
    SELECT
        *,
        max(held_date) OVER (PARTITION BY community_id) AS last_held
    FROM list_decisions
    WHERE
        meeting_type = 'joint' AND held_date <= $as_of
        AND ($kind = 'street' OR community_id = $area)
)

SELECT
    own.title,
    own.owner_unit,
    own.due_date,
    own.state,
    own.held_date,
    own.days_overdue,
    place.community_name AS community
FROM own
LEFT JOIN (SELECT DISTINCT
    community_id,
    community_name
FROM place) AS place
    ON own.community_id = place.community_id
WHERE own.held_date = own.last_held
ORDER BY
    CASE own.state WHEN 'overdue' THEN 1 WHEN 'under_way' THEN 2 WHEN 'open' THEN 3 WHEN 'deferred' THEN 4 ELSE 5 END,
    own.days_overdue DESC NULLS LAST, own.held_date DESC, own.title
