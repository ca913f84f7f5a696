-- A role's figures before anything sensitive is told to it.
CREATE OR REPLACE TABLE rollup_role AS
SELECT
    kpi,
    area_kind,
    area_id,
    month,
    part,
    value,
    numerator,
    denominator,
    hidden
FROM rollup
WHERE NOT list_contains($kpis, kpi);
