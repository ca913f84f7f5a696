-- What was published for claiming, was not claimed yet, and is about no family's need: at most six a community, the
-- longest waiting first, so that a list is no count of those who wait. Household support, pairing and tuition are
-- offered by hand.
WITH waiting AS (
    SELECT
        claims.claim_id,
        claims.claim_type,
        claims.community_id,
        cast(claims.due_at AS DATE) AS due_date,
        row_number() OVER (
            PARTITION BY claims.community_id ORDER BY claims.published_at, claims.claim_id
        ) AS place
    FROM claims
    WHERE
        claims.status = 'published' AND claims.published_at IS NOT NULL AND claims.claimed_at IS NULL
        AND claims.claim_type IN ('wish', 'project')
)

SELECT
    waiting.claim_id,
    waiting.claim_type,
    waiting.community_id,
    waiting.due_date
FROM waiting
WHERE waiting.place <= 6
ORDER BY waiting.community_id, waiting.claim_id
