"""Who carries how much: workers of the period, and those of the three months before who made no visit now."""

from __future__ import annotations

from datetime import date

from neighborcare.store.connection import scratch
from neighborcare.ui import staff_load
from neighborcare.ui.filters import View

AUGUST = date(2025, 8, 1)


def test_staff_without_a_visit_now_are_told_by_the_months_before():
    with scratch() as con:
        con.execute(
            "CREATE TABLE place (grid_id VARCHAR, grid_name VARCHAR, community_name VARCHAR, is_grid BOOLEAN)"
        )
        con.execute("INSERT INTO place VALUES ('A1', 'Grid 1', 'A', true)")
        con.execute(
            "CREATE TABLE list_staff_load (staff_id VARCHAR, staff_name VARCHAR, role VARCHAR, "
            "community_id VARCHAR, grid_id VARCHAR, month DATE, visits BIGINT, reached BIGINT, "
            "greetings BIGINT, abnormal BIGINT)"
        )
        con.execute(
            "INSERT INTO list_staff_load VALUES "
            "('S1', 'W*n', 'grid_worker', 'A', 'A1', '2025-08-01', 5, 4, 1, 0),"
            "('S1', 'W*n', 'grid_worker', 'A', 'A1', '2025-06-01', 7, 7, 0, 0),"
            "('S2', 'L*i', 'grid_worker', 'A', 'A1', '2025-05-01', 9, 9, 0, 0),"
            "('S3', 'Z*o', 'grid_worker', 'A', 'A1', '2025-04-01', 9, 9, 0, 0)"  # gone for longer
        )
        found = staff_load.load(con, View(AUGUST, "month", AUGUST, AUGUST, ("community", "A"), "A")) or ()
    assert [(one["staff_id"], one["visits"], one["before"]) for one in found] == [("S1", 5, 7), ("S2", 0, 9)]
