-- Numerators and denominators over the months asked for, of an area or of all of its kind.
SELECT
    area_id,
    CASE WHEN $by_month THEN month END AS of_month,
    part,
    sum(numerator) AS numerator,
    sum(denominator) AS denominator,
    bool_or(hidden) AS hidden
FROM rollup
WHERE
    kpi = $kpi
    AND area_kind = $area_kind
    AND ($area IS NULL OR area_id = $area)
    AND list_contains($parts, coalesce(part, ''))
    AND month BETWEEN $first AND $last
GROUP BY area_id, CASE WHEN $by_month THEN month END, part
ORDER BY area_id, of_month, part;
