-- The street's own name, as its communities' ledger gives it.
SELECT any_value(street_name ORDER BY community_id) AS street_name FROM communities
