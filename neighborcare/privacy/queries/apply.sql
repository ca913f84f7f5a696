-- Hidden cells lose their numbers (a histogram its bars): only that something is hidden remains.
CREATE OR REPLACE TEMP TABLE hidden_cell AS
SELECT
    kpi,
    area_kind,
    area_id,
    month,
    part
FROM cell
WHERE is_hidden;

DELETE FROM rollup_role USING hidden_cell
WHERE
    rollup_role.kpi = hidden_cell.kpi AND rollup_role.area_kind = hidden_cell.area_kind
    AND rollup_role.area_id = hidden_cell.area_id AND rollup_role.month = hidden_cell.month
    AND coalesce(rollup_role.part, '') = hidden_cell.part;

INSERT INTO rollup_role (kpi, area_kind, area_id, month, part, value, numerator, denominator, hidden)
SELECT
    kpi,
    area_kind,
    area_id,
    month,
    nullif(part, '') AS part,
    NULL AS value,
    NULL AS numerator,
    NULL AS denominator,
    TRUE AS hidden
FROM hidden_cell;
