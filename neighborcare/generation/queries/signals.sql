-- What needs attention in an area, the gravest first.
SELECT
    signals.signal,
    signals.severity,
    signals.community_id,
    place.community_name,
    signals.grid_id,
    CASE WHEN place.is_grid THEN place.grid_name END AS grid_name,
    signals.subject,
    signals.items,
    signals.value,
    signals.expected,
    signals.owner,
    signals.due_date
FROM signals
LEFT JOIN place ON coalesce(signals.grid_id, '@' || signals.community_id) = place.grid_id
WHERE
    $kind = 'street'
    OR ($kind = 'community' AND signals.community_id = $area)
    OR ($kind = 'grid' AND signals.grid_id = $area)
ORDER BY
    signals.severity ASC, signals.due_date ASC, signals.items DESC NULLS LAST, signals.signal ASC, signals.grid_id ASC
