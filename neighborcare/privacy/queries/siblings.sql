-- Where exactly one area of a parent is hidden, the smallest of the others that hold anything goes with it.
UPDATE cell SET is_hidden = TRUE
FROM (
    SELECT
        cell.kpi,
        cell.area_kind,
        cell.month,
        cell.part,
        cell.parent,
        arg_min(cell.area_id, cell.numerator) AS area_id
    FROM cell
    INNER JOIN (
        SELECT
            kpi,
            area_kind,
            month,
            part,
            parent
        FROM cell
        GROUP BY kpi, area_kind, month, part, parent
        HAVING sum(CASE WHEN is_hidden THEN 1 ELSE 0 END) = 1
    ) AS lone
        ON
            cell.kpi = lone.kpi AND cell.area_kind = lone.area_kind AND cell.month = lone.month
            AND cell.part = lone.part AND cell.parent = lone.parent
    WHERE NOT cell.is_hidden AND cell.numerator > 0
    GROUP BY cell.kpi, cell.area_kind, cell.month, cell.part, cell.parent
) AS partner
WHERE
    cell.kpi = partner.kpi AND cell.area_kind = partner.area_kind AND cell.month = partner.month
    AND cell.part = partner.part AND cell.parent = partner.parent AND cell.area_id = partner.area_id;
