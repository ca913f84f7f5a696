"""Visits: days of few people are not told to whom the red tier's number is hidden, nor can they be computed back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from neighborcare.access.roles import Role
from neighborcare.store.connection import scratch
from neighborcare.store.home import Home
from neighborcare.ui import greetings
from neighborcare.ui.filters import View
from neighborcare.ui.session import Session

AUGUST = date(2025, 8, 1)


def session(home: Home, role: Role) -> Session:
    return Session(role, "en", None, home)


def view(kind: str, area: str) -> View:
    return View(AUGUST, "month", AUGUST, AUGUST, (kind, area), area)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Three communities on one day: one of 3 persons due, one of 12, one of 30."""
    with scratch() as opened:
        opened.execute("CREATE TABLE months (month DATE, last_day DATE, day_to DATE)")
        opened.execute("INSERT INTO months VALUES ('2025-08-01', '2025-08-31', '2025-08-31')")
        opened.execute(
            "CREATE TABLE list_greetings (community_id VARCHAR, day DATE, due BIGINT, greeted BIGINT)"
        )
        opened.execute(
            "INSERT INTO list_greetings VALUES ('small', '2025-08-02', 3, 3), "
            "('middle', '2025-08-02', 12, 9), ('large', '2025-08-02', 30, 27)"
        )
        yield opened


@pytest.mark.parametrize(
    ("role", "area", "shown"),
    [
        ("leader", "small", None),
        ("leader", "middle", None),  # else the street less the others would tell of the small one
        ("leader", "large", 0.9),
        ("analyst", "small", 1.0),
        ("analyst", "middle", 0.75),
    ],
)
def test_a_small_community_and_its_neighbour_are_hidden(con, home, role, area, shown):
    ((day, reading),) = greetings.greeted_days(con, session(home, role), view("community", area))
    assert day == date(2025, 8, 2)
    assert reading.drawn == shown
    assert (reading.numerator is None) == (shown is None)


def test_the_street_is_shown_whole(con, home):
    ((_day, reading),) = greetings.greeted_days(con, session(home, "leader"), view("street", "street"))
    assert (reading.numerator, reading.denominator) == (39, 45)
