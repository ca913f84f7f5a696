"""The state of every dataset on a day: newest row by key, nothing from after the day, a grid for everyone."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import duckdb
import pytest

from neighborcare.store import workspace
from neighborcare.store.batches import Batch
from neighborcare.store.connection import scratch
from neighborcare.store.home import Home

Put = Callable[..., Batch]
COMMUNITY = {"community_id": "A", "community_name": "甲社区", "stat_date": date(2025, 6, 30)}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with scratch() as opened:
        yield opened


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()


def visit(number: int, when: datetime, **more: object) -> dict[str, object]:
    return {"visit_id": f"V{number}", "visit_at": when, "community_id": "A", "result": "ok", **more}


def test_newest_row_of_a_key_counts(
    con: duckdb.DuckDBPyConnection, home: Home, put: Put, today: date
) -> None:
    first = put(
        "cases",
        [{"case_id": "C1", "topic": "other", "registered_at": datetime(2025, 6, 1), "community_id": "A"}],
    )
    second = put(
        "cases",
        [{"case_id": "C1", "topic": "family", "registered_at": datetime(2025, 6, 1), "community_id": "A"}],
    )
    workspace.fill(con, home, [first, second], None, today)
    assert rows(con, "SELECT topic, _batch FROM cases") == [("family", second.id)]
    workspace.fill(con, home, [second, first], None, today)
    assert rows(con, "SELECT topic FROM cases") == [("other",)]


def test_as_of_is_the_end_of_the_newest_month_but_not_after_today(
    con: duckdb.DuckDBPyConnection, home: Home, put: Put, today: date
) -> None:
    june = put("visits", [visit(1, datetime(2025, 6, 3))])
    assert workspace.fill(con, home, [june], None, today) == date(2025, 6, 30)
    september = put("visits", [visit(2, datetime(2025, 9, 1))])
    assert workspace.fill(con, home, [june, september], None, today) == today


def test_nothing_from_after_the_day_is_seen(
    con: duckdb.DuckDBPyConnection, home: Home, put: Put, today: date
) -> None:
    case = {
        "case_id": "C1",
        "community_id": "A",
        "registered_at": datetime(2025, 5, 20),
        "due_at": datetime(2025, 7, 19),
        "closed_at": datetime(2025, 6, 25),
    }
    late = {**case, "case_id": "C2", "registered_at": datetime(2025, 6, 25)}
    batch = put("cases", [case, late])
    workspace.fill(con, home, [batch], date(2025, 6, 20), today)
    assert rows(con, "SELECT case_id, closed_at, due_at FROM cases") == [("C1", None, datetime(2025, 7, 19))]


def test_what_was_planned_and_not_held_yet_stays_in_the_plan(
    con: duckdb.DuckDBPyConnection, home: Home, put: Put, today: date
) -> None:
    held = {
        "activity_id": "E1",
        "community_id": "A",
        "planned_date": date(2025, 6, 19),
        "held_date": date(2025, 6, 26),
    }
    workspace.fill(con, home, [put("activities", [held])], date(2025, 6, 20), today)
    assert rows(con, "SELECT planned_date, held_date FROM activities") == [(date(2025, 6, 19), None)]


def test_a_census_is_never_too_new(con: duckdb.DuckDBPyConnection, home: Home, put: Put, today: date) -> None:
    batch = put("communities", [COMMUNITY])
    workspace.fill(con, home, [batch], date(2024, 1, 15), today)
    assert rows(con, "SELECT community_id FROM communities") == [("A",)]


def test_every_row_has_a_grid(con: duckdb.DuckDBPyConnection, home: Home, put: Put, today: date) -> None:
    made = [
        put("communities", [COMMUNITY]),
        put("grids", [{"grid_id": "A1", "grid_name": "一网格", "community_id": "A"}]),
        put("buildings", [{"building_id": "B1", "community_id": "A", "grid_id": "A1"}]),
        put(
            "key_people",
            [
                {
                    "person_id": "P1",
                    "community_id": "A",
                    "building_id": "B1",
                    "categories": "living_alone;elder_80",
                }
            ],
        ),
        put(
            "visits",
            [
                visit(1, datetime(2025, 6, 1), person_id="P1"),
                visit(2, datetime(2025, 6, 2), household_id="H9"),
            ],
        ),
    ]
    workspace.fill(con, home, made, None, today)
    assert rows(con, "SELECT visit_id, grid_id FROM visits ORDER BY 1") == [("V1", "A1"), ("V2", "@A")]
    assert rows(con, "SELECT grid_id FROM key_people") == [("A1",)]
    assert rows(con, "SELECT * FROM key_people_categories ORDER BY 2") == [
        ("P1", "elder_80"),
        ("P1", "living_alone"),
    ]
    assert rows(con, "SELECT grid_id, grid_name, community_name, is_grid FROM place ORDER BY 1") == [
        ("@A", "甲社区", "甲社区", False),
        ("A1", "一网格", "甲社区", True),
    ]


def test_a_grid_that_only_rows_name_is_a_place_too(
    con: duckdb.DuckDBPyConnection, home: Home, put: Put, today: date
) -> None:
    workspace.fill(con, home, [put("visits", [visit(1, datetime(2025, 6, 1), grid_id="A7")])], None, today)
    assert rows(con, "SELECT grid_id, community_id, is_grid FROM place ORDER BY 1") == [
        ("@A", "A", False),
        ("A7", "A", True),
    ]


def test_calendar_runs_from_the_first_event_to_the_day(
    con: duckdb.DuckDBPyConnection, home: Home, put: Put, today: date
) -> None:
    batch = put("visits", [visit(1, datetime(2025, 4, 28)), visit(2, datetime(2025, 6, 10))])
    workspace.fill(con, home, [batch], date(2025, 6, 10), today)
    assert rows(con, "SELECT month, last_day, day_to FROM months") == [
        (date(2025, 4, 1), date(2025, 4, 30), date(2025, 4, 30)),
        (date(2025, 5, 1), date(2025, 5, 31), date(2025, 5, 31)),
        (date(2025, 6, 1), date(2025, 6, 30), date(2025, 6, 10)),
    ]
    assert rows(con, "SELECT count(*), max(day) FROM days") == [(30 + 31 + 10, date(2025, 6, 10))]


def test_works_stand_there_before_they_are_done(
    con: duckdb.DuckDBPyConnection, home: Home, put: Put, today: date
) -> None:
    works = {"community_id": "A", "type": "lamp", "unit": "lamp", "planned_qty": 9, "done_qty": 9}
    done = {"improvement_id": "1", "start_date": date(2025, 5, 1), "done_date": date(2025, 6, 20)}
    ahead = {"improvement_id": "2", "start_date": date(2027, 1, 1), "done_qty": 0}
    batch = put("improvements", [works | done, works | ahead])
    assert workspace.fill(con, home, [batch], None, today) == date(2025, 6, 30)
    found = "SELECT improvement_id, planned_qty, done_qty, done_date FROM improvements ORDER BY 1"
    assert rows(con, found) == [("1", 9, 9, date(2025, 6, 20)), ("2", 9, 0, None)]
    workspace.fill(con, home, [batch], date(2025, 5, 31), today)
    assert rows(con, found) == [("1", 9, None, None), ("2", 9, 0, None)]
