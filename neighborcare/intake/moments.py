"""Days and hours as people write them, rewritten as 2025-08-20 09:05:00; only what the casts refuse comes here.

What one cell cannot tell, the column may: in 8/20/2025 the month stands first if some cell of the column has a
number above 12 in the second place and none in the first. Where the column does not tell, nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone

from neighborcare.intake.numerals import SIGNS, in_digits

ODD = (  # cells worth a look here (RE2)
    f"[{SIGNS}]|民国|半|刻|^\\D?\\d{{1,2}}[-/. 月]|^\\d{{4}}[、,·， ]|24[:：时点]|[A-Za-z]{{3}}|(?i:am|pm)"
    "|[+-]\\d\\d:?\\d\\d$"
    "|凌晨|中午|晚|[前止]$|[\\x{200b}-\\x{200f}\\x{2060}\\x{feff}]"
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_HOUR = (
    r"(?P<part>上午|早上|早晨|凌晨|中午|下午|傍晚|晚上|晚|AM|PM)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*"
    r"(?:(?P<minute>\d{1,2})\s*(?:[:分]\s*(?:(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?)?\s*(?P<after>AM|PM)?"
)
_CLOCK = rf"(?:\s*[T,]?\s*{_HOUR})?\s*(?P<zone>Z|[+-]\d\d:?\d\d)?"
_WEEK = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天1-7]\)?)?"
_YEAR_FIRST = re.compile(
    r"(?P<era>民国)?\s*(?P<year>\d{2,4})\s*[-./年、,·\s]\s*(?P<month>\d{1,2})\s*[-./月、,·\s]\s*(?P<day>\d{1,2})"
    rf"\s*[日号]?{_WEEK}{_CLOCK}"
)
_YEAR_LAST = re.compile(rf"(?P<one>\d{{1,2}})[-/.](?P<two>\d{{1,2}})[-/.](?P<year>\d{{4}}){_CLOCK}")
_NO_YEAR = re.compile(rf"(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})\s*[日号]?{_WEEK}{_CLOCK}")
_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTHS = {name: i for i, name in enumerate(_NAMES, 1)}
_ENGLISH = re.compile(
    r"(?:(?P<d1>\d{1,2})[-\s]+(?P<m1>[A-Z]{3})[A-Z]*\.?[-,\s]+"
    r"|(?P<m2>[A-Z]{3})[A-Z]*\.?\s+(?P<d2>\d{1,2})(?:ST|ND|RD|TH)?,?\s+)"
    rf"(?P<year>\d{{4}}){_CLOCK}"
)
_SAID_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:年|[-./])")
_OFFICE = timezone(timedelta(hours=8))


def rewritten(cells: Iterable[str], context: str = "", *, planned: bool = False) -> Mapping[str, str]:
    """Cell → its moment in a form that the casts take, for those that have one.

    `context`: header and title, which may say the year (one alone) or 民国. `planned`: a deadline may end in 前.
    """
    wide = {cell: _wide(cell, planned) for cell in cells}
    order = _order(wide.values())
    years = {found[1] for found in _SAID_YEAR.finditer(unicodedata.normalize("NFKC", context))}
    year = int(years.pop()) if len(years) == 1 else None
    era = "民国" in context
    found = {cell: _moment(text, order, year, era) for cell, text in wide.items()}
    return {cell: f"{when:%Y-%m-%d %H:%M:%S}" for cell, when in found.items() if when}


def _wide(cell: str, planned: bool) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", cell)).strip().upper()
    text = in_digits(
        re.sub(r"(?<=[点时])半", "30分", text.replace("点一刻", "点15分").replace("点三刻", "点45分"))
    )
    return re.sub(r"\s*(?:之?前|以前|止|前完成)$", "", text) if planned else text


def _order(texts: Iterable[str]) -> str:
    """Whether day or month stands first in 8/20/2025, by the whole column: "day", "month", or "" where it is open."""
    pairs = [(int(f["one"]), int(f["two"])) for text in texts if (f := _YEAR_LAST.fullmatch(text))]
    day, month = any(one > 12 for one, _ in pairs), any(two > 12 for _, two in pairs)
    return "" if day == month else "day" if day else "month"


def _moment(text: str, order: str, year: int | None, era: bool) -> datetime | None:
    found = _YEAR_FIRST.fullmatch(text)
    if found and (len(found["year"]) == 4 or found["era"] or (era and len(found["year"]) > 1)):
        said = int(found["year"])
        return _at(found, said + 1911 if said < 1000 else said, int(found["month"]), int(found["day"]))
    found = _YEAR_LAST.fullmatch(text)
    if found:
        one, two = int(found["one"]), int(found["two"])
        month, day = (two, one) if order == "day" else (one, two)
        return _at(found, int(found["year"]), month, day) if order else None
    found = _ENGLISH.fullmatch(text)
    if found:
        month = _MONTHS.get(found["m1"] or found["m2"], 0)
        return _at(found, int(found["year"]), month, int(found["d1"] or found["d2"]))
    found = _NO_YEAR.fullmatch(text)
    return _at(found, year, int(found["month"]), int(found["day"])) if found and year else None


def _at(found: re.Match[str], year: int, month: int, day: int) -> datetime | None:
    hour, part = int(found["hour"] or 0), found["part"] or found["after"] or ""
    late = _hours_later(part, hour)
    if late is None or hour > 24:
        return None
    try:
        when = datetime(year, month, day, 0, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        return None
    if hour == 24 and (when.minute or when.second):
        return None
    when += timedelta(hours=hour + late)
    return _in_office(when, found["zone"])


def _hours_later(part: str, hour: int) -> int | None:
    """What 下午, 晚上 and their like add to the hour; None where the two do not go together."""
    if part in {"凌晨", "AM"}:
        return -12 if hour == 12 else 0 if hour < 12 else None
    if part in {"下午", "傍晚", "PM"}:
        return 12 if hour < 12 else 0
    if part == "中午":
        return 12 if hour < 3 else 0 if hour in {10, 11, 12, 13, 14} else None
    if part in {"晚上", "晚"}:
        return 12 if 5 <= hour <= 12 else 0 if hour > 16 else None
    return 0


def _in_office(when: datetime, zone: str | None) -> datetime:
    """A moment with a zone in the office's time."""
    if not zone:
        return when
    sign, digits = (1, "0000") if zone == "Z" else (-1 if zone[0] == "-" else 1, re.sub(r"\D", "", zone))
    away = timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    return when.replace(tzinfo=away).astimezone(_OFFICE).replace(tzinfo=None)


_TIME = re.compile(_HOUR)


def clock(cell: str) -> str | None:
    """An hour of the day as HH:MM: 8:30, 上午8点半, 0.354 (as Excel keeps it), 1899-12-30 08:30:00."""
    text = re.sub(r"^(?:1899-12-3[01]|1900-01-0[01])[T ]", "", _wide(cell, planned=False))
    if re.fullmatch(r"0?\.\d+", text):
        minutes = round(float(text) * 1440)
        return f"{minutes // 60:02d}:{minutes % 60:02d}" if abs(minutes - float(text) * 1440) < 0.02 else None
    if re.fullmatch(r"\d{1,2}", text) and int(text) < 25:
        return f"{int(text):02d}:00"
    found = _TIME.fullmatch(text)
    if not found or int(found["minute"] or 0) > 59:
        return None
    late = _hours_later(found["part"] or found["after"] or "", int(found["hour"]))
    hour, minute = int(found["hour"]) + (99 if late is None else late), int(found["minute"] or 0)
    return f"{hour:02d}:{minute:02d}" if hour * 60 + minute <= 1440 else None
