"""What is said once for a whole table, in its title, sheet or file name: whose it is, its day, its system."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.contracts import get
from neighborcare.intake.headers import normal, readings
from neighborcare.text import Label

Communities = Mapping[str, str]  # id → name, of those that the office has

_ENDING = re.compile(r"(?:社区居民委员会|社区居委会|居民委员会|居委会|社区|村委会|村)$")
_NAMED = re.compile(r"([\u4e00-\u9fff]{2,6}?)(?:社区|居委会|村委会)")
_BEFORE = re.compile(r"^.*(?:街道|镇|乡|区|县|市|省|月|年|日|度|份)")
_DAY = re.compile(
    r"(?:数据)?(?:截至|截止|截止到|统计日期|统计时间|统计截止|数据日期)(?:日期|时间|到|于)?\s*[::]?\s*"
    r"(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})\s*日?|\s*月?(底|末)?)"
)
_MONTH_END = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(?:底|末)")
_SYSTEMS = {
    "gcj02": r"gcj-?\s?02|火星坐标|高德|腾讯(?:地图|坐标|经|纬)",
    "bd09": r"bd-?\s?09|百度",
    "cgcs2000": r"cgcs\s?2000|国家\s?2000|2000\s?国家|大地2000|2000大地",
    "wgs84": r"wgs-?\s?(?:19)?84|gps\s?坐标",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A value that holds for every row, and where it was found."""

    value: str
    says: Label


def told_above(places: Sequence[tuple[Label, str]], communities: Communities) -> dict[str, Given]:
    """community_id, stat_date and crs, where one of `places` (its name, its text) says them; the first that does."""
    found: dict[str, Given] = {}
    for place, text in places:
        wide = unicodedata.normalize("NFKC", text)
        for column, value in (
            ("community_id", community_in(wide, communities)),
            ("stat_date", _day_in(wide)),
            ("crs", system_in(wide)),
        ):
            if value:
                says = Label(f"{place.zh}写明：{value}", f"said in the {place.en}: {value}")
                found.setdefault(column, Given(value, says))
    return found


def community_in(text: str, communities: Communities) -> str:
    """The one community that a text names; "" for none or several."""
    known = {name for name in communities.values() if _stem(name) and _stem(name) in text}
    if known:
        # 东城 is no second community where 东城新区 is meant.
        longest = {
            name for name in known if not any(_stem(name) in _stem(other) != _stem(name) for other in known)
        }
        return longest.pop() if len(longest) == 1 else ""
    named = {_BEFORE.sub("", match) for match in _NAMED.findall(text)} - {
        "",
        "各",
        "本",
        "我",
        "该",
        "全部",
        "所属",
    }
    return named.pop() + "社区" if len(named) == 1 and not communities else ""


def community_of(raw_header: Sequence[str], cells: pa.Table, communities: Communities) -> str:
    """The one community that all rows of a table name in its community column; "" where there is none or several."""
    words = {normal(word) for column in (get("grids").column("community_id"),) for word in column.headers} | {
        normal(word) for word in get("visits").column("community_id").headers
    }
    for position, header in enumerate(raw_header):
        if any(word in words for word in readings(header)[:2]):
            said = pc.cast(pc.unique(cells[f"c{position}"]), pa.string()).to_pylist()
            names = {_known(cell, communities) for cell in said if cell and cell.strip()}
            return names.pop() if len(names) == 1 else ""
    return ""


def _known(cell: str, communities: Communities) -> str:
    """A community as the office names it, however the file writes it."""
    word = re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell))
    if word in communities:
        return communities[word]
    return next((name for name in communities.values() if _stem(name) == _stem(word)), word)


def _stem(name: str) -> str:
    return _ENDING.sub("", name.strip())


def _day_in(text: str) -> str:
    """The day of the statistics, where it is said to be that: a month then means its last day."""
    found = _DAY.search(text)
    if found:
        year, month, day = int(found[1]), int(found[2]), found[3]
        return _date(year, month, int(day) if day else None)
    found = _MONTH_END.search(text)
    return _date(int(found[1]), int(found[2]), None) if found else ""


def _date(year: int, month: int, day: int | None) -> str:
    try:
        return date(year, month, day or monthrange(year, month)[1]).isoformat()
    except ValueError:
        return ""


def system_in(text: str) -> str:
    """The code of the one coordinate system that a text names; "" for none or several."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    named = [code for code, pattern in _SYSTEMS.items() if re.search(pattern, wide)]
    return named[0] if len(named) == 1 else ""
