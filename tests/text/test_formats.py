"""Numbers, changes and dates as a clerk and a reader of English expect them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighborcare.text import formats as f

ZH, EN = "zh-CN", "en"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3684, "3,684"),
        (0, "0"),
        (12.34, "12.3"),
        (1234.5, "1,234"),
        (0.1234, "0.123"),
        (-7.26, "−7.26"),
        (9.999, "10"),
        (None, "—"),
        (float("nan"), "—"),
    ],
)
def test_numbers_keep_three_digits_and_whole_ones_stay_whole(value: float | None, text: str) -> None:
    assert f.number(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.934, "93.4%"),
        (1.0, "100%"),
        (0.0, "0%"),
        (0.99996, "99.9%"),
        (0.0002, "<0.1%"),
        (1.25, "125.0%"),
        (None, "—"),
    ],
)
def test_percent(share: float | None, text: str) -> None:
    assert f.percent(share) == text


@given(st.floats(min_value=1e-12, max_value=1 - 1e-12))
def test_a_part_is_never_written_as_all_or_nothing(share: float) -> None:
    assert f.percent(share) not in ("100%", "100.0%", "0%", "0.0%")


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (3684, "households", "3,684 户", "3,684 households"),
        (1, "persons", "1 人", "1 person"),
        (0.5, "percent", "50.0%", "50.0%"),
        (2.11, "ratio", "2.11", "2.11"),
        (None, "days", "—", "—"),
    ],
)
def test_quantities_in_both_languages(value: float | None, unit: str, zh: str, en: str) -> None:
    assert (f.quantity(value, unit, ZH), f.quantity(value, unit, EN)) == (zh, en)


def test_split_gives_the_unit_apart() -> None:
    assert f.split(0.934, "percent", ZH) == ("93.4", "%")
    assert f.split(42, "cases", ZH) == ("42", "件")
    assert f.split(None, "cases", EN) == ("—", "")


def test_an_unknown_unit_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        f.quantity(3, "furlongs", EN)


@pytest.mark.parametrize("unit", sorted(f.UNITS))
def test_every_unit_speaks_both_languages(unit: str) -> None:
    assert f.quantity(2, unit, ZH)
    assert f.quantity(2, unit, EN)


def test_rates_change_in_percentage_points_and_never_in_percent() -> None:
    assert f.change(0.012, "percent", ZH) == "+1.2 个百分点"
    assert f.change(-0.012, "percent", EN) == "−1.2 pp"
    assert f.change(0.053, "persons", ZH) == "+5.3%"
    assert f.change(None, "percent", ZH) == "—"


@pytest.mark.parametrize(
    ("delta", "unit", "zh", "en"),
    [
        (0.012, "percent", "上升 1.2 个百分点", "up 1.2 pp"),
        (-0.03, "cases", "下降 3.0%", "down 3.0%"),
        (0.03, "cases", "增长 3.0%", "up 3.0%"),
        (0.0001, "percent", "持平", "unchanged"),
        (None, "cases", "—", "—"),
    ],
)
def test_change_in_words(delta: float | None, unit: str, zh: str, en: str) -> None:
    assert (f.change_words(delta, unit, ZH), f.change_words(delta, unit, EN)) == (zh, en)


@pytest.mark.parametrize(
    ("first", "last", "zh", "en"),
    [
        (date(2025, 8, 1), date(2025, 8, 31), "2025年8月", "Aug 2025"),
        (date(2025, 7, 1), date(2025, 9, 30), "2025年第3季度", "Q3 2025"),
        (date(2025, 1, 1), date(2025, 12, 31), "2025年", "2025"),
        (date(2025, 1, 1), date(2025, 8, 31), "2025年1—8月", "Jan–Aug 2025"),
        (date(2024, 9, 1), date(2025, 8, 31), "2024年9月—2025年8月", "Sep 2024 – Aug 2025"),
    ],
)
def test_periods(first: date, last: date, zh: str, en: str) -> None:
    assert (f.period(first, last, ZH), f.period(first, last, EN)) == (zh, en)


def test_days() -> None:
    day = date(2025, 8, 31)
    assert (f.day(day, ZH), f.day(day, EN), f.day(None, ZH)) == ("2025年8月31日", "31 Aug 2025", "—")
    assert (f.weekday(day, ZH), f.weekday(day, EN)) == ("周日", "Sun")
    assert f.as_of(day, ZH) == "截至 2025年8月31日"
    assert f.month_end(date(2024, 2, 3)) == date(2024, 2, 29)


def test_listing() -> None:
    assert f.listing(["甲", "乙", "丙"], ZH) == "甲、乙、丙"
    assert f.listing(["A", "B", "C"], EN) == "A, B and C"
    assert f.listing(["A"], EN) == "A"


def test_clauses_are_joined_as_the_language_does_and_empty_ones_fall_out() -> None:
    assert f.joined(["甲", "", "乙"], ZH) == "甲；乙"
    assert f.joined(["a", "", "b"], EN) == "a; b"
    assert f.comma("甲", "", "乙", language=ZH) == "甲，乙"


def test_a_hidden_number_says_nothing_of_its_size() -> None:
    assert (f.hidden(ZH), f.hidden(EN)) == ("不公开", "not shown")
    assert not any(
        letter.isdigit() or letter == "<" for language in (ZH, EN) for letter in f.hidden_rule(language)
    )
