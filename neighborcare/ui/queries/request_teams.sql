-- Teams by what they took in these months: most first; with the topic that each takes most.
WITH own AS (
    SELECT
        list_request_teams.team_name,
        list_request_teams.topic,
        sum(list_request_teams.taken) AS taken,
        sum(list_request_teams.closed) AS closed,
        sum(list_request_teams.solved) AS solved,
        sum(list_request_teams.hours) AS hours,
        sum(list_request_teams.still_open) AS still_open
    FROM list_request_teams
    WHERE
        ($area IS NULL OR list_request_teams.community_id = $area)
        AND list_request_teams.month BETWEEN $first AND $last
    GROUP BY list_request_teams.team_name, list_request_teams.topic
)

SELECT
    own.team_name,
    max_by(own.topic, own.taken) AS topic,
    sum(own.taken) AS taken,
    sum(own.closed) AS closed,
    sum(own.solved) AS solved,
    sum(own.hours) / nullif(sum(own.closed), 0) / 24 AS days,
    sum(own.still_open) AS still_open
FROM own
GROUP BY own.team_name
ORDER BY taken DESC, own.team_name ASC
