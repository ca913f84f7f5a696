-- Where exactly one area of a parent is hidden, the smallest of the others that hold anything goes with it.
UPDATE cell SET is_hidden = TRUE
FROM (
    WITH lone AS (
        SELECT
            kpi,
            area_kind,
            month,
            part,
            parent
        FROM cell
        GROUP BY kpi, area_kind, month, part, parent
        HAVING sum(CASE WHEN is_hidden THEN 1 ELSE 0 END) = 1
    )

    SELECT
        shown.kpi,
        shown.area_kind,
        shown.month,
        shown.part,
        shown.parent,
        arg_min(shown.area_id, shown.numerator) AS area_id
    FROM cell AS shown
    INNER JOIN lone
        ON
            shown.kpi = lone.kpi AND shown.area_kind = lone.area_kind AND shown.month = lone.month
            AND shown.part = lone.part AND shown.parent = lone.parent
    WHERE NOT shown.is_hidden AND shown.numerator > 0
    GROUP BY shown.kpi, shown.area_kind, shown.month, shown.part, shown.parent
) AS partner
WHERE
    cell.kpi = partner.kpi AND cell.area_kind = partner.area_kind AND cell.month = partner.month
    AND cell.part = partner.part AND cell.parent = partner.parent AND cell.area_id = partner.area_id;
