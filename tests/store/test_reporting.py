"""What was due and what came: months that a file covers, lateness, rows sent back and in again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from neighborcare import generation
from neighborcare.generation.preview import candidate
from neighborcare.store import reporting, workspace
from neighborcare.store.connection import scratch
from neighborcare.store.home import Home

OPENED = date(2025, 8, 1)
TODAY = date(2025, 9, 20)
COMMUNITIES = (
    "社区编码,社区名称,统计日期,总户数,常住人口\n"
    "JY,甲社区,2024-06-30,1200,3100\nYS,乙社区,2024-06-30,900,2000\n"
)
STAFF = (
    "工号,姓名,身份,社区,上岗日期\nW1,陈松涛,网格员,甲社区,2023-08-01\nW2,周月影,网格员,乙社区,2023-08-01\n"
)
VISITS = "走访编号,走访日期,社区,户编号,走访人,走访类型,走访方式,走访结果\n"

States = Callable[..., Mapping[tuple[str, str], str]]


def visit(number: int, day: str, place: str = "甲社区", result: str = "正常") -> str:
    who = "W1" if place == "甲社区" else "W2"
    return f"V{number},{day},{place},H{number},{who},探访,上门,{result}\n"


@pytest.fixture
def states(home: Home, tmp_path: Path) -> States:
    """`states(*texts, came=…, today=…, dataset=…)`: (community, month) → state, from files of visits looked at only."""

    def found(
        *texts: str, came: date = OPENED, today: date = TODAY, dataset: str = "visits"
    ) -> Mapping[tuple[str, str], str]:
        files = {"社区.csv": COMMUNITIES, "人员.csv": STAFF}
        files |= {f"走访{number}.csv": VISITS + text for number, text in enumerate(texts)}
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        looked = generation.look(home, [tmp_path / name for name in files], today=today)
        taken = [replace(candidate(table, today), taken_at=came.isoformat()) for table in looked.tables]
        with scratch() as con:
            workspace.fill(con, home, taken, None, today)
            reporting.fill(con, home, taken, OPENED, today)
            rows = con.execute(
                "SELECT community_id, strftime(month, '%Y-%m'), state, is_due FROM reporting WHERE dataset = $name",
                {"name": dataset},
            ).fetchall()
        looked.leave()
        return {(place, month): state if due else f"{state}, not due" for place, month, state, due in rows}

    return found


def test_a_file_covers_its_months_for_the_communities_in_it(states: States) -> None:
    assert states(visit(1, "2025-05-03") + visit(2, "2025-07-09")) == {
        ("JY", "2025-05"): "clean",
        ("JY", "2025-06"): "clean",
        ("JY", "2025-07"): "clean",
        ("YS", "2025-05"): "missing",
        ("YS", "2025-06"): "missing",
        ("YS", "2025-07"): "missing",
    }


@pytest.mark.parametrize(
    ("came", "state"), [(date(2025, 9, 5), "clean"), (date(2025, 9, 6), "late"), (date(2025, 9, 20), "late")]
)
def test_in_time_is_until_the_fifth_of_the_next_month(states: States, came: date, state: str) -> None:
    assert states(visit(1, "2025-08-03"), came=came)["JY", "2025-08"] == state


def test_what_was_due_before_the_home_was_opened_is_never_late(states: States) -> None:
    assert states(visit(1, "2025-06-03"), came=TODAY)["JY", "2025-06"] == "clean"


@pytest.mark.parametrize(("today", "state"), [(5, "missing, not due"), (6, "missing")])
def test_until_the_fifth_nothing_is_due_yet(states: States, today: int, state: str) -> None:
    assert states(visit(1, "2025-08-03"), today=date(2025, 9, today))["YS", "2025-08"] == state


def test_a_row_sent_back_is_out_until_a_row_with_its_number_comes_in(states: States) -> None:
    own = visit(1, "2025-07-03") + visit(2, "2025-08-03") + visit(3, "2025-07-09", result="良")
    other = visit(4, "2025-08-09", place="乙社区")
    found = states(own + other)
    assert (found["JY", "2025-07"], found["JY", "2025-08"], found["YS", "2025-08"]) == (
        "errors",
        "clean",
        "clean",
    )
    assert states(own + other, visit(3, "2025-07-09"))["JY", "2025-07"] == "clean"


def test_a_row_whose_month_cannot_be_read_counts_for_the_files_last(states: States) -> None:
    found = states(visit(1, "2025-07-03") + visit(2, "2025-08-03") + visit(3, "25.7.9"))
    assert (found["JY", "2025-07"], found["JY", "2025-08"]) == ("clean", "errors")


@pytest.mark.parametrize("written", ["2024-12-41", "2024年12月41日", "20241241"])
def test_the_month_of_a_wrong_date_is_read_where_it_can_be(states: States, written: str) -> None:
    found = states(visit(1, "2024-12-03") + visit(2, "2025-08-09") + visit(3, written))
    assert (found["JY", "2024-12"], found["JY", "2025-08"]) == ("errors", "clean")


def test_a_row_whose_community_cannot_be_read_counts_for_all_of_its_file(states: States) -> None:
    wrong = visit(3, "2025-08-10", place="没有的社区")
    found = states(visit(1, "2025-08-03") + visit(2, "2025-08-09", place="乙社区") + wrong)
    assert (found["JY", "2025-08"], found["YS", "2025-08"]) == ("errors", "errors")


def test_a_census_is_due_once_a_year(states: States) -> None:
    found = states(visit(1, "2024-11-03") + visit(2, "2025-01-10"), dataset="communities")
    assert found == {("JY", "2024-12"): "clean", ("YS", "2024-12"): "clean"}
