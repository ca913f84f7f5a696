-- Topics by the meeting that spoke of them, what was decided, and where the adopted ones stand against their day.
SELECT
    topics.topic_id,
    topics.meeting_id,
    topics.meeting_type,
    topics.held_date,
    topics.community_id,
    topics.grid_id,
    topics.proposer_type,
    topics.title,
    topics.decision,
    topics.owner_unit,
    cast(topics.due_at AS DATE) AS due_date,
    cast(topics.done_at AS DATE) AS done_on,
    CASE
        WHEN topics.decision = 'adopted' AND topics.done_at IS NULL
            THEN cast($as_of AS DATE) - cast(topics.due_at AS DATE)
    END AS days_overdue,
    CASE
        WHEN topics.decision IS NULL OR topics.decision <> 'adopted' THEN coalesce(topics.decision, 'open')
        WHEN topics.done_at IS NOT NULL THEN 'done'
        WHEN cast(topics.due_at AS DATE) < cast($as_of AS DATE) THEN 'overdue'
        ELSE 'under_way'
    END AS state
FROM topics
ORDER BY topics.held_date DESC, topics.meeting_id, topics.topic_id
