-- What partners gave, those first who gave most.
SELECT
    deeds.partner_name,
    deeds.partner_type,
    place.community_name AS community,
    deeds.claimed,
    deeds.fulfilled,
    deeds.cash,
    deeds.goods,
    deeds.sessions
FROM list_partner_deeds AS deeds
LEFT JOIN (SELECT DISTINCT
    community_id,
    community_name
FROM place) AS place
    ON deeds.community_id = place.community_id
WHERE $kind = 'street' OR deeds.community_id = $area
ORDER BY deeds.cash DESC NULLS LAST, deeds.fulfilled DESC NULLS LAST, deeds.goods DESC NULLS LAST, deeds.partner_name
