-- Hazards that are found and not verified, with their age and the days past their due day (negative: days left).
SELECT
    hazards.hazard_id,
    hazards.hazard_type,
    hazards.level,
    hazards.community_id,
    hazards.grid_id,
    hazards.owner_unit,
    hazards.status,
    cast(hazards.found_at AS DATE) AS found_on,
    cast(hazards.fixed_at AS DATE) AS fixed_on,
    cast(hazards.due_at AS DATE) AS due_date,
    cast($as_of AS DATE) - cast(hazards.found_at AS DATE) AS days_old,
    CASE WHEN hazards.fixed_at IS NULL THEN cast($as_of AS DATE) - cast(hazards.due_at AS DATE) END AS days_overdue
FROM hazards
WHERE hazards.hazard_type <> 'none' AND hazards.verified_at IS NULL AND hazards.status <> 'verified'
ORDER BY days_overdue DESC NULLS LAST, days_old DESC, hazards.hazard_id
