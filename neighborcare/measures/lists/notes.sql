-- What happened on which day (a typhoon, a campaign), to be seen beside every course; without a community: everywhere.
SELECT
    notes.note_date,
    notes.title,
    notes.community_id
FROM notes
ORDER BY notes.note_date, notes.title
