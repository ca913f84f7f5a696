-- What needs attention in the area, one line a rule and community, the gravest first.
SELECT
    signals.signal,
    signals.subject,
    cast(sum(signals.items) AS BIGINT) AS items,
    max(signals.value) AS value,
    max(signals.expected) AS expected,
    min(signals.due_date) AS due_date,
    signals.severity,
    any_value(place.community_name) AS community
FROM signals
LEFT JOIN (SELECT DISTINCT
    community_id,
    community_name
FROM place) AS place
    ON signals.community_id = place.community_id
WHERE $kind = 'street' OR $area IN (signals.community_id, signals.grid_id)
GROUP BY signals.signal, signals.subject, signals.severity, signals.community_id
ORDER BY signals.severity, items DESC, signals.signal, signals.community_id
