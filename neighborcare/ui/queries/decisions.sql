-- Topics of the meetings of an area up to a day, the newest meeting first.
SELECT
    list_decisions.meeting_id,
    list_decisions.meeting_type,
    list_decisions.held_date,
    place.community_name,
    list_decisions.title,
    list_decisions.proposer_type,
    list_decisions.state,
    list_decisions.owner_unit,
    list_decisions.due_date,
    list_decisions.done_on,
    list_decisions.days_overdue
FROM list_decisions
LEFT JOIN place ON list_decisions.community_id = place.community_id AND NOT place.is_grid
WHERE
    ($area IS NULL OR list_decisions.community_id = $area)
    AND list_decisions.held_date BETWEEN $first AND $until
ORDER BY list_decisions.held_date DESC, list_decisions.meeting_id ASC, list_decisions.title ASC
