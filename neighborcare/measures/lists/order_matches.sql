-- Orders that nobody has accepted, each with the three teams that suit it best on the as-of day.
-- A team suits by topic (orders of that topic it closed in the last year), by place (it has worked in the community)
-- and by load (what it holds open). Order: place first, then experience with the topic, then the lighter load.
WITH waiting AS (
    SELECT
        requests.request_id,
        requests.request_type,
        requests.topic,
        requests.community_id,
        requests.grid_id,
        cast(requests.created_at AS DATE) AS created_on,
        cast(requests.due_at AS DATE) AS due_date
    FROM requests
    WHERE
        requests.request_type IN ('order', 'repair') AND requests.accepted_at IS NULL AND requests.closed_at IS NULL
        AND requests.team_name IS NULL AND requests.status IN ('pending', 'in_progress')
),

team AS (
    SELECT
        requests.team_name,
        sum(CASE WHEN requests.closed_at IS NULL AND requests.status = 'in_progress' THEN 1 ELSE 0 END) AS load
    FROM requests
    WHERE requests.team_name IS NOT NULL
    GROUP BY requests.team_name
),

place_known AS (
    SELECT DISTINCT
        requests.team_name,
        requests.community_id
    FROM requests
    WHERE requests.team_name IS NOT NULL
),

experience AS (
    SELECT
        requests.team_name,
        requests.topic,
        count(*) AS closed_before
    FROM requests
    WHERE
        requests.team_name IS NOT NULL AND requests.closed_at IS NOT NULL
        AND requests.closed_at >= cast($as_of AS DATE) - 365
    GROUP BY requests.team_name, requests.topic
),

offered AS (
    SELECT
        waiting.request_id,
        team.team_name,
        team.load,
        coalesce(experience.closed_before, 0) AS closed_before,
        CASE WHEN place_known.team_name IS NULL THEN 0 ELSE 1 END AS knows_place
    FROM waiting
    CROSS JOIN team
    LEFT JOIN experience ON team.team_name = experience.team_name AND waiting.topic = experience.topic
    LEFT JOIN place_known ON team.team_name = place_known.team_name AND waiting.community_id = place_known.community_id
),

placed AS (
    SELECT
        offered.request_id,
        offered.team_name,
        offered.load,
        offered.closed_before,
        row_number() OVER (
            PARTITION BY offered.request_id
            ORDER BY
                offered.knows_place DESC, offered.closed_before DESC, offered.load ASC, offered.team_name ASC
        ) AS choice
    FROM offered
    WHERE offered.knows_place = 1 OR offered.closed_before > 0
)

SELECT
    waiting.request_id,
    waiting.request_type,
    waiting.topic,
    waiting.community_id,
    waiting.grid_id,
    waiting.created_on,
    waiting.due_date,
    cast($as_of AS DATE) - waiting.created_on AS days_waiting,
    max(CASE WHEN placed.choice = 1 THEN placed.team_name END) AS team_1,
    max(CASE WHEN placed.choice = 1 THEN placed.closed_before END) AS closed_1,
    max(CASE WHEN placed.choice = 1 THEN placed.load END) AS load_1,
    max(CASE WHEN placed.choice = 2 THEN placed.team_name END) AS team_2,
    max(CASE WHEN placed.choice = 3 THEN placed.team_name END) AS team_3
FROM waiting
LEFT JOIN placed ON waiting.request_id = placed.request_id
GROUP BY
    waiting.request_id, waiting.request_type, waiting.topic, waiting.community_id, waiting.grid_id, waiting.created_on,
    waiting.due_date
ORDER BY days_waiting DESC, waiting.request_id ASC
