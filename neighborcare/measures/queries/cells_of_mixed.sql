-- The answer of a KPI that has a duration among its parts: its bins have a value, all else has none.
INSERT INTO kpi_cell (kpi, grid_id, month, part, value, numerator, denominator)
SELECT
    cast($kpi AS VARCHAR) AS kpi,
    answer.grid_id,
    answer.month,
    answer.part,
    answer.value,
    answer.numerator,
    answer.denominator
FROM answer
WHERE answer.month >= $begins;
