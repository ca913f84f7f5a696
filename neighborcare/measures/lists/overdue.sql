-- Whom nobody has reached within the cadence of the tier, on the as-of day: a row a person, longest first.
SELECT
    list_roster.person_id,
    list_roster.name,
    list_roster.community_id,
    list_roster.grid_id,
    list_roster.building_id,
    list_roster.risk_tier,
    list_roster.categories,
    list_roster.last_visit,
    list_roster.days_since,
    list_roster.days_since - list_roster.cadence_days AS days_overdue,
    list_roster.paired_staff_id,
    list_roster.paired_staff_name
FROM list_roster
WHERE list_roster.days_since > list_roster.cadence_days
ORDER BY days_overdue DESC, list_roster.person_id
