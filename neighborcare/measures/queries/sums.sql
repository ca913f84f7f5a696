-- Numerators and denominators over the months asked for, of an area or of all of its kind. What is told of several
-- months only (span) stands for them where all of them are asked for.
WITH merged AS (
    SELECT
        span.area_id,
        span.part,
        span.first,
        span.last,
        span.numerator,
        span.denominator
    FROM span
    WHERE
        span.kpi = $kpi
        AND span.area_kind = $area_kind
        AND ($area IS NULL OR span.area_id = $area)
        AND list_contains($parts, coalesce(span.part, ''))
        AND span.first >= $first
        AND span.last <= $last
        AND span.numerator IS NOT NULL
        AND NOT $by_month
),

told AS (
    SELECT
        rollup.area_id,
        rollup.month,
        rollup.part,
        rollup.numerator,
        rollup.denominator,
        rollup.hidden
    FROM rollup
    LEFT JOIN merged
        ON
            rollup.area_id = merged.area_id AND coalesce(rollup.part, '') = coalesce(merged.part, '')
            AND rollup.month BETWEEN merged.first AND merged.last
    WHERE
        rollup.kpi = $kpi
        AND rollup.area_kind = $area_kind
        AND ($area IS NULL OR rollup.area_id = $area)
        AND list_contains($parts, coalesce(rollup.part, ''))
        AND rollup.month BETWEEN $first AND $last
        AND merged.area_id IS NULL
    UNION ALL
    SELECT
        merged.area_id,
        merged.first AS month,
        merged.part,
        merged.numerator,
        merged.denominator,
        FALSE AS hidden
    FROM merged
)

SELECT
    told.area_id,
    CASE WHEN $by_month THEN told.month END AS of_month,
    told.part,
    sum(told.numerator) AS numerator,
    sum(told.denominator) AS denominator,
    bool_or(told.hidden) AS hidden
FROM told
GROUP BY told.area_id, CASE WHEN $by_month THEN told.month END, told.part
ORDER BY told.area_id, of_month, told.part;
