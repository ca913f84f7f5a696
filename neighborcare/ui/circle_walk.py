"""The health circle answered for any choice: who can walk where, by building, grid and in all.

Leaders are not shown small numbers of elders in a building. So that their totals still add up, the elders of a
grid that its shown buildings lack are spread over its hidden ones (`estimated` is set, and screens say "about");
the question that the build itself answered (15 minutes, paces by age, all health services) is exact for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from neighborcare.circle import reach
from neighborcare.measures import walking
from neighborcare.measures.walking import HEALTH_SERVICES, Building, GridReach, Question

QUERIES = Path(__file__).parent / "queries"
STANDARD_M = 1000.0  # GB 50180-2018: 15 minutes are 800-1000 m, whoever walks
WEEKDAYS = range(1, 8)
# How many elders a hidden number stands for before the grid's own total is known; they decline with age.
LIKELY = {"65-79": 2.2, "80+": 1.6, "frail": 1.2}


@dataclass(frozen=True, slots=True)
class Asked:
    """The visitor's question; `speed` None is the pace by age. `community` narrows it to a worker's own."""

    minutes: int = 15
    speed: float | None = None
    types: tuple[str, ...] = HEALTH_SERVICES
    weekday: int = 0
    community: str | None = None

    @property
    def prepared(self) -> bool:
        """Whether the build has the exact answer."""
        plain = self.minutes == reach.MINUTES and self.speed is None
        return plain and sorted(self.types) == sorted(HEALTH_SERVICES)


@dataclass(frozen=True, slots=True)
class Home:
    """A building and class of walker with its elders, hidden numbers estimated."""

    building: Building
    elders: float

    @property
    def hidden(self) -> bool:
        """Whether the number may not be shown."""
        return self.building.elders is None


@dataclass(frozen=True, slots=True)
class GridWalk:
    """One grid: elders by state, and the median minutes of those who have a path (None: not known)."""

    grid_id: str
    elders: float
    covered: float
    uncovered: float
    no_path: float
    not_located: float
    median: float | None

    @property
    def share(self) -> float | None:
        """Covered of all elders."""
        return self.covered / self.elders if self.elders else None

    @property
    def outside(self) -> float:
        """Elders who cannot walk there in time, or not at all; not those whose building is not found."""
        return self.uncovered + self.no_path


@dataclass(frozen=True, slots=True, eq=False)
class Walked:
    """The answer: buildings (none where the role has none), grids, and the share by the 1000 m standard."""

    homes: tuple[Home, ...]
    grids: tuple[GridWalk, ...]
    standard: float | None
    estimated: bool

    @property
    def some_hidden(self) -> bool:
        """Whether any number of elders may not be shown, so that what is counted by building is an estimate."""
        return any(home.hidden for home in self.homes)

    @property
    def elders(self) -> float:
        """All elders 65+ of the area."""
        return sum(grid.elders for grid in self.grids)

    @property
    def covered(self) -> float:
        """Those within the circle."""
        return sum(grid.covered for grid in self.grids)

    @property
    def outside(self) -> float:
        """Those outside, or without a path."""
        return sum(grid.outside for grid in self.grids)

    @property
    def no_path(self) -> float:
        """Those outside because no path leads there."""
        return sum(grid.no_path for grid in self.grids)

    @property
    def not_located(self) -> float:
        """Those whose building cannot be located."""
        return sum(grid.not_located for grid in self.grids)

    @property
    def share(self) -> float | None:
        """Covered of all."""
        return self.covered / self.elders if self.elders else None


def has_buildings(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether this role's file says anything about single buildings."""
    return ("reach_by_building",) in con.execute(_query("tables")).fetchall()


def walked(con: duckdb.DuckDBPyConnection, asked: Asked) -> Walked:
    """The answer to a question from the role's own file."""
    places = {row[0] for row in _places(con, asked.community)}
    exact = [row for row in _prepared(con, asked.weekday) if row.grid_id in places]
    if not has_buildings(con):
        return Walked((), tuple(_grid(row, None) for row in exact), None, estimated=False)
    question = Question(asked.minutes, asked.speed, asked.types or ("",), asked.weekday)
    homes = filled(walking.by_building(con, question), {row.grid_id: row.elders for row in exact})
    medians = _medians(homes)
    grids = (
        [_grid(row, medians.get(row.grid_id)) for row in exact] if asked.prepared else _summed(homes, medians)
    )
    hidden = any(home.hidden for home in homes)
    return Walked(homes, tuple(grids), _standard(homes), estimated=hidden and not asked.prepared)


