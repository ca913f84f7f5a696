-- Funds that hold less than they spent in an average month of the last three.
WITH fund AS (
    SELECT
        funds.community_id,
        sum(CASE WHEN funds.direction = 'in' THEN funds.amount ELSE -funds.amount END) AS balance,
        sum(
            CASE
                WHEN funds.direction = 'out' AND funds.entry_date > cast($as_of AS DATE) - INTERVAL 3 MONTH
                    THEN funds.amount
                ELSE 0
            END
        ) / 3e0 AS monthly
    FROM funds
    WHERE
        funds.amount IS NOT NULL
        AND (funds.kind = 'cash' OR (funds.kind IS NULL AND funds.goods_qty IS NULL))
    GROUP BY funds.community_id
)

SELECT
    fund.community_id,
    cast(NULL AS VARCHAR) AS grid_id,
    cast(NULL AS VARCHAR) AS subject,
    cast(NULL AS BIGINT) AS items,
    cast(fund.balance AS DOUBLE) AS value,
    cast(fund.monthly AS DOUBLE) AS expected
FROM fund
WHERE fund.monthly > 0 AND fund.balance < fund.monthly
