"""The days of the demonstration: weeks, months, quarters, and how the seasons bear on the work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import numpy as np

from neighborcare.demo.plan import FIRST, LAST

DAY = timedelta(days=1)
SPRING_FESTIVALS = (date(2024, 2, 10), date(2025, 1, 29))
MONTHLY = (0.975, 0.96, 1.0, 1.0, 1.0, 0.99, 0.975, 0.97, 1.0, 1.0, 0.99, 0.98)
"How much of the usual work gets done, January to December: less in the cold and in the heat."


def days(first: date = FIRST, last: date = LAST) -> Iterator[date]:
    """Every day from first to last."""
    for n in range((last - first).days + 1):
        yield first + n * DAY


def weekdays(weekday: int, first: date = FIRST, last: date = LAST) -> list[date]:
    """Every day that is the given ISO weekday (1 Monday … 7 Sunday)."""
    return [day for day in days(first, last) if day.isoweekday() == weekday]


def weeks() -> list[tuple[date, date]]:
    """Monday and Sunday of every ISO week that touches the span, cut to the span."""
    start = FIRST - (FIRST.isoweekday() - 1) * DAY
    found = [start + 7 * n * DAY for n in range((LAST - start).days // 7 + 1)]
    return [(max(monday, FIRST), min(monday + 6 * DAY, LAST)) for monday in found]


def months(step: int = 1) -> list[tuple[date, date]]:
    """First and last day of every month, or of every quarter (step 3), cut to the span."""
    found = []
    year, month = FIRST.year, FIRST.month - (FIRST.month - 1) % step
    while date(year, month, 1) <= LAST:
        after = date(year + (month + step > 12), (month + step - 1) % 12 + 1, 1)
        found.append((max(date(year, month, 1), FIRST), min(after - DAY, LAST)))
        year, month = after.year, after.month
    return found


def weather(day: date) -> float:
    """The share of the usual work that gets done on a day: seasons, the Spring Festival, and slow progress."""
    festival = min(abs((day - spring).days) for spring in SPRING_FESTIVALS)
    progress = 0.965 + 0.035 * (day - FIRST).days / (LAST - FIRST).days
    return MONTHLY[day.month - 1] * progress * (0.84 if festival <= 5 else 0.95 if festival <= 9 else 1.0)


def office_hour(rng: np.random.Generator, first: date, last: date) -> datetime:
    """A moment between two days at which offices work; a weekend now and then."""
    on = first + int(rng.integers((last - first).days + 1)) * DAY
    if on.isoweekday() > 5 and rng.random() < 0.7 and on - 2 * DAY >= first:
        on -= 2 * DAY
    return at(on, 510 + int(rng.integers(520)))


def later(moment: datetime, days: float, rng: np.random.Generator) -> datetime | None:
    """About so many days after a moment, at an office's hour and never before it; None after the data ends."""
    on = at(moment.date() + round(days) * DAY, 540 + int(rng.integers(470)))
    found = max(on, moment + timedelta(minutes=20 + int(rng.integers(90))))
    return found if found.date() <= LAST else None


def at(day: date, minutes: int) -> datetime:
    """That day, so many minutes after midnight."""
    return datetime.combine(day, time()) + timedelta(minutes=minutes)
