-- Persons of an age and over among all, from each community's latest statistics.
WITH statistics_dates AS (
    SELECT
        m.month,
        p.community_id,
        coalesce(max(CASE WHEN p.stat_date <= m.day_to THEN p.stat_date END), min(p.stat_date)) AS stat_date
    FROM months AS m
    CROSS JOIN population AS p
    GROUP BY m.month, p.community_id
),

bands AS (
    SELECT
        d.month,
        p.grid_id,
        p.count AS persons,
        cast(regexp_extract(p.age_band, '^[0-9]+', 0) AS INTEGER) AS youngest
    FROM statistics_dates AS d
    INNER JOIN population AS p ON d.community_id = p.community_id AND d.stat_date = p.stat_date
),

ages AS (
    SELECT
        cast(NULL AS VARCHAR) AS part,
        65 AS from_age
    UNION ALL
    SELECT
        '60' AS part,
        60 AS from_age
    UNION ALL
    SELECT
        '65' AS part,
        65 AS from_age
    UNION ALL
    SELECT
        '80' AS part,
        80 AS from_age
)

SELECT
    b.grid_id,
    b.month,
    a.part,
    sum(CASE WHEN b.youngest >= a.from_age THEN b.persons ELSE 0 END) AS numerator,
    sum(b.persons) AS denominator
FROM bands AS b
CROSS JOIN ages AS a
GROUP BY b.grid_id, b.month, a.part
