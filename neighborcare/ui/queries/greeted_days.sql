-- Greetings due and made by day in an area. Where $least is above 0, days of a community that stand on
-- fewer persons (or fewer than $fewest greeted) are hidden; where it is one alone, the next smallest too.
WITH marked AS (
    SELECT
        list_greetings.community_id,
        list_greetings.day,
        list_greetings.due,
        list_greetings.greeted,
        list_greetings.due < $least OR list_greetings.greeted BETWEEN 1 AND $fewest - 1 AS is_few
    FROM list_greetings
),

ranked AS (
    SELECT
        marked.community_id,
        marked.day,
        marked.due,
        marked.greeted,
        marked.is_few,
        sum(CASE WHEN marked.is_few THEN 1 ELSE 0 END) OVER (PARTITION BY marked.day) AS few_count,
        row_number() OVER (
            PARTITION BY marked.day ORDER BY marked.is_few DESC, marked.due ASC, marked.community_id ASC
        ) AS place_in_line
    FROM marked
)

SELECT
    ranked.day,
    sum(ranked.due) AS due,
    sum(ranked.greeted) AS greeted,
    CASE
        WHEN $area IS NULL THEN sum(ranked.due) < $least OR sum(ranked.greeted) BETWEEN 1 AND $fewest - 1
        ELSE bool_or(ranked.is_few OR (ranked.few_count = 1 AND ranked.place_in_line = 2))
    END AS hidden
FROM ranked
WHERE
    ($area IS NULL OR ranked.community_id = $area)
    AND ranked.day BETWEEN $first AND $last
GROUP BY ranked.day
ORDER BY ranked.day
