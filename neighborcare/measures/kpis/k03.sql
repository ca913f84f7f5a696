-- Persons aged 65 and over for those aged 15 to 64, from each community's latest statistics.
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
)

SELECT
    b.grid_id,
    b.month,
    cast(NULL AS VARCHAR) AS part,
    sum(CASE WHEN b.youngest >= 65 THEN b.persons ELSE 0 END) AS numerator,
    sum(CASE WHEN b.youngest BETWEEN 15 AND 64 THEN b.persons ELSE 0 END) AS denominator
FROM bands AS b
GROUP BY b.grid_id, b.month
