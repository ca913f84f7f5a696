"""The demonstration street gives the published figures of domain/systems.md, counted from its rows.

Each is asked of the command line's question, as an office would: over the account's period (L as of 2025-08-20,
J this year, X and S since the data begin).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from neighborcare.generation import circle_questions, questions
from neighborcare.measures.walking import Question
from neighborcare.store.home import Home

BEGIN, END = date(2023, 8, 1), date(2025, 8, 1)

pytestmark = pytest.mark.demo


def ask(home: Home, kpi: str, area: str, part: str | None = None, **period: Any) -> dict[str, Any]:
    by = ("part",) if part else ()
    found = questions.kpis(home, [kpi], area=area, by=by, **period)
    return next(entry for entry in found if entry["part"] == part)


@pytest.mark.parametrize(
    ("kpi", "area", "part", "published"),
    [
        ("K01", "李子园社区", "households", 3684),
        ("K04", "李子园社区", "empty_nest", 161),
        ("K04", "李子园社区", "living_alone", 54),
        ("K04", "人民中社区", "child_in_difficulty", 4),
        ("K04", "狮子山社区", "living_alone", 18),
        ("K15", "景园社区", None, 3),
        ("K16", "景园社区", None, 7),
        ("K16", "狮子山社区", None, 38),
        ("K07", "狮子山社区", None, 6),
    ],
)
def test_what_stands_today(demo_home: Home, kpi: str, area: str, part: str | None, published: int) -> None:
    assert ask(demo_home, kpi, area, part)["numerator"] == published


@pytest.mark.parametrize(
    ("kpi", "area", "part", "published"),
    [
        ("K06", "狮子山社区", None, 480),
        ("K38", "狮子山社区", None, 42),
        ("K19", "凯旋社区", "medicine_packs", 42),
    ],
)
def test_what_was_done_over_the_accounts_period(
    demo_home: Home, kpi: str, area: str, part: str | None, published: int
) -> None:
    assert ask(demo_home, kpi, area, part, first=BEGIN, last=END)["numerator"] == published


def test_more_than_twenty_persons_were_served_at_home(demo_home: Home) -> None:
    assert ask(demo_home, "K19", "凯旋社区", "persons", first=BEGIN, last=END)["numerator"] > 20


@pytest.mark.parametrize(("part", "published"), [("empty_nest", 161), ("living_alone", 54)])
def test_the_roster_on_the_day_of_the_account(demo_home: Home, part: str, published: int) -> None:
    entry = ask(demo_home, "K04", "李子园社区", part, as_of=date(2025, 8, 20))
    assert (entry["numerator"], entry["as_of"]) == (published, date(2025, 8, 20))


def test_parts_of_the_street_add_up(demo_home: Home) -> None:
    for kpi in ("K10", "K38", "K20"):
        whole = questions.kpis(demo_home, [kpi], first=BEGIN, last=END)[0]
        for by in ("grid", "community", "month"):
            parts = questions.kpis(demo_home, [kpi], first=BEGIN, last=END, by=(by,))
            assert sum(entry["numerator"] or 0 for entry in parts) == whole["numerator"], (kpi, by)


def test_the_circle_accounts_for_every_elder(demo_home: Home) -> None:
    rows = circle_questions.circle(demo_home, Question())
    assert len(rows) >= 30
    for row in rows:
        states = sum(row[state] for state in ("covered", "uncovered", "no_path", "not_located"))
        assert row["elders"] == states
    covered = sum(row["covered"] for row in rows)
    kpi = questions.kpis(demo_home, ["K58"])[0]
    assert (covered, sum(row["elders"] for row in rows)) == (kpi["numerator"], kpi["denominator"])


def test_slower_walkers_reach_less_and_thursday_opens_more(demo_home: Home) -> None:
    def covered(**asked: Any) -> int:
        return sum(row["covered"] for row in circle_questions.circle(demo_home, Question(**asked)))

    assert covered(speed=0.5) < covered(speed=0.9) < covered(speed=1.4)
    assert covered(minutes=5) < covered(minutes=15)
    assert covered(weekday=3) < covered(weekday=4) == covered()
