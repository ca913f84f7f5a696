-- Series whose last sessions were all missed, twice or more in a row, by community.
WITH due AS (
    SELECT
        list_series_calendar.community_id,
        list_series_calendar.series,
        list_series_calendar.state,
        row_number() OVER (
            PARTITION BY list_series_calendar.community_id, list_series_calendar.series
            ORDER BY list_series_calendar.planned_date DESC
        ) AS back
    FROM list_series_calendar
    WHERE list_series_calendar.series IS NOT NULL AND list_series_calendar.state <> 'ahead'
),

last_held AS (
    SELECT
        due.community_id,
        due.series,
        min(CASE WHEN due.state = 'held' THEN due.back END) AS back,
        max(due.back) AS sessions
    FROM due
    GROUP BY due.community_id, due.series
)

SELECT
    last_held.community_id,
    cast(NULL AS VARCHAR) AS grid_id,
    last_held.series AS subject,
    coalesce(last_held.back - 1, last_held.sessions) AS items,
    cast(NULL AS DOUBLE) AS value,
    cast(NULL AS DOUBLE) AS expected
FROM last_held
WHERE coalesce(last_held.back - 1, last_held.sessions) >= $in_a_row
