"""What is shown of a KPI: sums over areas and months read from `rollup`, their changes and their states.

Months are given by their first days. A figure is one number with what it is made of; where it cannot be said
its value is None (nothing was due, or the KPI has nothing for that time), and where any of its cells is
hidden from the role all of its numbers are None and `hidden` is set.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import duckdb

from neighborcare.measures import Kpi, expected

QUERIES = Path(__file__).parent / "queries"

AreaKind = Literal["street", "community", "grid"]
PeriodKind = Literal["month", "quarter", "ytd"]
State = Literal["good", "watch", "bad"]
Span = tuple[date, date]

STREET = "street"
WATCH_POINTS = 0.05
WATCH_SHARE = 0.10


@dataclass(frozen=True, slots=True)
class Figure:
    """One KPI (or one part of it) of one area over the months from `first` to `last` (both first days).

    rate, ratio: value = numerator / denominator (times the KPI's `per`). count: value = numerator, denominator None.
    duration: value = median, numerator = sum of all durations, denominator = items.
    Whole numbers are given as int.
    """

    kpi: str
    area_kind: AreaKind
    area: str
    part: str | None
    first: date
    last: date
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """From `before` to now: rates by `points` (a difference of fractions: 0.052 is 5.2 percentage points),
    all else by a `share` of before. None where either is missing or hidden or the base is 0. `better` follows the
    KPI's direction; None where nothing changed, it cannot be said, or neither is better.
    """

    points: float | None = None
    share: float | None = None
    better: bool | None = None


def figures(
    con: duckdb.DuckDBPyConnection,
    kpi: Kpi,
    *,
    areas: AreaKind | tuple[str, str],
    first: date,
    last: date,
    by_month: bool = False,
    by_part: bool = False,
) -> list[Figure]:
    """Figures of all areas of a kind, or of one `(area_kind, area_id)`, in order of area, month and part.

    by_month: one a month that has any. by_part: the parts (in the catalogue's order) instead of the whole; a
    part that nothing fell to has none. A single area that is not broken down always has its one figure.
    A sum takes the months from `first` to `last`; a stock the latest month <= `last` that the KPI has.
    """
    kind, area = _asked(areas)
    span = first.replace(day=1), last.replace(day=1)
    bound = {"kpi": kpi.id, "area_kind": kind, "area": area, "by_month": by_month}
    found = []
    for (query, over_time), parts in _alike(kpi, by_part).items():
        months = _latest(con, kpi, span) if over_time == "last" and not by_month else span
        asked = bound | {"parts": parts, "first": months[0], "last": months[1]}
        found += [_figure(kpi, kind, span, row) for row in con.execute(_query(query), asked).fetchall()]
    if not found and area is not None and not (by_month or by_part):
        return [Figure(kpi.id, kind, area, None, *span)]
    return sorted(found, key=lambda figure: _order(kpi, figure)) if by_part else found


def period(kind: PeriodKind, month: date) -> Span:
    """The first and the last month of the month itself, of its quarter, or of its year up to it (累计)."""
    month = month.replace(day=1)
    if kind == "month":
        return month, month
    if kind == "quarter":
        first = month.replace(month=(month.month - 1) // 3 * 3 + 1)
        return first, _shifted(first, 2)
    return month.replace(month=1), month


def previous(first: date, last: date) -> Span:
    """环比: the period of the same length just before. (A year to date has 同比 only.)"""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return _shifted(first, -months), _shifted(first, -1)


def last_year(first: date, last: date) -> Span:
    """同比: the same months of the year before."""
    return _shifted(first, -12), _shifted(last, -12)


def compare(now: Figure, before: Figure, kpi: Kpi) -> Change:
    """What changed from one period to another: rates in percentage points, all else relative to before."""
    if now.value is None or before.value is None:
        return Change()
    moved = now.value - before.value
    way = kpi.direction_of(now.part)
    better = None if moved == 0 or way == "neutral" else (moved > 0) == (way == "up")
    if kpi.kind_of(now.part) == "rate":
        return Change(points=moved, better=better)
    return Change(share=moved / before.value, better=better) if before.value else Change()


def state(kpi: Kpi, figure: Figure, as_of: date | None = None) -> State | None:
    """Against the target: good when met; watch when missed by no more than 5 percentage points (a rate) or
    10 % of the target (all else); bad beyond. None without a target or a value, or with too few to judge.

    A target for the whole year is judged by what should be there at the end of the figure's last month, or on
    the as-of day where that comes first (measures.expected).
    """
    target = expected.target(kpi, figure.part, figure.first, figure.last, as_of)
    way = kpi.direction_of(figure.part)
    if target is None or figure.value is None or way == "neutral" or too_few(kpi, figure):
        return None
    short = target - figure.value if way == "up" else figure.value - target
    slack = WATCH_POINTS if kpi.kind_of(figure.part) == "rate" else WATCH_SHARE * abs(target)
    # Differences of fractions are not exact: 1 - 0.95 is a little more than 0.05.
    if short <= 1e-9:
        return "good"
    return "watch" if short <= slack + 1e-9 else "bad"


def too_few(kpi: Kpi, figure: Figure) -> bool:
    """Whether a rate stands on too small a denominator to judge: under 10 (grids and meetings are exempt)."""
    if kpi.kind_of(figure.part) not in ("rate", "ratio") or figure.denominator is None:
        return False
    return figure.denominator < kpi.least


def _asked(areas: str | tuple[str, str]) -> tuple[AreaKind, str | None]:
    if areas == STREET:
        return "street", STREET
    kind, area = (areas, None) if isinstance(areas, str) else areas
    return cast("AreaKind", kind), area


def _alike(kpi: Kpi, by_part: bool) -> dict[tuple[str, str], list[str]]:
    """The parts asked for ("" is the whole) by the query that answers them and by their way over time."""
    groups: dict[tuple[str, str], list[str]] = {}
    for code in [part.code for part in kpi.parts] if by_part else [None]:
        query = "medians" if kpi.kind_of(code) == "duration" else "sums"
        groups.setdefault((query, kpi.over_time_of(code)), []).append(code or "")
    return groups


def _latest(con: duckdb.DuckDBPyConnection, kpi: Kpi, span: Span) -> Span:
    row = con.execute(_query("latest"), {"kpi": kpi.id, "last": span[1]}).fetchone()
    month = row[0] if row and row[0] else span[1]
    return month, month


@cache
def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def _figure(kpi: Kpi, area_kind: AreaKind, span: Span, row: tuple[Any, ...]) -> Figure:
    area, month, part, numerator, denominator, hidden, *median = row
    first, last = (month, month) if month else span
    if hidden:
        return Figure(kpi.id, area_kind, area, part, first, last, hidden=True)
    value = median[0] if median else _value(kpi, part, numerator, denominator)
    return Figure(
        kpi.id, area_kind, area, part, first, last, _whole(numerator), _whole(denominator), _whole(value)
    )


def _value(kpi: Kpi, part: str | None, numerator: float | None, denominator: float | None) -> float | None:
    if kpi.kind_of(part) == "count" or numerator is None:
        return numerator
    return numerator / denominator * kpi.per_of(part) if denominator else None


def _whole(number: float | None) -> float | None:
    return int(number) if number is not None and float(number).is_integer() else number


def _order(kpi: Kpi, figure: Figure) -> tuple[str, date, int]:
    codes = [part.code for part in kpi.parts]
    return figure.area, figure.first, codes.index(figure.part) if figure.part in codes else len(codes)


def _shifted(month: date, months: int) -> date:
    """The first day of the month that is so many months away."""
    index = month.year * 12 + month.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
