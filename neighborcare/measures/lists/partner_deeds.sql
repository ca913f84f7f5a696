-- What each partner has promised and done by the as-of day: items claimed, fulfilled, overdue; money and goods given;
-- sessions held together; and the day of the last of these. In force: signed, and not past its end.
WITH claimed AS (
    SELECT
        claims.partner_id,
        sum(CASE WHEN coalesce(claims.claimed_at, claims.fulfilled_at) IS NOT NULL THEN 1 ELSE 0 END) AS claimed,
        sum(CASE WHEN claims.fulfilled_at IS NOT NULL THEN 1 ELSE 0 END) AS fulfilled,
        sum(
            CASE
                WHEN
                    claims.fulfilled_at IS NULL AND claims.status <> 'withdrawn'
                    AND cast(claims.due_at AS DATE) < cast($as_of AS DATE)
                    THEN 1
                ELSE 0
            END
        ) AS overdue,
        max(cast(coalesce(claims.fulfilled_at, claims.claimed_at) AS DATE)) AS last_day
    FROM claims
    WHERE claims.partner_id IS NOT NULL
    GROUP BY claims.partner_id
),

given AS (
    SELECT
        funds.partner_id,
        sum(CASE WHEN funds.kind = 'cash' THEN coalesce(funds.amount, 0) ELSE 0 END) AS cash,
        sum(CASE WHEN funds.kind = 'goods' THEN 1 ELSE 0 END) AS goods,
        max(funds.entry_date) AS last_day
    FROM funds
    WHERE funds.partner_id IS NOT NULL AND funds.direction = 'in'
    GROUP BY funds.partner_id
),

held AS (
    SELECT
        activities.partner_id,
        count(*) AS sessions,
        max(activities.held_date) AS last_day
    FROM activities
    WHERE activities.partner_id IS NOT NULL AND activities.held_date IS NOT NULL
    GROUP BY activities.partner_id
)

SELECT
    partners.partner_id,
    partners.partner_name,
    partners.partner_type,
    partners.community_id,
    partners.agreement_date,
    partners.end_date,
    CASE
        WHEN partners.agreement_date IS NULL THEN 'unsigned'
        WHEN partners.end_date < cast($as_of AS DATE) THEN 'ended'
        ELSE 'in_force'
    END AS agreement,
    coalesce(claimed.claimed, 0) AS claimed,
    coalesce(claimed.fulfilled, 0) AS fulfilled,
    coalesce(claimed.overdue, 0) AS overdue,
    coalesce(given.cash, 0) AS cash,
    coalesce(given.goods, 0) AS goods,
    coalesce(held.sessions, 0) AS sessions,
    greatest(claimed.last_day, given.last_day, held.last_day) AS last_day
FROM partners
LEFT JOIN claimed ON partners.partner_id = claimed.partner_id
LEFT JOIN given ON partners.partner_id = given.partner_id
LEFT JOIN held ON partners.partner_id = held.partner_id
ORDER BY partners.community_id, partners.partner_name, partners.partner_id
