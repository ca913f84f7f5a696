-- Every day from the first month to the end of the as-of month.
CREATE OR REPLACE TABLE _calendar AS
SELECT
    cast(generated.moment AS DATE) AS calendar_day,
    cast(date_trunc('month', generated.moment) AS DATE) AS month
FROM generate_series(
    cast($first AS TIMESTAMP),
    cast(last_day(cast($as_of AS DATE)) AS TIMESTAMP),
    INTERVAL 1 DAY
) AS generated (moment);
