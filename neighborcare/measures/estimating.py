"""Elders by building where small numbers are hidden: what a grid has beyond its shown buildings is spread over its
hidden ones, so that totals still add up. Whatever is counted from a hidden number is said to be "about" so many.

How many of a grid are within reach on the whole is no secret (`reach_by_grid`, the build's own question on any day).
So what a grid has is spread by what becomes of the walk: an estimate of that question is exact, and others are near.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from neighborcare.circle import reach
from neighborcare.circle.coordinates import Floats
from neighborcare.measures import walking
from neighborcare.measures.opening import Point
from neighborcare.measures.walking import Building, GridReach, Homes, Question, Who

QUERIES = Path(__file__).parent / "queries"
# How many elders a hidden number stands for before the grid's own total is known; they decline with age.
LIKELY = {"65-79": 2.2, "80+": 1.6, "frail": 1.2}
PACE_FACTORS = (0.8, 0.9, 1.0, 1.1, 1.2)


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
class GridChange:
    """Elders of one grid who come within reach by a change, and who fall out of it."""

    grid_id: str
    gained: float
    lost: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How much coverage hangs on the pace: (factor, elders covered) each, beside the 1000 m standard's own count."""

    elders: float
    by_factor: tuple[tuple[float, float], ...]
    standard_covered: float


def exact(con: duckdb.DuckDBPyConnection, weekday: int = 0) -> list[GridReach]:
    """The build's own answer by grid, which no role is refused: 15 minutes, all services, one weekday (0 any)."""
    query = (QUERIES / "reach_by_grid.sql").read_text(encoding="utf-8")
    return [GridReach(*row) for row in con.execute(query, {"weekday": weekday}).fetchall()]


def likely(prepared: Sequence[Building], exact: Sequence[GridReach]) -> dict[Who, float]:
    """What each hidden number is taken for: an equal share of what its grid has beyond the shown ones, among those
    whose walk came to the same in the question that `exact` answers.
    """
    left = {(row.grid_id, state): float(getattr(row, state)) for row in exact for state in reach.STATES}
    weight: dict[tuple[str, str], float] = defaultdict(float)
    for one in prepared:
        place = one.grid_id, one.state
        left[place] = left.get(place, 0.0) - (one.elders or 0)
        weight[place] += LIKELY[one.elder_class] if one.elders is None else 0.0
    return {
        _who(one): LIKELY[one.elder_class]
        * max(left[one.grid_id, one.state], 0.0)
        / weight[one.grid_id, one.state]
        for one in prepared
        if one.elders is None
    }


def homes_of(
    con: duckdb.DuckDBPyConnection, question: Question, town: Homes | None = None
) -> tuple[Home, ...]:
    """Every building and class of walker with elders, and what became of their walk."""
    town = town or walking.town(con)
    found = walking.by_building(con, question, town)
    hidden = _hidden(con, town) if town and any(one.elders is None for one in found) else {}
    counts = (hidden[_who(one)] if one.elders is None else float(one.elders) for one in found)
    return tuple(
        Home(one, count) for one, count in zip(found, counts, strict=True) if one.elders is None or count
    )


def _hidden(con: duckdb.DuckDBPyConnection, town: Homes) -> dict[Who, float]:
    """What the hidden numbers of this file are taken for, found out once."""
    if not town.likely:
        prepared = Question(types=walking.HEALTH_SERVICES)
        town.likely.update(likely(walking.by_building(con, prepared, town), exact(con)))
    return town.likely


def difference(before: Sequence[Home], after: Sequence[Home]) -> tuple[GridChange, ...]:
    """What a change of the services does to people, by grid, in order of grid; grids without a change are left out.

    Both are answers of one file to two questions.
    """
    was = {_who(home.building): home.building.state == reach.COVERED for home in before}
    sums: dict[str, list[float]] = {}
    for home in after:
        is_covered = home.building.state == reach.COVERED
        if is_covered != was[_who(home.building)]:
            sums.setdefault(home.building.grid_id, [0.0, 0.0])[0 if is_covered else 1] += home.elders
    return tuple(GridChange(grid, *counts) for grid, counts in sorted(sums.items()))


def sensitivity(
    con: duckdb.DuckDBPyConnection,
    question: Question,
    town: Homes | None = None,
    factors: Sequence[float] = PACE_FACTORS,
) -> Sensitivity:
    """Coverage if everybody walked that much slower or faster, and by the standard's 1000 m for everybody."""
    homes = homes_of(con, question, town)
    walks = [(home.building.metres, home.building.elder_class, home.elders) for home in homes]

    def within(limit: Mapping[str, float]) -> float:
        return sum(
            n for metres, who, n in walks if metres is not None and metres <= limit[who] + reach.ROUNDING_M
        )

    limits = {name: question.minutes * 60.0 * question.pace(name) for name, _ in question.paces}
    return Sensitivity(
        elders=sum(home.elders for home in homes),
        by_factor=tuple((f, within({name: m * f for name, m in limits.items()})) for f in factors),
        standard_covered=within(dict.fromkeys(limits, reach.STANDARD_M)),
    )


def minutes_to(
    town: Homes, question: Question, homes: Sequence[Home], there: Sequence[Point], *, in_time: bool = True
) -> Floats:
    """(homes, points) minutes of everybody's walk to each point; inf without a path or, `in_time`, beyond the limit."""
    metres = np.full((len(homes), len(there)), np.inf)
    if town.town is None:
        return metres
    at = np.array([town.row[home.building.building_id] for home in homes], dtype=np.int64)
    classes = [home.building.elder_class for home in homes]
    pace = np.array([question.pace(name) for name in classes])
    climbing = np.array([question.climbs(name) for name in classes], dtype=bool)
    limit = question.minutes * 60.0 * float(pace.max(initial=0.0)) + 1.0 if in_time else np.inf
    for step_free in (False, True):
        some = np.flatnonzero(climbing != step_free)
        if len(some):
            rows, back = np.unique(at[some], return_inverse=True)
            every = town.town.metres(walking.lonlat(there), step_free=step_free, limit_m=limit, rows=rows)
            metres[some] = np.nan_to_num(every, nan=np.inf, posinf=np.inf)[back.reshape(-1)]
    minutes = metres / pace[:, None] / 60.0
    if in_time:
        minutes[metres > question.minutes * 60.0 * pace[:, None] + reach.ROUNDING_M] = np.inf
    return np.asarray(minutes)


def _who(building: Building) -> Who:
    return building.building_id, building.elder_class
