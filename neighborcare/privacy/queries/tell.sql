-- The sensitive figures of a role: the months that are told, that others are hidden, and blocks of several months.
INSERT INTO rollup_role (kpi, area_kind, area_id, month, part, value, numerator, denominator, hidden)
SELECT
    rollup.kpi,
    rollup.area_kind,
    rollup.area_id,
    rollup.month,
    rollup.part,
    rollup.value,
    rollup.numerator,
    rollup.denominator,
    FALSE AS hidden
FROM rollup
INNER JOIN told_cell
    ON
        rollup.kpi = told_cell.kpi AND rollup.area_kind = told_cell.area_kind AND rollup.area_id = told_cell.area_id
        AND rollup.month = told_cell.first AND rollup.part IS NOT DISTINCT FROM told_cell.part;

INSERT INTO rollup_role (kpi, area_kind, area_id, month, part, value, numerator, denominator, hidden)
SELECT
    hidden_cell.kpi,
    hidden_cell.area_kind,
    hidden_cell.area_id,
    hidden_cell.first AS month,
    hidden_cell.part,
    NULL AS value,
    NULL AS numerator,
    NULL AS denominator,
    TRUE AS hidden
FROM hidden_cell;

INSERT INTO span_role (kpi, area_kind, area_id, first, last, part, value, numerator, denominator)
SELECT
    span_cell.kpi,
    span_cell.area_kind,
    span_cell.area_id,
    span_cell.first,
    span_cell.last,
    span_cell.part,
    NULL AS value,
    coalesce(sum(rollup.numerator), 0) AS numerator,
    sum(rollup.denominator) AS denominator
FROM span_cell
LEFT JOIN rollup
    ON
        span_cell.kpi = rollup.kpi AND span_cell.area_kind = rollup.area_kind AND span_cell.area_id = rollup.area_id
        AND rollup.month BETWEEN span_cell.first AND span_cell.last AND span_cell.part IS NOT DISTINCT FROM rollup.part
GROUP BY
    span_cell.kpi, span_cell.area_kind, span_cell.area_id, span_cell.first, span_cell.last, span_cell.part;
