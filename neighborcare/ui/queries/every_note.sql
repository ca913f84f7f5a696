-- Every note with its community's name, the newest first.
SELECT
    list_notes.note_date,
    list_notes.title,
    coalesce(place.community_name, '') AS community_name
FROM list_notes
LEFT JOIN place ON place.grid_id = '@' || list_notes.community_id
ORDER BY list_notes.note_date DESC, list_notes.title ASC
