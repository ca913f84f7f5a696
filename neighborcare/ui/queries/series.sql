-- Planned sessions of the span, by series (sessions without one by their type).
SELECT
    coalesce(list_series_calendar.series, '@' || list_series_calendar.type) AS series,
    list_series_calendar.type,
    list_series_calendar.planned_date,
    list_series_calendar.state,
    list_series_calendar.attend_count,
    list_series_calendar.community_id
FROM list_series_calendar
WHERE
    ($area IS NULL OR list_series_calendar.community_id = $area)
    AND list_series_calendar.planned_date BETWEEN $first AND $until
ORDER BY list_series_calendar.planned_date
