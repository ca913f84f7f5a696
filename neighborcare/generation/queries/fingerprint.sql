-- One hash of all figures. Fractions to nine digits: a sum in another order differs in the sixteenth.
WITH lines AS (
    SELECT
        concat_ws(
            '|',
            kpi,
            area_kind,
            area_id,
            cast(month AS VARCHAR),
            coalesce(part, ''),
            coalesce(format('{:.9g}', value), ''),
            coalesce(format('{:.9g}', numerator), ''),
            coalesce(format('{:.9g}', denominator), '')
        ) AS line
    FROM rollup
    UNION ALL
    SELECT concat_ws('|', kpi, coalesce(missing, '')) AS line
    FROM kpi_status
)

SELECT sha256(coalesce(string_agg(line, chr(10) ORDER BY line), '')) AS fingerprint
FROM lines;
