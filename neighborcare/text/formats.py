"""How numbers, changes and dates are written, in both languages.

Nothing is written for nothing: `None` is "—" everywhere. A rate is never rounded up to 100 % or down to 0 %.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence
from datetime import date

NOTHING = "—"
MINUS = "−"

# code: (Chinese, English for one, English for several); the number goes before it
UNITS: dict[str, tuple[str, str, str]] = {
    "percent": ("%", "%", "%"),
    "ratio": ("", "", ""),
    "persons": ("人", "person", "people"),
    "households": ("户", "household", "households"),
    "person_times": ("人次", "visit", "visits"),
    "cases": ("件", "case", "cases"),
    "disputes": ("起", "dispute", "disputes"),
    "sessions": ("次", "session", "sessions"),
    "times": ("次", "time", "times"),
    "events": ("场次", "event", "events"),
    "days": ("天", "day", "days"),
    "hours": ("小时", "hour", "hours"),
    "minutes": ("分钟", "minute", "minutes"),
    "metres": ("米", "metre", "metres"),
    "packs": ("份", "pack", "packs"),
    "grids": ("个", "grid", "grids"),
    "buildings": ("栋", "building", "buildings"),
    "places": ("处", "place", "places"),
    "requests": ("件", "request", "requests"),
    "items": ("件", "item", "items"),
    "pieces": ("个", "piece", "pieces"),
    "rows": ("行", "row", "rows"),
    "yuan": ("元", "yuan", "yuan"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = (("周一", "Mon"), ("周二", "Tue"), ("周三", "Wed"), ("周四", "Thu"), ("周五", "Fri"))
_WEEKEND = (("周六", "Sat"), ("周日", "Sun"))


def number(value: float | None, digits: int = 3) -> str:
    """A number with its thousands separated: whole ones in full, others to `digits` significant digits."""
    if value is None or not math.isfinite(value):
        return NOTHING
    size = abs(value)
    decimals = 0 if size == int(size) else max(0, digits - 1 - math.floor(math.log10(size)))
    text = f"{size:,.{decimals}f}"
    if decimals:
        text = text.rstrip("0").rstrip(".")
    return (MINUS if value < 0 and text != "0" else "") + text


def percent(share: float | None, decimals: int = 1) -> str:
    """A fraction as a percentage: 0.934 → "93.4%". Only all is "100%", only none is "0%"."""
    if share is None or not math.isfinite(share):
        return NOTHING
    if share in (0, 1):
        return f"{share * 100:.0f}%"
    step = 10**-decimals
    if 0 < share * 100 < step:
        return f"<{step:g}%"
    value = min(share * 100, 100 - step) if share < 1 else share * 100
    return f"{value:,.{decimals}f}%".replace("-", MINUS)


def whole_percent(share: float | None) -> str:
    """A percentage for an axis or a legend, without needless decimals: 0.85 → "85%", 0.125 → "12.5%"."""
    return NOTHING if share is None else f"{round(share * 100, 2):g}%".replace("-", MINUS)


def bare(value: float | None, unit: str) -> str:
    """The number alone, as its unit wants it (percentages carry their sign)."""
    return percent(value) if unit == "percent" else number(value)


def unit_name(unit: str, language: str, value: float | None = None) -> str:
    """The name of a unit, as it stands after the number. Raises KeyError for an unknown unit."""
    zh, one, several = UNITS[unit]
    return (one if value == 1 else several) if language == "en" else zh


def quantity(value: float | None, unit: str, language: str) -> str:
    """A number with its unit: "3,684 户", "1 household", "93.4%"; "—" for None."""
    if value is None or unit == "percent":
        return bare(value, unit)
    return f"{number(value)} {unit_name(unit, language, value)}".strip()


def split(value: float | None, unit: str, language: str) -> tuple[str, str]:
    """The number and its unit apart, so that the unit can be set in smaller type."""
    if value is None:
        return NOTHING, ""
    if unit == "percent":
        text = percent(value)
        return text.removesuffix("%"), "%"
    return number(value), unit_name(unit, language, value)


def axis(value: float, unit: str) -> str:
    """A tick of an axis or an edge of a class: short, without the unit (percentages carry their sign)."""
    return whole_percent(value) if unit == "percent" else number(round(value, 6))


def hidden(language: str) -> str:
    """What stands for every number that may not be shown, on the screen, on slides and in files alike.

    It says nothing of its size: some are larger, and hidden so that no subtraction brings a small one back.
    """
    return "not shown" if language == "en" else "不公开"


def hidden_rule(language: str) -> str:
    """Why a number is not shown, in one line."""
    if language == "en":
        return "Small numbers of people, and what would give one away, are not shown"
    return "人数较少，或由此可推算出较少人数的，不公开"


def points(delta: float | None, language: str) -> str:
    """A difference of two rates, signed, in percentage points: "+1.2 个百分点", "−0.8 pp"."""
    if delta is None or not math.isfinite(delta):
        return NOTHING
    return f"{_signed(delta * 100)} {'pp' if language == 'en' else '个百分点'}"


def relative(delta: float | None) -> str:
    """A relative change, signed: 0.053 → "+5.3%"; "—" for None (no base to compare with)."""
    return NOTHING if delta is None or not math.isfinite(delta) else f"{_signed(delta * 100)}%"


def change(delta: float | None, unit: str, language: str) -> str:
    """A change as its unit wants it: rates in percentage points, all else relative. Signed."""
    return points(delta, language) if unit == "percent" else relative(delta)


def change_words(delta: float | None, unit: str, language: str) -> str:
    """A change for a sentence: "上升 1.2 个百分点", "down 3.0%", "持平", "—"."""
    if delta is None or not math.isfinite(delta):
        return NOTHING
    english = language == "en"
    if _signed(delta * 100) == "0.0":
        return "unchanged" if english else "持平"
    up, down = ("up", "down") if english else ("上升", "下降")
    if unit != "percent" and not english:
        up = "增长"
    return f"{up if delta > 0 else down} {change(abs(delta), unit, language).removeprefix('+')}"


def _signed(value: float) -> str:
    text = f"{abs(value):,.1f}"
    sign = "" if text == "0.0" else "+" if value > 0 else MINUS
    return sign + text


def day(when: date | None, language: str) -> str:
    """A date: "2025年8月31日", "31 Aug 2025"."""
    if when is None:
        return NOTHING
    if language == "en":
        return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"
    return f"{when.year}年{when.month}月{when.day}日"


def short_day(when: date, language: str) -> str:
    """A date whose year is known: "8月31日", "31 Aug"."""
    return f"{when.day} {_MONTHS[when.month - 1]}" if language == "en" else f"{when.month}月{when.day}日"


def weekday(when: date, language: str) -> str:
    """The day of the week: "周一", "Mon"."""
    return (_WEEKDAYS + _WEEKEND)[when.weekday()][language == "en"]


def month(when: date | None, language: str) -> str:
    """A month: "2025年8月", "Aug 2025"."""
    if when is None:
        return NOTHING
    return f"{_MONTHS[when.month - 1]} {when.year}" if language == "en" else f"{when.year}年{when.month}月"


def short_month(when: date, language: str) -> str:
    """A month whose year is known: "8月", "Aug"."""
    return _MONTHS[when.month - 1] if language == "en" else f"{when.month}月"


def period(first: date, last: date, language: str) -> str:
    """The months from `first` to `last` (any day in them): a month, a quarter, a year or a span of months."""
    start, end = (first.year, first.month), (last.year, last.month)
    if start == end:
        return month(first, language)
    english = language == "en"
    if first.year != last.year:
        return f"{month(first, language)}{' – ' if english else '—'}{month(last, language)}"
    if (first.month, last.month) == (1, 12):
        return str(first.year) if english else f"{first.year}年"
    if first.month % 3 == 1 and last.month == first.month + 2:
        quarter = last.month // 3
        return f"Q{quarter} {first.year}" if english else f"{first.year}年第{quarter}季度"
    if english:
        return f"{_MONTHS[first.month - 1]}–{_MONTHS[last.month - 1]} {first.year}"
    return f"{first.year}年{first.month}—{last.month}月"


def as_of(when: date | None, language: str) -> str:
    """The day up to which the data goes: "截至 2025年8月31日", "as of 31 Aug 2025"."""
    return f"{'as of' if language == 'en' else '截至'} {day(when, language)}"


def month_end(when: date) -> date:
    """The last day of that month."""
    return when.replace(day=calendar.monthrange(when.year, when.month)[1])


def listing(names: Sequence[str], language: str) -> str:
    """Names in a row: "甲、乙、丙", "A, B and C"."""
    if language != "en" or len(names) < 2:
        return ("、" if language != "en" else "").join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def joined(clauses: Sequence[str], language: str) -> str:
    """Clauses as one sentence; what is empty falls out."""
    said = [clause for clause in clauses if clause]
    return ("; " if language == "en" else "；").join(said)


def comma(*parts: str, language: str) -> str:
    """Parts of one clause; what is empty falls out."""
    said = [part for part in parts if part]
    return (", " if language == "en" else "，").join(said)
