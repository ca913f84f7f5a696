-- Items claimed and items fulfilled, by the days that each stage took.
WITH stages AS (
    SELECT
        c.grid_id,
        cast(date_trunc('month', c.claimed_at) AS DATE) AS month,
        cast(NULL AS VARCHAR) AS part,
        date_diff('day', cast(c.published_at AS DATE), cast(c.claimed_at AS DATE)) AS days_taken
    FROM claims AS c
    WHERE c.published_at IS NOT NULL AND c.claimed_at IS NOT NULL
    UNION ALL
    SELECT
        c.grid_id,
        cast(date_trunc('month', c.claimed_at) AS DATE) AS month,
        'claim' AS part,
        date_diff('day', cast(c.published_at AS DATE), cast(c.claimed_at AS DATE)) AS days_taken
    FROM claims AS c
    WHERE c.published_at IS NOT NULL AND c.claimed_at IS NOT NULL
    UNION ALL
    SELECT
        c.grid_id,
        cast(date_trunc('month', c.fulfilled_at) AS DATE) AS month,
        'fulfil' AS part,
        date_diff('day', cast(c.claimed_at AS DATE), cast(c.fulfilled_at AS DATE)) AS days_taken
    FROM claims AS c
    WHERE c.claimed_at IS NOT NULL AND c.fulfilled_at IS NOT NULL
)

SELECT
    s.grid_id,
    m.month,
    s.part,
    s.days_taken AS value,
    count(*) AS count
FROM stages AS s
INNER JOIN months AS m ON s.month = m.month
GROUP BY s.grid_id, m.month, s.part, s.days_taken
