-- Orders received and those accepted; and the hours from receipt to acceptance, in the month of acceptance.
WITH orders AS (
    SELECT
        r.grid_id,
        r.status,
        r.accepted_at,
        cast(date_trunc('month', r.created_at) AS DATE) AS created_month,
        cast(date_trunc('month', r.accepted_at) AS DATE) AS accepted_month,
        date_diff('day', cast(r.created_at AS DATE), cast(r.accepted_at AS DATE)) AS days,
        CASE
            WHEN
                r.created_at = date_trunc('day', r.created_at)
                OR r.accepted_at = date_trunc('day', r.accepted_at)
                THEN 0
            ELSE
                (extract(HOUR FROM r.accepted_at) - extract(HOUR FROM r.created_at)) * 60
                + extract(MINUTE FROM r.accepted_at) - extract(MINUTE FROM r.created_at)
        END AS minutes
    FROM requests AS r
    WHERE r.request_type = 'order'
),

cells AS (
    SELECT
        o.grid_id,
        o.created_month AS month,
        cast(NULL AS VARCHAR) AS part,
        cast(NULL AS DOUBLE) AS value,
        count(o.accepted_at) AS numerator,
        count(*) AS denominator
    FROM orders AS o
    WHERE o.accepted_at IS NOT NULL OR o.status <> 'rejected'
    GROUP BY o.grid_id, o.created_month
    UNION ALL
    SELECT
        o.grid_id,
        o.accepted_month AS month,
        'hours' AS part,
        (o.days * 1440 + o.minutes) / 60.0 AS value,
        sum((o.days * 1440 + o.minutes) / 60.0) AS numerator,
        count(*) AS denominator
    FROM orders AS o
    WHERE o.accepted_at IS NOT NULL
    GROUP BY o.grid_id, o.accepted_month, (o.days * 1440 + o.minutes) / 60.0
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    c.value,
    c.numerator,
    c.denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
