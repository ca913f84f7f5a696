-- What was due from whom for which month, and its state.
SELECT
    r.dataset,
    r.community_id,
    r.month,
    r.due_by,
    r.arrived_on,
    r.open_errors,
    r.open_batches,
    r.state,
    r.is_due
FROM reporting AS r
INNER JOIN months AS m ON r.month = m.month
ORDER BY r.dataset, r.community_id, r.month;
