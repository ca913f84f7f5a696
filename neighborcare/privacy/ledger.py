"""The figures about sensitive groups as arrays: series × area × month, and what adds up to what among them.

A series is one KPI, or one of its parts, over all areas and months. `num` and `den` are NaN where nothing was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from neighborcare.measures import Kpi

QUERIES = Path(__file__).parent / "queries"
STREET, COMMUNITY, GRID = 0, 1, 2  # levels of areas
LEVELS = ("street", "community", "grid")

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
Unit = tuple[int, int]  # positions of a series and of an area
Block = tuple[int, int]  # positions of the first and of the last month


@dataclass(frozen=True, slots=True)
class Series:
    """One KPI (part None) or one of its parts, with what decides how few its numbers stand for."""

    kpi: str
    part: str | None
    is_flow: bool  # months add up; else the last month stands for a period
    is_duration: bool
    is_open: bool  # about residents at large: never hidden
    most_of_one: float  # what the same person may add again in every month; 0: each item is its own
    minors: bool


@dataclass(frozen=True)
class Ledger:
    """All series of the sensitive KPIs. `areas` begins with the street, `parent` is an area's own in `areas`."""

    series: tuple[Series, ...]
    areas: tuple[tuple[str, str], ...]
    level: Indices
    parent: Indices
    months: tuple[date, ...]
    num: Numbers
    den: Numbers

    @cached_property
    def wholes(self) -> dict[str, int]:
        """The series of each KPI's whole."""
        return {one.kpi: i for i, one in enumerate(self.series) if one.part is None}

    def parts(self, kpi: str) -> list[int]:
        """The series of a KPI's parts, in the catalogue's order."""
        return [i for i, one in enumerate(self.series) if one.kpi == kpi and one.part is not None]

    @cached_property
    def _sums(self) -> tuple[Numbers, Numbers]:
        """Both numbers summed from the first month on, with a nought before it."""
        before = ((0, 0), (0, 0), (1, 0))
        num, den = (np.pad(np.nan_to_num(one), before).cumsum(axis=2) for one in (self.num, self.den))
        return num, den

    def over(self, unit: Unit, block: Block) -> tuple[float, float]:
        """Numerator and denominator of a series in an area over a block of months."""
        num, den = (
            one[unit[0], unit[1], block[1] + 1] - one[unit[0], unit[1], block[0]] for one in self._sums
        )
        return float(num), float(den)

    def at(self, level: int) -> Indices:
        """The areas of a level."""
        return np.flatnonzero(self.level == level)

    @cached_property
    def runs(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """(whole, its parts) wherever parts that follow each other add up to the whole in every cell.

        Found from the numbers: whoever knows what the parts mean knows it too.
        """
        found = []
        for kpi, whole in self.wholes.items():
            parts = self.parts(kpi)
            for first in range(len(parts)):
                for last in range(first + 2, len(parts) + 1):
                    run = parts[first:last]
                    if self._adds_up(self.num, whole, run) or self._adds_up(self.den, whole, run):
                        found.append((whole, tuple(run)))
        return tuple(found)

    def _adds_up(self, numbers: Numbers, whole: int, run: Sequence[int]) -> bool:
        total = np.nan_to_num(numbers[whole])
        ends = np.nan_to_num(numbers[[run[0], run[-1]]]).any(axis=(1, 2))
        return bool(
            ends.all() and total.any() and np.allclose(np.nan_to_num(numbers[list(run)]).sum(axis=0), total)
        )


def read(con: duckdb.DuckDBPyConnection, kpis: Iterable[Kpi]) -> Ledger:
    """The ledger of these KPIs from `rollup` and `place`."""
    chosen = list(kpis)
    series = tuple(one for kpi in chosen for one in _series(kpi))
    places = con.execute(_query("areas")).fetchall()
    communities = sorted({community for _, community in places})
    areas = (
        ("street", "street"),
        *(("community", community) for community in communities),
        *(("grid", grid) for grid, _ in places),
    )
    parent = [-1, *(0 for _ in communities), *(1 + communities.index(community) for _, community in places)]
    rows = con.execute(_query("sensitive_cells"), {"kpis": [kpi.id for kpi in chosen]}).fetchall()
    months = tuple(sorted({row[3] for row in rows}))
    places_of = {area: i for i, area in enumerate(areas)}
    series_of = {(one.kpi, one.part): i for i, one in enumerate(series)}
    months_of = {month: i for i, month in enumerate(months)}
    num = np.full((len(series), len(areas), len(months)), np.nan)
    den = num.copy()
    for kpi, kind, area, month, part, numerator, denominator in rows:
        at = series_of[kpi, part], places_of[kind, area], months_of[month]
        num[at] = np.nan if numerator is None else numerator
        den[at] = np.nan if denominator is None else denominator
    level = np.array([LEVELS.index(kind) for kind, _ in areas])
    return Ledger(series, areas, level, np.array(parent), months, num, den)


def _series(kpi: Kpi) -> Iterable[Series]:
    for part in (None, *(part.code for part in kpi.parts)):
        yield Series(
            kpi=kpi.id,
            part=part,
            is_flow=kpi.over_time_of(part) == "sum",
            is_duration=kpi.kind_of(part) == "duration",
            is_open=kpi.open_whole and part is None,
            most_of_one=kpi.most_of_one_of(part),
            minors=part in kpi.minors,
        )


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
