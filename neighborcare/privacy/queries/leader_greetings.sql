-- Daily greetings without the days on which so few were due that they would be known; where that leaves out one
-- community alone, the next smallest goes with it.
WITH ranked AS (
    SELECT
        community_id,
        day,
        due,
        greeted,
        sum(CASE WHEN due < 5 THEN 1 ELSE 0 END) OVER (PARTITION BY day) AS small,
        row_number() OVER (PARTITION BY day ORDER BY due < 5, due, community_id) AS place
    FROM list_greetings
)

SELECT
    community_id,
    day,
    due,
    greeted
FROM ranked
WHERE due >= 5 AND NOT (small = 1 AND place = 1)
ORDER BY community_id, day
