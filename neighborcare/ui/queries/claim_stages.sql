-- Claims by kind and the stage that they have come to or beyond; a hidden count makes its stage hidden.
SELECT
    list_claim_stages.claim_type,
    list_claim_stages.stage,
    CASE WHEN count(*) = count(list_claim_stages.reached) THEN sum(list_claim_stages.reached) END AS reached
FROM list_claim_stages
WHERE ($area IS NULL OR list_claim_stages.community_id = $area OR list_claim_stages.community_id IS NULL)
GROUP BY list_claim_stages.claim_type, list_claim_stages.step, list_claim_stages.stage
ORDER BY list_claim_stages.claim_type, list_claim_stages.step
