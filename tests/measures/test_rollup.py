"""The rollup adds up, is the same every time, and says what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from neighborcare.measures import catalogue, get
from neighborcare.measures.rollup import compute
from tests.measures.workspace import Row, fill, settle
from tests.measures.worlds import random_world

SUMS = "SELECT kpi, month, part, value, sum(numerator), sum(denominator) FROM rollup WHERE area_kind = '{}' "
BY = "GROUP BY kpi, month, part, value ORDER BY kpi, month, part NULLS FIRST, value"


@pytest.fixture(scope="module")
def street() -> Iterator[duckdb.DuckDBPyConnection]:
    """A random world, computed."""
    world, first, as_of = random_world(42)
    with duckdb.connect() as con:
        fill(con, settle(world, as_of), first, as_of)
        compute(con, as_of)
        yield con


def test_grids_communities_and_street_hold_the_same(street: duckdb.DuckDBPyConnection) -> None:
    levels = [street.execute(SUMS.format(kind) + BY).fetchall() for kind in ("grid", "community", "street")]
    assert levels[0]
    assert without_zeros(levels[0]) == without_zeros(levels[1]) == without_zeros(levels[2])


def without_zeros(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows that hold something: zeros of counts stand at real grids only."""
    return [row for row in rows if row[4] or row[5]]


def test_a_community_sums_its_own_grids(street: duckdb.DuckDBPyConnection) -> None:
    own = street.execute(
        "SELECT sum(numerator) FROM rollup JOIN place ON area_id = grid_id "
        "WHERE kpi = 'K38' AND part IS NULL AND area_kind = 'grid' AND community_id = 'C1'"
    ).fetchone()
    told = street.execute(
        "SELECT sum(numerator) FROM rollup WHERE kpi = 'K38' AND part IS NULL AND area_id = 'C1'"
    ).fetchone()
    assert own == told
    assert own
    assert own[0] > 0


def test_rows_are_sorted_and_the_same_every_time(street: duckdb.DuckDBPyConnection) -> None:
    once = street.execute("SELECT * FROM rollup").fetchall()
    world, first, as_of = random_world(42)
    shuffled = {name: list(reversed(rows)) for name, rows in world.items()}
    with duckdb.connect() as con:
        fill(con, settle(shuffled, as_of), first, as_of)
        compute(con, as_of)
        assert con.execute("SELECT * FROM rollup").fetchall() == once
    assert [row[:4] for row in once] == sorted(row[:4] for row in once)


def test_only_pseudo_grids_have_no_zero(street: duckdb.DuckDBPyConnection) -> None:
    areas = street.execute(
        "SELECT DISTINCT area_id FROM rollup WHERE kpi = 'K13' AND numerator = 0 AND area_kind = 'grid'"
    ).fetchall()
    assert all(not area.startswith("@") for (area,) in areas)


def test_a_histogram_keeps_items_and_their_sum(street: duckdb.DuckDBPyConnection) -> None:
    wrong = street.execute(
        "SELECT count(*) FROM rollup WHERE kpi IN ('K40', 'K60') AND numerator <> value * denominator"
    ).fetchone()
    assert wrong == (0,)


def test_nothing_loaded_says_what_every_kpi_waits_for() -> None:
    with duckdb.connect() as con:
        fill(con, settle({}, date(2025, 3, 31)), date(2025, 3, 1), date(2025, 3, 31))
        compute(con, date(2025, 3, 31))
        told = dict(con.execute("SELECT kpi, missing FROM kpi_status").fetchall())
        assert con.execute("SELECT count(*) FROM rollup").fetchone() == (0,)
    assert list(told) == list(catalogue())
    assert told["K10"] == "key_people;visits"
    assert told["K06"] == "visits;grids"
    assert told["K58"] == "buildings;service_points"


def test_a_part_of_the_exports_gives_the_kpis_that_it_can() -> None:
    as_of = date(2025, 3, 31)
    given: dict[str, list[Row]] = {
        "buildings": [{"building_id": "B1", "grid_id": "G1"}],
        "service_points": [{"point_id": "X1"}],
        "grids": [{"grid_id": "G1", "households": 10}],
    }
    with duckdb.connect() as con:
        fill(con, settle(given, as_of), as_of, as_of)
        compute(con, as_of)
        told = dict(con.execute("SELECT kpi, missing FROM kpi_status").fetchall())
        kpis = con.execute("SELECT DISTINCT kpi FROM rollup").fetchall()
    assert told["K07"] is None
    assert told["K58"] == "walkways"
    assert kpis == [("K07",)]


def test_a_figure_that_would_fall_out_of_every_sum_is_an_error() -> None:
    as_of = date(2025, 3, 31)
    with duckdb.connect() as con:
        fill(con, settle({"grids": [{"grid_id": "G1", "households": 10}]}, as_of), as_of, as_of)
        con.execute("DELETE FROM place WHERE grid_id = 'G1'")
        with pytest.raises(ValueError, match="G1"):
            compute(con, as_of, [get("K07")])
