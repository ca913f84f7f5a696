-- Open files in which every one of the nine fields is filled.
SELECT
    p.grid_id,
    m.month,
    cast(NULL AS VARCHAR) AS part,
    sum(
        CASE
            WHEN
                p.name <> ''
                AND p.id_number_hash <> ''
                AND p.sex <> ''
                AND p.birth_date IS NOT NULL
                AND p.household_id <> ''
                AND p.building_id <> ''
                AND p.filed_date IS NOT NULL
                AND p.categories <> ''
                AND p.risk_tier <> ''
                THEN 1
            ELSE 0
        END
    ) AS numerator,
    count(*) AS denominator
FROM months AS m
INNER JOIN key_people AS p
    ON
        (p.filed_date IS NULL OR m.day_to >= p.filed_date)
        AND (p.end_date IS NULL OR m.day_to < p.end_date)
GROUP BY p.grid_id, m.month
