"""SQL and plain Python count the same in random small worlds, for every KPI that the oracle knows.

The oracle is a second opinion, no part of adding a KPI (its spec table is): it pays where many dates and
categories meet. A function `k<number>` in `oracle.py` or one of its neighbours is all it takes.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import duckdb
import pytest

from neighborcare import contracts
from neighborcare.measures import Kpi, catalogue
from neighborcare.measures.rollup import compute
from tests.measures import oracle, oracle_requests, oracle_works
from tests.measures.workspace import day, fill, settle
from tests.measures.worlds import random_world

SEEDS = range(8)
COUNTS = {
    name.upper(): count
    for module in (oracle, oracle_requests, oracle_works)
    for name, count in vars(module).items()
    if re.fullmatch(r"k\d+", name)
}
COUNTED_TWICE = {kpi.id: kpi for kpi in catalogue().values() if kpi.id in COUNTS}


@pytest.mark.parametrize("seed", SEEDS)
def test_sql_agrees_with_python(seed: int) -> None:
    world, first, as_of = random_world(seed)
    settled = settle(world, as_of)
    street = oracle.Street(settled, first, as_of)
    with duckdb.connect() as con:
        fill(con, settled, first, as_of)
        compute(con, as_of)
        waiting = con.execute("SELECT kpi FROM kpi_status WHERE missing IS NOT NULL").fetchall()
        assert not {row[0] for row in waiting} & set(COUNTED_TWICE)
        for kpi in COUNTED_TWICE.values():
            assert counted(con, kpi) == expected(street, kpi), (kpi.id, seed)


def test_the_worlds_say_something_about_every_kpi() -> None:
    said: set[str] = set()
    for seed in SEEDS:
        world, first, as_of = random_world(seed)
        street = oracle.Street(settle(world, as_of), first, as_of)
        said |= {
            name for name, kpi in COUNTED_TWICE.items() if any(c[0] for c in expected(street, kpi).values())
        }
    assert said == set(COUNTED_TWICE)


def test_every_count_of_the_oracle_belongs_to_a_kpi() -> None:
    assert set(COUNTS) == set(COUNTED_TWICE)


def counted(con: duckdb.DuckDBPyConnection, kpi: Kpi) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    """The grid cells in `rollup`."""
    rows = con.execute(
        "SELECT area_id, month, part, value, numerator, denominator FROM rollup "
        "WHERE kpi = ? AND area_kind = 'grid'",
        [kpi.id],
    ).fetchall()
    found: dict[tuple[Any, ...], tuple[Any, Any]] = {}
    for grid, month, part, value, n, d in rows:
        if kpi.kind_of(part) == "duration":
            found[grid, month, part, value] = (d, None)
        elif n or kpi.kind_of(part) != "count":
            found[grid, month, part] = (n, d)
    return found


def expected(street: oracle.Street, kpi: Kpi) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    """The grid cells after the oracle, from the month on in which the KPI's ledger began; no zeros of counts."""
    begins = ledger_begins(street, kpi)
    found = COUNTS[kpi.id](street)
    return {
        key: (cell[0], cell[1])
        for key, cell in found.items()
        if key[1] >= begins and (cell[0] or kpi.kind_of(key[2]) not in ("count", "duration"))
    }


def ledger_begins(street: oracle.Street, kpi: Kpi) -> date:
    """The first month of which the KPI's ledger tells."""
    if kpi.ledger is None:
        return date.min
    when = contracts.get(kpi.ledger).when
    moments = [row[when or ""] for row in street.rows[kpi.ledger]]
    return min(day(moment) for moment in moments if moment).replace(day=1)
