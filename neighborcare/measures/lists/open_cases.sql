-- Cases that are not closed, with the deadline that counts and the days past it (negative: days left).
-- A petition has 60 days from acceptance where the ledger gives no due date; a dispute is expected to end in 30.
WITH open_case AS (
    SELECT
        cases.case_id,
        cases.case_type,
        cases.topic,
        cases.community_id,
        cases.grid_id,
        cases.registered_at,
        cases.is_backlog,
        cases.session_count,
        cast(
            coalesce(
                cases.due_at,
                CASE
                    WHEN cases.case_type = 'petition'
                        THEN coalesce(cases.accepted_at, cases.registered_at) + INTERVAL 60 DAY
                    ELSE cases.registered_at + INTERVAL 30 DAY
                END
            ) AS DATE
        ) AS due_date
    FROM cases
    WHERE cases.closed_at IS NULL
)

SELECT
    open_case.case_id,
    open_case.case_type,
    open_case.topic,
    open_case.community_id,
    open_case.grid_id,
    open_case.registered_at,
    open_case.is_backlog,
    open_case.session_count,
    open_case.due_date,
    cast($as_of AS DATE) - open_case.due_date AS days_overdue
FROM open_case
ORDER BY days_overdue DESC, open_case.case_id
