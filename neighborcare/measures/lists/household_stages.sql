-- Every household that is supported, at which stage it stands, since when, and whether it is stuck there:
-- longer than 14 days at audit or notice, 7 unclaimed, 30 unfulfilled (or past the due day), 30 without a follow-up.
WITH step AS (
    SELECT
        claims.claim_id,
        claims.household_id,
        claims.person_id,
        claims.community_id,
        claims.grid_id,
        claims.claim_type,
        claims.partner_id,
        claims.staff_id,
        cast(claims.due_at AS DATE) AS due_date,
        CASE
            WHEN claims.fulfilled_at IS NOT NULL AND coalesce(claims.follow_up_count, 0) > 0 THEN 'followed_up'
            WHEN claims.fulfilled_at IS NOT NULL THEN 'fulfilled'
            WHEN claims.claimed_at IS NOT NULL THEN 'claimed'
            WHEN claims.published_at IS NOT NULL THEN 'published'
            WHEN claims.publicized_at IS NOT NULL THEN 'publicized'
            WHEN claims.audited_at IS NOT NULL THEN 'audited'
            ELSE 'collected'
        END AS stage,
        cast(
            coalesce(
                claims.fulfilled_at, claims.claimed_at, claims.published_at, claims.publicized_at, claims.audited_at,
                claims.collected_at
            ) AS DATE
        ) AS since
    FROM claims
    WHERE claims.status <> 'withdrawn' AND claims.claim_type IN ('household', 'tuition', 'wish')
),

filed AS (
    SELECT
        key_people.household_id,
        key_people.community_id,
        min(key_people.filed_date) AS filed_on
    FROM key_people
    WHERE key_people.household_id IS NOT NULL
    GROUP BY key_people.household_id, key_people.community_id
)

SELECT
    step.claim_id,
    step.household_id,
    step.claim_type,
    step.community_id,
    step.grid_id,
    filed.filed_on,
    step.stage,
    step.since,
    cast($as_of AS DATE) - step.since AS days_in_stage,
    step.due_date,
    partners.partner_name,
    CASE
        WHEN step.stage IN ('collected', 'audited', 'publicized') THEN cast($as_of AS DATE) - step.since > 14
        WHEN step.stage = 'published' THEN cast($as_of AS DATE) - step.since > 7
        WHEN step.stage = 'claimed'
            THEN cast($as_of AS DATE) > coalesce(step.due_date, step.since + 30)
        WHEN step.stage = 'fulfilled' THEN cast($as_of AS DATE) - step.since > 30
        ELSE FALSE
    END AS is_stuck
FROM step
LEFT JOIN filed ON step.household_id = filed.household_id AND step.community_id = filed.community_id
LEFT JOIN partners ON step.partner_id = partners.partner_id
ORDER BY is_stuck DESC, days_in_stage DESC, step.claim_id
