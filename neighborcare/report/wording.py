"""How a brief speaks of figures, in both languages. The rules are tested one by one.

环比 is this period against the one just before, 同比 against the same months of the year before; they are never
exchanged. Rates change by percentage points, all else by a share of before; without a base it is "—". 累计 names its
start. 余 is more than what is said, 约 may be either side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Literal

from neighborcare.measures.figures import Change
from neighborcare.text import N_, formats, translator

Against = Literal["before", "year"]

_AGAINST = {"before": N_("{moved} on the period before"), "year": N_("{moved} on the same period last year")}
_TEN_THOUSAND = 10_000


def moved(change: Change, against: Against, language: str) -> str:
    """A change for a sentence: "环比上升 0.4 个百分点", "同比下降 3.0%"; "" where it cannot be said."""
    delta, unit = (change.share, "") if change.points is None else (change.points, "percent")
    if delta is None or not math.isfinite(delta):
        return ""
    return translator(language)(_AGAINST[against], moved=formats.change_words(delta, unit, language))


def cell(change: Change, language: str) -> str:
    """A change for a table: "+0.4 个百分点", "−3.0%", "—"."""
    if change.points is not None:
        return formats.points(change.points, language)
    return formats.relative(change.share)


def when(first: date, last: date, kind: str, language: str) -> str:
    """The period as a sentence names it; a year to date as "2025年1—8月累计", which says when it begins."""
    named = formats.period(first, last, language)
    return translator(language)(N_("{period} in total"), period=named) if kind == "ytd" else named


def over(value: float | None, unit: str, language: str) -> str:
    """A large number cut to two leading digits and said to be more: "6万余人", "over 60,000 people".

    What is not more is said as it is; under a hundred nothing is cut.
    """
    cut = _cut(value, down=True) if value is not None and math.isfinite(value) else None
    if value is None or cut is None or cut == value:
        return formats.quantity(value, unit, language)
    if language == "en":
        return f"over {formats.quantity(cut, unit, language)}"
    return f"{_short(cut)}余{formats.unit_name(unit, language, cut)}"


def about(value: float | None, unit: str, language: str) -> str:
    """A large number rounded to two leading digits: "约6万人", "about 60,000 people"."""
    cut = _cut(value, down=False) if value is not None and math.isfinite(value) else None
    if value is None or cut is None or cut == value:
        return formats.quantity(value, unit, language)
    if language == "en":
        return f"about {formats.quantity(cut, unit, language)}"
    return f"约{_short(cut)}{formats.unit_name(unit, language, cut)}"


def _cut(value: float, *, down: bool) -> int | None:
    """The value at two leading digits; None where it is too small to be cut."""
    if value < 100:
        return None
    step = 10 ** (math.floor(math.log10(value)) - 1)
    return int(math.floor(value / step + (0 if down else 0.5)) * step)


def _short(value: int) -> str:
    if value >= _TEN_THOUSAND:
        return f"{formats.number(value / _TEN_THOUSAND)}万"
    return formats.number(value)


def streak(states: Sequence[str | None]) -> int:
    """How many months up to the last one were off target without a break; one that says nothing ends it."""
    length = 0
    for state in reversed(states):
        if state != "bad":
            break
        length += 1
    return length


def behind(months: int, language: str) -> str:
    """ "连续 2 个月未达标", "off target for 2 months running"; "" for a single month, which is no row of them."""
    if months < 2:
        return ""
    return translator(language)(N_("off target for {count} months running"), count=months)
