-- Where exactly one part of a shown whole is hidden, the smallest of the other parts that hold anything goes with it.
UPDATE cell SET is_hidden = TRUE
FROM (
    SELECT
        cell.kpi,
        cell.area_kind,
        cell.area_id,
        cell.month,
        arg_min(cell.part, cell.numerator) AS part
    FROM cell
    INNER JOIN (
        SELECT
            kpi,
            area_kind,
            area_id,
            month
        FROM cell
        WHERE part <> ''
        GROUP BY kpi, area_kind, area_id, month
        HAVING sum(CASE WHEN is_hidden THEN 1 ELSE 0 END) = 1
    ) AS lone
        ON
            cell.kpi = lone.kpi AND cell.area_kind = lone.area_kind
            AND cell.area_id = lone.area_id AND cell.month = lone.month
    WHERE NOT cell.is_hidden AND cell.part <> '' AND cell.numerator > 0
    GROUP BY cell.kpi, cell.area_kind, cell.area_id, cell.month
) AS partner
WHERE
    cell.kpi = partner.kpi AND cell.area_kind = partner.area_kind AND cell.month = partner.month
    AND cell.part = partner.part AND cell.area_id = partner.area_id;