def filled(buildings: Sequence[Building], totals: dict[str, int]) -> tuple[Home, ...]:
    """Buildings with their elders; hidden ones share what their grid has beyond the shown ones."""
    shown: dict[str, float] = defaultdict(float)
    weight: dict[str, float] = defaultdict(float)
    for one in buildings:
        shown[one.grid_id] += one.elders or 0
        weight[one.grid_id] += LIKELY[one.elder_class] if one.elders is None else 0.0
    left = {grid: max(totals.get(grid, 0) - shown[grid], 0.0) for grid in shown}
    return tuple(
        Home(
            one,
            LIKELY[one.elder_class] * left[one.grid_id] / weight[one.grid_id]
            if one.elders is None
            else float(one.elders),
        )
        for one in buildings
        if one.elders is None or one.elders
    )


def by_weekday(con: duckdb.DuckDBPyConnection, asked: Asked) -> dict[int, float | None]:
    """The share covered on any day (0) and on each day of the week."""
    known = points(con)
    shares: dict[frozenset[str], float | None] = {}
    days: dict[int, float | None] = {}
    for day in (0, *WEEKDAYS):
        question = replace(asked, weekday=day)
        doors = frozenset(str(point[0]) for point in known if is_open(point, question))
        if doors not in shares:  # most days have the same doors open, and the same answer
            shares[doors] = walked(con, question).share
        days[day] = shares[doors]
    return days


def points(con: duckdb.DuckDBPyConnection) -> tuple[tuple[Any, ...], ...]:
    """Service points in force: id, name, type, lon, lat, weekdays, opens, closes."""
    return tuple(con.execute(_query("service_points")).fetchall())


def is_open(point: tuple[Any, ...], asked: Asked) -> bool:
    """Whether a service point is of a chosen type and open on the chosen day."""
    days = (point[5] or "").split(";")
    return point[2] in asked.types and (not asked.weekday or days == [""] or str(asked.weekday) in days)


def _places(con: duckdb.DuckDBPyConnection, community: str | None) -> list[tuple[str]]:
    query = "SELECT grid_id FROM place WHERE $community IS NULL OR community_id = $community"
    return con.execute(query, {"community": community}).fetchall()


def _prepared(con: duckdb.DuckDBPyConnection, weekday: int) -> list[GridReach]:
    rows = con.execute(_query("reach_by_grid"), {"weekday": weekday}).fetchall()
    return [GridReach(*row) for row in rows]


def _grid(row: GridReach, median: float | None) -> GridWalk:
    return GridWalk(row.grid_id, row.elders, row.covered, row.uncovered, row.no_path, row.not_located, median)


def _summed(homes: Sequence[Home], medians: dict[str, float]) -> list[GridWalk]:
    sums: dict[str, dict[str, float]] = {}
    for home in homes:
        states = sums.setdefault(home.building.grid_id, dict.fromkeys(reach.STATES, 0.0))
        states[home.building.state] += home.elders
    return [
        GridWalk(
            grid,
            sum(states.values()),
            states[reach.COVERED],
            states[reach.UNCOVERED],
            states[reach.NO_PATH],
            states[reach.NOT_LOCATED],
            medians.get(grid),
        )
        for grid, states in sorted(sums.items())
    ]


def _medians(homes: Sequence[Home]) -> dict[str, float]:
    """Median minutes by grid, of elders who have a path."""
    walks: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for home in homes:
        if home.building.minutes is not None:
            walks[home.building.grid_id].append((home.building.minutes, home.elders))
    return {grid: _median(found) for grid, found in walks.items()}


def _median(weighted: list[tuple[float, float]]) -> float:
    found = np.array(sorted(weighted))
    reached = np.cumsum(found[:, 1])
    return float(found[np.searchsorted(reached, reached[-1] / 2), 0])


def _standard(homes: Sequence[Home]) -> float | None:
    """The share within 1000 m, whatever the pace."""
    total = sum(home.elders for home in homes)
    near = sum(h.elders for h in homes if h.building.metres is not None and h.building.metres <= STANDARD_M)
    return near / total if total else None


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
