"""How a brief speaks of figures: 环比 and 同比 never exchanged, percentage points, "—", 余 and 约, months running."""

from __future__ import annotations

from datetime import date

import pytest

from neighborcare.measures.figures import Change
from neighborcare.report import wording
from neighborcare.report.brief import numeral


@pytest.mark.parametrize(
    ("change", "against", "language", "said"),
    [
        (Change(points=0.004), "before", "zh-CN", "环比上升 0.4 个百分点"),
        (Change(points=-0.051), "year", "zh-CN", "同比下降 5.1 个百分点"),
        (Change(points=0.0), "before", "zh-CN", "环比持平"),
        (Change(share=0.25), "before", "zh-CN", "环比增长 25.0%"),
        (Change(share=-0.143), "year", "zh-CN", "同比下降 14.3%"),
        (Change(points=0.004), "before", "en", "up 0.4 pp on the period before"),
        (Change(share=-0.143), "year", "en", "down 14.3% on the same period last year"),
        (Change(), "before", "zh-CN", ""),
        (Change(), "year", "en", ""),
    ],
)
def test_a_change_is_named_by_what_it_is_against(
    change: Change, against: wording.Against, language: str, said: str
) -> None:
    assert wording.moved(change, against, language) == said


@pytest.mark.parametrize(
    ("change", "language", "said"),
    [
        (Change(points=0.006), "zh-CN", "+0.6 个百分点"),
        (Change(points=-0.006), "en", "−0.6 pp"),
        (Change(share=0.5), "zh-CN", "+50.0%"),
        (Change(), "zh-CN", "—"),
    ],
)
def test_a_change_in_a_table_is_signed_and_without_a_base_a_dash(
    change: Change, language: str, said: str
) -> None:
    assert wording.cell(change, language) == said


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (60_370, "persons", "6万余人", "over 60,000 people"),
        (11_000, "persons", "11,000 人", "11,000 people"),
        (1_234, "person_times", "1,200余人次", "over 1,200 visits"),
        (1_200, "person_times", "1,200 人次", "1,200 visits"),
        (99, "cases", "99 件", "99 cases"),
        (None, "persons", "—", "—"),
    ],
)
def test_over_is_less_than_the_figure(value: float | None, unit: str, zh: str, en: str) -> None:
    assert wording.over(value, unit, "zh-CN") == zh
    assert wording.over(value, unit, "en") == en


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (1_870, "约1,900人", "about 1,900 people"),
        (1_820, "约1,800人", "about 1,800 people"),
        (87, "87 人", "87 people"),
        (None, "—", "—"),
    ],
)
def test_about_may_lie_on_either_side(value: float | None, zh: str, en: str) -> None:
    assert wording.about(value, "persons", "zh-CN") == zh
    assert wording.about(value, "persons", "en") == en


@pytest.mark.parametrize(
    ("kind", "language", "said"),
    [
        ("month", "zh-CN", "2025年8月"),
        ("ytd", "zh-CN", "2025年1—8月累计"),
        ("ytd", "en", "Jan–Aug 2025 in total"),
        ("quarter", "zh-CN", "2025年第3季度"),
    ],
)
def test_a_total_names_its_start(kind: str, language: str, said: str) -> None:
    first = {"month": date(2025, 8, 1), "ytd": date(2025, 1, 1), "quarter": date(2025, 7, 1)}[kind]
    last = date(2025, 9, 1) if kind == "quarter" else date(2025, 8, 1)
    assert wording.when(first, last, kind, language) == said


@pytest.mark.parametrize(
    ("states", "months"),
    [
        (["bad", "bad"], 2),
        (["bad", "watch", "bad"], 1),
        (["bad", "bad", "good"], 0),
        (["bad", None, "bad", "bad"], 2),
        ([], 0),
    ],
)
def test_months_running_count_back_from_the_last(states: list[str | None], months: int) -> None:
    assert wording.streak(states) == months


def test_a_single_month_is_no_row_of_months() -> None:
    assert wording.behind(1, "zh-CN") == ""
    assert wording.behind(2, "zh-CN") == "连续 2 个月未达标"
    assert wording.behind(3, "en") == "off target for 3 months running"


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")]
)
def test_numerals_of_headings(number: int, said: str) -> None:
    assert numeral(number) == said
