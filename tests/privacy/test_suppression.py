"""Small numbers: hidden, and not to be had by subtraction."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from neighborcare.privacy.suppression import suppress

MONTH = date(2025, 8, 1)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(
            "CREATE TABLE rollup (kpi VARCHAR, area_kind VARCHAR, area_id VARCHAR, month DATE, part VARCHAR, "
            "value DOUBLE, numerator DOUBLE, denominator DOUBLE, hidden BOOLEAN)"
        )
        opened.execute("CREATE TABLE place (grid_id VARCHAR, community_id VARCHAR)")
        opened.execute("INSERT INTO place VALUES ('A1', 'A'), ('A2', 'A'), ('A3', 'A'), ('B1', 'B')")
        yield opened


def fill(con: duckdb.DuckDBPyConnection, grids: dict[str, int], part: str | None = None) -> None:
    for area, count in [*grids.items(), ("A", sum(grids.values()))]:
        kind = "community" if area == "A" else "grid"
        con.execute(
            "INSERT INTO rollup VALUES ('K04', ?, ?, ?, ?, NULL, ?, NULL, false)",
            [kind, area, MONTH, part, count],
        )


def hidden(con: duckdb.DuckDBPyConnection, role: str) -> set[tuple[str, str | None]]:
    rows = con.execute(f"SELECT area_id, part, numerator FROM rollup_{role} WHERE hidden").fetchall()  # noqa: S608
    assert all(number is None for *_, number in rows)
    return {(area, part) for area, part, _ in rows}


def test_a_small_count_takes_the_next_smallest_with_it(con: duckdb.DuckDBPyConnection) -> None:
    fill(con, {"A1": 3, "A2": 7, "A3": 40})
    suppress(con, {"K04": frozenset({"leader", "presenter"})})
    assert hidden(con, "leader") == {("A1", None), ("A2", None)}
    assert hidden(con, "presenter") == {("A1", None), ("A2", None)}
    assert hidden(con, "analyst") == set()


def test_nought_and_numbers_at_the_threshold_are_shown(con: duckdb.DuckDBPyConnection) -> None:
    fill(con, {"A1": 0, "A2": 5, "A3": 10})
    suppress(con, {"K04": frozenset({"leader", "presenter"})})
    assert hidden(con, "leader") == set()
    assert hidden(con, "presenter") == {("A2", None), ("A3", None)}


def test_a_lone_hidden_part_takes_another_part_with_it(con: duckdb.DuckDBPyConnection) -> None:
    fill(con, {"A1": 60, "A2": 60})
    fill(con, {"A1": 2, "A2": 30}, "red")
    fill(con, {"A1": 30, "A2": 20}, "green")
    fill(con, {"A1": 28, "A2": 10}, "blue")
    suppress(con, {"K04": frozenset({"leader"})})
    found = hidden(con, "leader")
    assert {("A1", "red"), ("A2", "red")} <= found  # the area beside it
    assert ("A1", "blue") in found  # and the part beside it


def test_every_number_of_a_kpi_that_is_not_sensitive_stays(con: duckdb.DuckDBPyConnection) -> None:
    fill(con, {"A1": 1, "A2": 2})
    suppress(con, {})
    assert hidden(con, "presenter") == set()


def test_a_whole_about_residents_at_large_stays_while_its_parts_are_hidden(
    con: duckdb.DuckDBPyConnection,
) -> None:
    fill(con, {"A1": 3, "A2": 7})
    fill(con, {"A1": 2, "A2": 9}, "living_alone")
    suppress(con, {"K04": frozenset({"leader"})}, {"K04"})
    assert hidden(con, "leader") == {("A1", "living_alone"), ("A2", "living_alone")}
