-- Helpers in service for every elder who lives alone.
WITH cells AS (
    SELECT
        s.grid_id,
        m.month,
        1 AS helpers,
        0 AS elders
    FROM months AS m
    INNER JOIN staff AS s ON m.day_to >= s.start_date AND (s.end_date IS NULL OR m.day_to < s.end_date)
    WHERE
        s.role IN (
            'cadre',
            'social_worker',
            'party_volunteer',
            'volunteer',
            'building_head',
            'neighbor',
            'care_parent'
        )
    UNION ALL
    SELECT
        p.grid_id,
        m.month,
        0 AS helpers,
        1 AS elders
    FROM months AS m
    INNER JOIN key_people AS p
        ON
            (p.filed_date IS NULL OR m.day_to >= p.filed_date)
            AND (p.end_date IS NULL OR m.day_to < p.end_date)
    INNER JOIN key_people_categories AS c ON p.person_id = c.person_id
    WHERE c.categories = 'living_alone'
)

SELECT
    c.grid_id,
    c.month,
    cast(NULL AS VARCHAR) AS part,
    sum(c.helpers) AS numerator,
    sum(c.elders) AS denominator
FROM cells AS c
GROUP BY c.grid_id, c.month
