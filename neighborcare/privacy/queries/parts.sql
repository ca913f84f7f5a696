-- Where exactly one part of a shown whole is hidden, the smallest of the other parts that hold anything goes with it.
UPDATE cell SET is_hidden = TRUE
FROM (
    WITH lone AS (
        SELECT
            kpi,
            area_kind,
            area_id,
            month
        FROM cell
        WHERE part <> ''
        GROUP BY kpi, area_kind, area_id, month
        HAVING sum(CASE WHEN is_hidden THEN 1 ELSE 0 END) = 1
    )

    SELECT
        shown.kpi,
        shown.area_kind,
        shown.area_id,
        shown.month,
        arg_min(shown.part, shown.numerator) AS part
    FROM cell AS shown
    INNER JOIN lone
        ON
            shown.kpi = lone.kpi AND shown.area_kind = lone.area_kind
            AND shown.area_id = lone.area_id AND shown.month = lone.month
    WHERE NOT shown.is_hidden AND shown.part <> '' AND shown.numerator > 0
    GROUP BY shown.kpi, shown.area_kind, shown.area_id, shown.month
) AS partner
WHERE
    cell.kpi = partner.kpi AND cell.area_kind = partner.area_kind AND cell.month = partner.month
    AND cell.part = partner.part AND cell.area_id = partner.area_id;
