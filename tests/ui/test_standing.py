"""Which grids are called weak, in a small world that can be counted by hand."""

from datetime import date

import duckdb
import pytest

from neighborcare.measures.rollup import no_spans
from neighborcare.ui import standing

MONTH = date(2025, 8, 1)
GRIDS = ("A1", "A2", "B1")


@pytest.fixture
def con():
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE place (grid_id VARCHAR, grid_name VARCHAR, community_id VARCHAR, community_name VARCHAR, "
            "is_grid BOOLEAN)"
        )
        rows = [(g, f"网格{g}", g[0], f"社区{g[0]}", True) for g in GRIDS] + [
            ("@A", "社区本级", "A", "社区A", False)
        ]
        connection.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?)", rows)
        connection.execute(
            "CREATE TABLE rollup (kpi VARCHAR, area_kind VARCHAR, area_id VARCHAR, month DATE, part VARCHAR, "
            "value DOUBLE, numerator DOUBLE, denominator DOUBLE, hidden BOOLEAN)"
        )
        no_spans(connection)
        yield connection


def put(con, kpi, grid, numerator, denominator, hidden=False):
    con.execute(
        "INSERT INTO rollup VALUES (?, 'grid', ?, ?, NULL, NULL, ?, ?, ?)",
        [kpi, grid, MONTH, numerator, denominator, hidden],
    )


def test_the_grid_that_misses_most_targets_comes_first(con):
    for grid, reached, met in (("A1", 20, 20), ("A2", 15, 20), ("B1", 15, 10)):
        put(con, "K10", grid, reached, 20)
        put(con, "K11", grid, met, 20)
    found = standing.standings(con, ("K10", "K11"), MONTH, MONTH)
    assert [(s.place.grid_id, s.off) for s in found] == [("B1", 2), ("A2", 1), ("A1", 0)]


def test_too_few_and_hidden_grids_are_not_judged(con):
    put(con, "K10", "A1", 1, 9)
    put(con, "K10", "A2", None, None, hidden=True)
    put(con, "K10", "B1", 9, 10)
    found = standing.standings(con, ("K10",), MONTH, MONTH)
    assert [s.place.grid_id for s in standing.lagging(found, 0)] == ["B1"]


def test_a_close_miss_does_not_lag(con):
    put(con, "K10", "A1", 19, 20)
    found = standing.standings(con, ("K10",), MONTH, MONTH)
    assert standing.lagging(found, 0) == []
    assert next(s for s in found if s.place.grid_id == "A1").states == ("watch",)


def test_the_whole_communitys_own_work_is_no_grid(con):
    put(con, "K10", "@A", 1, 20)
    assert "@A" not in {s.place.grid_id for s in standing.standings(con, ("K10",), MONTH, MONTH)}


def test_a_role_without_the_ledger_of_grids_sees_no_manager(con):
    assert {s.manager for s in standing.standings(con, ("K10",), MONTH, MONTH)} == {None}


def test_only_grids_of_the_area(con):
    found = standing.standings(con, ("K10",), MONTH, MONTH)
    assert {s.place.grid_id for s in standing.within(found, ("community", "A"))} == {"A1", "A2"}
