-- Notes on the days of these months that concern an area.
SELECT
    list_notes.note_date,
    list_notes.title
FROM list_notes
WHERE
    list_notes.note_date BETWEEN $first AND $until
    AND ($kind = 'street' OR list_notes.community_id IS NULL OR list_notes.community_id = $community)
ORDER BY list_notes.note_date, list_notes.title
