"""Ageing: which statistics stand for a month, the stage by the thresholds, the outline of a year before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from neighborcare import measures
from neighborcare.store.connection import scratch
from neighborcare.ui import ageing


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two communities; A has statistics of two dates, B of the later one alone."""
    with scratch() as opened:
        opened.execute(
            "CREATE TABLE population (community_id VARCHAR, grid_id VARCHAR, stat_date DATE, "
            "sex VARCHAR, age_band VARCHAR, count BIGINT)"
        )
        opened.execute(
            "INSERT INTO population VALUES "
            "('A', 'A1', '2024-07-31', 'male', '30-34', 90), ('A', 'A1', '2024-07-31', 'female', '65-69', 10),"
            "('A', 'A1', '2025-07-31', 'male', '30-34', 80), ('A', 'A1', '2025-07-31', 'female', '65-69', 15),"
            "('A', 'A2', '2025-07-31', 'female', '100+', 5), ('B', 'B1', '2025-07-31', 'male', '0-4', 100)"
        )
        opened.execute("CREATE TABLE months (month DATE, last_day DATE, day_to DATE)")
        opened.execute(
            "INSERT INTO months VALUES ('2024-08-01', '2024-08-31', '2024-08-31'), "
            "('2025-08-01', '2025-08-31', '2025-08-20')"
        )
        yield opened


def test_the_latest_statistics_up_to_the_month_count(con):
    found = ageing.structure(con, ("community", "A"), date(2025, 8, 1))
    assert (found.people, found.day, found.known) == (100, date(2025, 7, 31), True)
    assert found.share_from(65) == 0.2
    assert ageing.structure(con, ("community", "A"), date(2024, 8, 1)).share_from(65) == 0.1


def test_a_grid_has_its_own_people_and_the_oldest_band_is_drawn(con):
    found = ageing.structure(con, ("grid", "A2"), date(2025, 8, 1))
    assert found.people == 5
    assert (found.bands[-1].start, found.bands[-1].women) == (100, 5)


def test_statistics_of_later_are_said_to_be_so(con):
    """The street had no statistics of B a year ago: it cannot be compared with itself."""
    assert not ageing.structure(con, ("street", "street"), date(2024, 8, 1)).known


@pytest.mark.parametrize(
    ("part", "share", "stage"),
    [
        (None, 0.0699, None),
        (None, 0.07, "Light ageing"),
        (None, 0.14, "Medium ageing"),
        (None, 0.25, "Heavy ageing"),
        ("60", 0.19, "Light ageing"),
        ("60", 0.30, "Heavy ageing"),
    ],
)
def test_the_stage_begins_at_its_threshold(part, share, stage):
    found = ageing.stage(measures.get("K02"), part, share)
    assert (found.en if found else None) == stage
