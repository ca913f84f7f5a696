"""When a service point is open."""

from __future__ import annotations

from datetime import date

import pytest

from neighborcare.measures.opening import Point, Post, clock, thought_of


def point(**said: object) -> Point:
    return Point("P", "健康日点", "health_day_post", 113.5, 30.2, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("08:30", 510),
        ("8:30", 510),
        ("08:30:00", 510),
        ("24:00", 1440),
        ("25:00", None),
        ("全天", None),
        (None, None),
    ],
)
def test_a_time_of_day(text: str | None, minutes: int | None) -> None:
    assert clock(text) == minutes


def test_hours_include_the_opening_and_not_the_closing() -> None:
    post = point(opens="08:30", closes="11:30")
    at = {hour: post.is_open(hour=hour) for hour in ("08:29", "08:30", "11:29", "11:30", None)}
    assert list(at.values()) == [False, True, True, False, True]


def test_open_until_the_last_minute_is_open_then() -> None:
    assert point(opens="00:00", closes="23:59").is_open(hour="23:59")


def test_after_midnight_it_is_still_the_night_before() -> None:
    night = point(weekdays=frozenset({5}), opens="20:00", closes="06:00")
    assert night.is_open(5, "22:00")
    assert night.is_open(6, "05:00")
    assert not night.is_open(5, "05:00")
    assert not night.is_open(5, "12:00")


def test_without_hours_it_is_open_at_any_and_without_days_on_every() -> None:
    assert point().is_open(3, "03:00")
    assert not point(weekdays=frozenset({4})).is_open(3)


def test_in_force_from_its_first_day_until_the_day_before_its_end() -> None:
    had = point(valid_from=date(2025, 1, 1), valid_to=date(2025, 3, 1))
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 2, 28), date(2025, 3, 1)]
    assert [had.in_force(day) for day in days] == [False, True, True, False]


def test_a_post_that_is_thought_of_is_added_and_a_moved_one_stays_in_its_place() -> None:
    known = [point(weekdays=frozenset({4}), opens="08:30", closes="11:30")]
    found = thought_of(
        known,
        [Post("N", 113.6, 30.3, "新点")],
        [Post("P", weekdays=(6,), opens="14:00", closes="17:00")],
        "venue",
    )
    moved, new = found
    assert (moved.lon, moved.is_open(6, "15:00"), moved.is_open(4, "09:00")) == (113.5, True, False)
    assert (new.point_name, new.point_type, new.lon) == ("新点", "venue", 113.6)
