-- How many rows each export has in each community, and the last day that they speak of (NULL where rows have no day).
-- A template for one export: `standing_rows_of` is put together from the contracts (ui/expected.py).
SELECT
    '$dataset' AS dataset,
    $dataset.community_id,
    count(*) AS rows_count,
    max(cast($day AS DATE)) AS last_day
FROM $dataset
GROUP BY $dataset.community_id
