-- A KPI's answer into the cells: what happened before its ledger began is not known.
INSERT INTO kpi_cell (kpi, grid_id, month, part, value, numerator, denominator)
SELECT
    cast($kpi AS VARCHAR) AS kpi,
    answer.grid_id,
    answer.month,
    answer.part,
    cast(NULL AS DOUBLE) AS value,
    answer.numerator,
    answer.denominator
FROM answer
WHERE answer.month >= $begins;
