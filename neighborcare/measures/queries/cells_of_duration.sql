-- A duration's answer into the cells: a histogram whose bins are cells, so that it adds up like the rest.
INSERT INTO kpi_cell (kpi, grid_id, month, part, value, numerator, denominator)
SELECT
    cast($kpi AS VARCHAR) AS kpi,
    answer.grid_id,
    answer.month,
    answer.part,
    answer.value,
    answer.value * answer.count AS numerator,
    answer.count AS denominator
FROM answer
WHERE answer.month >= $begins;
