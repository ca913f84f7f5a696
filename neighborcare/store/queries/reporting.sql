-- Every export due from every community in every month: when it came, and what of it is still out.
CREATE OR REPLACE TABLE reporting AS
WITH community AS (
    SELECT DISTINCT
        community_id,
        community_name
    FROM place
),

due AS (
    SELECT
        d.dataset,
        d.due,
        c.community_id,
        m.month,
        cast(date_trunc('month', m.last_day + INTERVAL 1 DAY) AS DATE) + d.due_day - 1 AS due_by
    FROM _due AS d
    CROSS JOIN community AS c
    INNER JOIN months AS m
        ON
            (d.due = 'month' AND d.begins <= m.month)
            OR (d.due = 'year' AND year(d.begins) <= year(m.month) AND month(m.month) = 12)
),

arrived AS (
    SELECT
        due.dataset,
        due.community_id,
        due.month,
        min(a.arrived_on) AS arrived_on
    FROM due
    INNER JOIN _arrival AS a
        ON
            due.dataset = a.dataset
            AND due.community_id = a.community_id
            AND due.month >= CASE due.due WHEN 'year' THEN date_trunc('year', a.first_month) ELSE a.first_month END
            AND CASE due.due WHEN 'year' THEN date_trunc('year', due.month) ELSE due.month END <= a.last_month
    GROUP BY due.dataset, due.community_id, due.month
),

-- The month that a date in words begins with: 2025-08-20, 2025年8月, 20250820; NULL where none can be read.
readable AS (
    SELECT
        s.dataset,
        s.position,
        s.key_text,
        c.community_id,
        try_strptime(
            regexp_extract(s.moment_text, '^\D*((?:19|20)\d\d)\D{0,2}(1[0-2]|0?[1-9])', 1) || '-'
            || regexp_extract(s.moment_text, '^\D*((?:19|20)\d\d)\D{0,2}(1[0-2]|0?[1-9])', 2),
            '%Y-%m'
        ) AS month
    FROM _sent_back AS s
    LEFT JOIN community AS c
        ON s.community_text IN (c.community_id, c.community_name, replace(c.community_name, '社区', ''))
),

-- A row whose community or month cannot be read counts for all communities of its file, and for its last month.
-- Of one whose key cannot be read nobody can tell whether it came in again: a later file without any settles it.
open_rows AS (
    SELECT
        r.dataset,
        a.batch,
        a.community_id,
        cast(
            CASE WHEN r.month BETWEEN a.first_month AND a.last_month THEN r.month ELSE a.last_month END AS DATE
        ) AS month
    FROM readable AS r
    INNER JOIN _arrival AS a
        ON
            r.dataset = a.dataset
            AND r.position = a.position
            AND coalesce(r.community_id, a.community_id) = a.community_id
    WHERE
        coalesce(r.key_text, '') != ''
        OR NOT EXISTS (
            SELECT 1
            FROM _arrival AS later
            WHERE
                later.dataset = r.dataset
                AND later.community_id = a.community_id
                AND later.position > r.position
                AND later.rejected = 0
        )
),

wrong AS (
    SELECT
        due.dataset,
        due.community_id,
        due.month,
        count(*) AS open_errors,
        string_agg(DISTINCT o.batch, ';' ORDER BY o.batch) AS open_batches
    FROM due
    INNER JOIN open_rows AS o
        ON
            due.dataset = o.dataset
            AND due.community_id = o.community_id
            AND (due.month = o.month OR (due.due = 'year' AND year(due.month) = year(o.month)))
    GROUP BY due.dataset, due.community_id, due.month
)

SELECT
    due.dataset,
    due.community_id,
    '@' || due.community_id AS grid_id,
    due.month,
    due.due_by,
    arrived.arrived_on,
    coalesce(wrong.open_errors, 0) AS open_errors,
    wrong.open_batches,
    CASE
        WHEN arrived.arrived_on IS NULL THEN 'missing'
        WHEN wrong.open_errors > 0 THEN 'errors'
        WHEN arrived.arrived_on > due.due_by AND due.due_by >= cast($opened AS DATE) THEN 'late'
        ELSE 'clean'
    END AS state,
    cast($today AS DATE) > due.due_by AS is_due
FROM due
LEFT JOIN arrived
    ON due.dataset = arrived.dataset AND due.community_id = arrived.community_id AND due.month = arrived.month
LEFT JOIN wrong
    ON due.dataset = wrong.dataset AND due.community_id = wrong.community_id AND due.month = wrong.month
ORDER BY due.dataset, due.community_id, due.month;
