-- How many claims have come to a stage or beyond it by now, by community and kind; withdrawn ones are left out.
WITH standing AS (
    SELECT
        claims.community_id,
        claims.claim_type,
        CASE
            WHEN claims.fulfilled_at IS NOT NULL AND coalesce(claims.follow_up_count, 0) > 0 THEN 7
            WHEN claims.fulfilled_at IS NOT NULL THEN 6
            WHEN claims.claimed_at IS NOT NULL THEN 5
            WHEN claims.published_at IS NOT NULL THEN 4
            WHEN claims.publicized_at IS NOT NULL THEN 3
            WHEN claims.audited_at IS NOT NULL THEN 2
            ELSE 1
        END AS step
    FROM claims
    WHERE claims.status <> 'withdrawn'
)

SELECT
    standing.community_id,
    standing.claim_type,
    stage.step,
    stage.stage,
    sum(CASE WHEN standing.step >= stage.step THEN 1 ELSE 0 END) AS reached
FROM standing
CROSS JOIN (
    VALUES
    (1, 'collected'), (2, 'audited'), (3, 'publicized'), (4, 'published'), (5, 'claimed'), (6, 'fulfilled'),
    (7, 'followed_up')
) AS stage (step, stage)
GROUP BY standing.community_id, standing.claim_type, stage.step, stage.stage
ORDER BY standing.community_id, standing.claim_type, stage.step
