-- Party study held: person-times reached of those expected, all and by delivery.
WITH studied AS (
    SELECT
        a.grid_id,
        a.delivery,
        a.attend_count,
        a.target_count,
        cast(date_trunc('month', a.held_date) AS DATE) AS month
    FROM activities AS a
    WHERE
        a.type = 'party_study'
        AND a.held_date IS NOT NULL
        AND a.attend_count IS NOT NULL
        AND a.target_count > 0
),

cells AS (
    SELECT
        s.grid_id,
        s.month,
        cast(NULL AS VARCHAR) AS part,
        s.attend_count,
        s.target_count
    FROM studied AS s
    UNION ALL
    SELECT
        s.grid_id,
        s.month,
        s.delivery AS part,
        s.attend_count,
        s.target_count
    FROM studied AS s
    WHERE s.delivery IS NOT NULL
)

SELECT
    c.grid_id,
    m.month,
    c.part,
    sum(c.attend_count) AS numerator,
    sum(c.target_count) AS denominator
FROM cells AS c
INNER JOIN months AS m ON c.month = m.month
GROUP BY c.grid_id, m.month, c.part
