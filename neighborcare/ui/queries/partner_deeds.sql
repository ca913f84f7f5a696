-- Partners of an area, those who promised and did not do first, then those who did most.
SELECT
    list_partner_deeds.partner_name,
    list_partner_deeds.partner_type,
    place.community_name,
    list_partner_deeds.agreement,
    list_partner_deeds.claimed,
    list_partner_deeds.fulfilled,
    list_partner_deeds.overdue,
    list_partner_deeds.cash,
    list_partner_deeds.goods,
    list_partner_deeds.sessions,
    list_partner_deeds.last_day
FROM list_partner_deeds
LEFT JOIN place ON list_partner_deeds.community_id = place.community_id AND NOT place.is_grid
WHERE ($area IS NULL OR list_partner_deeds.community_id = $area)
ORDER BY
    list_partner_deeds.overdue DESC,
    list_partner_deeds.claimed + list_partner_deeds.sessions + list_partner_deeds.goods DESC,
    list_partner_deeds.partner_name ASC
