"""Signals: each rule against rows that one can count on one's fingers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import duckdb
import pytest

from neighborcare.contracts import catalogue as contracts_catalogue
from neighborcare.measures import catalogue as kpis
from neighborcare.measures import lists, rollup, signals, telling
from tests.measures.workspace import World, fill, settle

AS_OF = date(2025, 8, 31)
Found = list[tuple[Any, ...]]


@pytest.fixture
def found() -> Iterator[Callable[[World], Found]]:
    """The signals of a small world as (signal, grid, subject, items, value, expected)."""
    with duckdb.connect() as con:

        def of(world: World, first: date = date(2024, 1, 1)) -> Found:
            fill(con, settle(world, AS_OF), first, AS_OF)
            rollup.compute(con, AS_OF)
            lists.compute(con, AS_OF)
            signals.compute(con, AS_OF)
            return con.execute(
                "SELECT signal, grid_id, subject, items, value, expected, owner, due_date FROM signals"
            ).fetchall()

        yield of


def only(rows: Found, signal: str) -> Found:
    return [row[1:] for row in rows if row[0] == signal]


def person(name: str, tier: str = "red", **more: Any) -> dict[str, Any]:
    return {
        "person_id": name,
        "household_id": name,
        "grid_id": "G1",
        "risk_tier": tier,
        "filed_date": date(2025, 1, 1),
    } | more


def visit(number: int, who: str, at: datetime, result: str = "ok", **more: Any) -> dict[str, Any]:
    return {
        "visit_id": f"V{number}",
        "person_id": who,
        "grid_id": "G1",
        "visit_at": at,
        "result": result,
        "visit_type": "care",
    } | more


def test_red_tier_overdue_counts_people_and_names_the_manager(found: Callable[[World], Found]) -> None:
    world: World = {
        "grids": [{"grid_id": "G1", "grid_name": "G1", "manager_id": "S1"}],
        "staff": [{"staff_id": "S1", "name": "陈*明", "role": "grid_worker"}],
        "key_people": [person("late"), person("later"), person("fine"), person("green", "green")],
        "visits": [
            visit(1, "late", datetime(2025, 8, 28, 9)),
            visit(2, "later", datetime(2025, 8, 26, 9)),
            visit(3, "fine", datetime(2025, 8, 30, 9)),
            visit(4, "green", datetime(2025, 7, 1, 9)),
        ],
    }
    # One day is allowed: 28 August is two days over, 26 August four; the green tier is another matter.
    assert only(found(world), "overdue_red") == [("G1", None, 2, 4.0, None, "陈*明", date(2025, 9, 1))]


def test_abnormal_findings_count_once_their_day_is_over(found: Callable[[World], Found]) -> None:
    world: World = {
        "key_people": [person("a")],
        "visits": [
            visit(1, "a", datetime(2025, 8, 20, 9), "abnormal"),
            visit(2, "a", datetime(2025, 8, 30, 9), "abnormal"),
            visit(3, "a", datetime(2025, 8, 31, 9), "abnormal"),  # its 24 hours are not over
            visit(4, "a", datetime(2025, 8, 1, 9), "abnormal", handled_at=datetime(2025, 8, 29, 9)),
        ],
    }
    assert [row[2:4] for row in only(found(world), "abnormal_unhandled")] == [(2, 11.0)]


def series(days: list[tuple[str, bool]], name: str = "健康日") -> list[dict[str, Any]]:
    return [
        {
            "activity_id": f"{name}{number}",
            "name": name,
            "series": name,
            "type": "clinic",
            "planned_date": date.fromisoformat(day),
            "held_date": date.fromisoformat(day) if held else None,
        }
        for number, (day, held) in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("days", "missed"),
    [
        ([("2025-08-07", True), ("2025-08-14", False), ("2025-08-21", False)], [2]),
        ([("2025-08-07", False), ("2025-08-14", True), ("2025-08-21", False)], []),
        (
            [("2025-08-14", False), ("2025-08-21", False), ("2025-09-04", False)],
            [2],
        ),  # September is still ahead
        ([("2025-08-14", False), ("2025-08-21", False), ("2025-08-28", True)], []),
    ],
)
def test_a_series_is_told_of_when_its_last_two_sessions_were_missed(
    found: Callable[[World], Found], days: list[tuple[str, bool]], missed: list[int]
) -> None:
    rows = only(found({"activities": series(days)}), "series_missed")
    assert [row[2] for row in rows] == missed
    assert all(row[1] == "健康日" for row in rows)


def entry(number: int, day: str, direction: str, amount: float, **more: Any) -> dict[str, Any]:
    return {
        "entry_id": f"F{number}",
        "entry_date": date.fromisoformat(day),
        "direction": direction,
        "amount": amount,
    } | more


def test_a_fund_is_nearly_empty_when_it_holds_less_than_a_month_of_spending(
    found: Callable[[World], Found],
) -> None:
    spent = [entry(n, f"2025-0{n}-15", "out", 300.0) for n in (6, 7, 8)]
    # 1,000 in, 900 out in three months: 100 left against 300 a month.
    low = found({"funds": [entry(1, "2025-01-05", "in", 1000.0), *spent]})
    assert [row[2:5] for row in only(low, "balance_low")] == [(None, 100.0, 300.0)]
    enough = found({"funds": [entry(1, "2025-01-05", "in", 1300.0), *spent]})
    assert only(enough, "balance_low") == []
    goods = entry(2, "2025-02-01", "out", 5000.0, kind="goods")
    assert [
        row[3]
        for row in only(
            found({"funds": [entry(1, "2025-01-05", "in", 1000.0), goods, *spent]}), "balance_low"
        )
    ] == [100.0]


def test_a_grid_is_held_against_its_own_year(found: Callable[[World], Found]) -> None:
    """Ten people of the red tier are greeted every day but one of them never on a few days; in August most are not."""
    people = [person(f"p{n}", filed_date=date(2024, 1, 1)) for n in range(10)]
    greetings: list[dict[str, Any]] = []
    for month in range(1, 9):
        for day in range(1, 29):
            for n in range(10):
                if (month == 8 and n > 3) or (n == 0 and day <= month % 3):
                    continue
                at = datetime(2025, month, day, 8)
                greetings.append(visit(len(greetings), f"p{n}", at, visit_type="greeting"))
    rows = only(found({"key_people": people, "visits": greetings}), "below_own_history")
    mine = [row for row in rows if row[1] == "K12"]
    assert len(mine) == 1
    assert mine[0][0] == "G1"
    assert mine[0][3] < mine[0][4] - 0.3


def test_missing_exports_are_counted_by_month(found: Callable[[World], Found]) -> None:
    due = {"dataset": "visits", "community_id": "C1", "grid_id": "@C1", "is_due": True}
    world: World = {
        "key_people": [person("a")],
        "reporting": [
            due | {"month": date(2025, 7, 1), "state": "missing"},
            due | {"month": date(2025, 8, 1), "state": "missing"},
            due | {"month": date(2025, 6, 1), "state": "clean"},
            due | {"month": date(2025, 1, 1), "state": "missing"},  # too long ago to be chased now
            due | {"dataset": "cases", "month": date(2025, 8, 1), "state": "missing", "is_due": False},
        ],
    }
    assert [row[1:3] for row in only(found(world), "export_missing")] == [("visits", 2)]


def test_overdue_requests_hazards_and_decisions(found: Callable[[World], Found]) -> None:
    asked = {"request_type": "order", "channel": "grid", "topic": "漏水", "status": "in_progress"}
    hazard = {"hazard_type": "gas", "status": "open", "grid_id": "G1", "found_at": datetime(2025, 8, 1)}
    topic = {"meeting_id": "M", "meeting_type": "joint", "title": "车位", "held_date": date(2025, 7, 1)}
    world: World = {
        "requests": [
            asked | {"request_id": "R1", "created_at": datetime(2025, 8, 1), "due_at": datetime(2025, 8, 11)},
            asked | {"request_id": "R2", "created_at": datetime(2025, 8, 1), "due_at": datetime(2025, 8, 31)},
            asked
            | {"request_id": "R3", "created_at": datetime(2025, 8, 1), "due_at": datetime(2025, 8, 5)}
            | {"status": "closed", "closed_at": datetime(2025, 8, 20)},
        ],
        "hazards": [
            hazard | {"hazard_id": "H1", "level": "high", "due_at": datetime(2025, 8, 21)},
            hazard | {"hazard_id": "H2", "level": "low", "due_at": datetime(2025, 8, 21)},
            hazard
            | {
                "hazard_id": "H3",
                "level": "mid",
                "due_at": datetime(2025, 8, 1),
                "fixed_at": datetime(2025, 8, 9),
            },
        ],
        "topics": [
            topic | {"topic_id": "T1", "decision": "adopted", "due_at": datetime(2025, 8, 1)},
            topic | {"topic_id": "T2", "decision": "deferred", "due_at": datetime(2025, 8, 1)},
            topic
            | {
                "topic_id": "T3",
                "decision": "adopted",
                "due_at": datetime(2025, 8, 1),
                "done_at": datetime(2025, 8, 2),
            },
        ],
    }
    rows = found(world)
    assert [row[2:4] for row in only(rows, "request_overdue")] == [(1, 20.0)]
    assert [row[2:4] for row in only(rows, "hazard_overdue")] == [(1, 10.0)]
    assert [row[2:4] for row in only(rows, "decision_overdue")] == [(1, 30.0)]


def test_a_quiet_street_has_no_signals(found: Callable[[World], Found]) -> None:
    assert (
        found({"key_people": [person("a", "blue")], "visits": [visit(1, "a", datetime(2025, 8, 30))]}) == []
    )


def test_every_rule_says_itself_in_both_languages_and_leads_to_a_page(pytestconfig: pytest.Config) -> None:
    pages = {path.stem for path in (pytestconfig.rootpath / "pages").glob("*.py")}
    subjects = {"kpi": next(iter(kpis())), "dataset": next(iter(contracts_catalogue())), "text": "健康日"}
    for signal in signals.catalogue().values():
        assert signal.page in pages
        for language in ("zh-CN", "en"):
            said = telling.sentence(
                signal, language, subject=subjects[signal.of], items=3, value=2.0, expected=4.0
            )
            assert "{" not in said
            assert said != signal.sentence.of("en" if language == "zh-CN" else "zh-CN")
