-- The published figures as quoted, in the order of the systems.
SELECT
    system_id,
    metric,
    value,
    unit,
    qualifier,
    period_text
FROM published_figures
ORDER BY system_id, metric;
