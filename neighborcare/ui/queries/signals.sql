-- Signals of an area, the gravest first.
SELECT
    signals.signal,
    signals.subject,
    signals.items,
    signals.value,
    signals.expected,
    signals.owner,
    signals.due_date,
    place.community_name,
    CASE WHEN place.is_grid THEN place.grid_name END AS grid_name
FROM signals
LEFT JOIN place ON coalesce(signals.grid_id, '@' || signals.community_id) = place.grid_id
WHERE
    $kind = 'street'
    OR ($kind = 'community' AND signals.community_id = $area)
    OR ($kind = 'grid' AND signals.grid_id = $area)
ORDER BY
    signals.severity ASC, signals.due_date ASC, signals.items DESC NULLS LAST, signals.signal ASC, place.grid_id ASC
