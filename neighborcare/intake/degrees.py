"""Longitude and latitude in degrees, minutes and seconds as decimal degrees: 115°12′36″E, 北纬30度15分."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

ODD = "[°度′″'\"EWNSewns东西南北]"  # cells worth a look here (RE2)
_SIDE = "EWNS东西南北"
_DEGREES = re.compile(
    rf"(?P<before>[{_SIDE}])?[经纬]?\s*[:]?\s*(?P<degrees>-?\d{{1,3}}(?:\.\d+)?)\s*(?:[°º度D]\s*(?:(?P<minutes>\d{{1,2}}(?:\.\d+)?)\s*[′'分M]\s*"
    rf"(?:(?P<seconds>\d{{1,2}}(?:\.\d+)?)\s*(?:[″\"秒S]|'')\s*)?)?)?(?P<after>[{_SIDE}])?"
)


def rewritten(cells: Iterable[str]) -> Mapping[str, str]:
    """Cell → decimal degrees, for those that are an angle. Minutes and seconds beyond 59 are none."""
    found = {cell: _decimal(cell) for cell in cells}
    return {cell: f"{value:.9f}" for cell, value in found.items() if value is not None}


def _decimal(cell: str) -> float | None:
    text = (
        unicodedata.normalize("NFKC", cell.replace("″", '"').replace("”", '"').replace("’", "'"))
        .strip()
        .upper()
    )
    found = _DEGREES.fullmatch(text)
    if not found:
        return None
    minutes, seconds = float(found["minutes"] or 0), float(found["seconds"] or 0)
    if minutes >= 60 or seconds >= 60:
        return None
    degrees = float(found["degrees"])
    value = abs(degrees) + minutes / 60 + seconds / 3600
    side = found["before"] or found["after"] or ""
    return -value if degrees < 0 or side in {"W", "S", "西", "南"} else value
