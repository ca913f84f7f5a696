"""What a target for the whole year should have brought by now (序时进度): March is not judged by December.

The share of the year's target that is expected by a day goes by the office's plan (`plan.toml`: shares by the end of
each month, straight between them), else by the day of the year.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from neighborcare.measures import Kpi
from neighborcare.text import formats


def share(kpi: Kpi, day: date) -> float:
    """How much of the year's target should be there at the end of that day: 0 at the year's start, 1 at its end."""
    if not kpi.by_month:
        return day.timetuple().tm_yday / (366 if calendar.isleap(day.year) else 365)
    before = kpi.by_month[day.month - 2] if day.month > 1 else 0.0
    return before + (kpi.by_month[day.month - 1] - before) * day.day / formats.month_end(day).day


def target(kpi: Kpi, part: str | None, first: date, last: date, as_of: date | None = None) -> float | None:
    """The target that holds for a figure of the months from `first` to `last`, the last of them known up to `as_of`.

    A target that is not for a year is itself. What counts from 1 January (a stock) is held against what the year
    should have brought by the end of `last`; a sum of months against what those months should bring. None without
    a target.
    """
    aim = kpi.target_of(part)
    if aim is None or not kpi.yearly:
        return aim
    end = formats.month_end(last)
    end = end if as_of is None else min(end, as_of)
    if kpi.over_time_of(part) == "last":
        return aim * share(kpi, end)
    start = first.replace(day=1) - timedelta(days=1)
    whole_years = end.year - start.year
    return aim * (whole_years + share(kpi, end) - share(kpi, start))
