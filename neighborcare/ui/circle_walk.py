"""The health circle answered for any choice: who can walk where, by building, grid and in all.

Leaders are not shown small numbers of elders in a building. So that their totals still add up, hidden numbers are
estimated (measures/estimating; `estimated` is set, and screens say "about"); the question that the build itself
answered (15 minutes, paces by age, all health services in force) is exact for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import duckdb
import numpy as np

from neighborcare.circle import reach
from neighborcare.measures import estimating, opening, walking
from neighborcare.measures.estimating import Home
from neighborcare.measures.walking import HEALTH_SERVICES, GridReach, Homes, Question
from neighborcare.text import N_, translator

WEEKDAYS = range(1, 8)
PREPARED = Question(types=HEALTH_SERVICES)


@dataclass(frozen=True, slots=True)
class Asked:
    """The visitor's question. `community` narrows it to a worker's own."""

    question: Question = field(default=PREPARED)
    community: str | None = None

    @property
    def minutes(self) -> float:
        """The limit of the circle."""
        return self.question.minutes

    @property
    def weekday(self) -> int:
        """1 Monday … 7 Sunday, 0 any day."""
        return self.question.weekday

    @property
    def prepared(self) -> bool:
        """Whether the build has the exact answer (it has one for every weekday)."""
        plain = replace(self.question, weekday=0, types=tuple(sorted(self.question.types)))
        return plain == replace(PREPARED, types=tuple(sorted(HEALTH_SERVICES)))


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


def walked(con: duckdb.DuckDBPyConnection, asked: Asked, town: Homes | None) -> Walked:
    """The answer to a question from the role's own file; `town` None where the role is shown no buildings."""
    places = {row[0] for row in _places(con, asked.community)}
    exact = [row for row in estimating.exact(con, asked.weekday) if row.grid_id in places]
    if town is None:
        return Walked((), tuple(_grid(row, None) for row in exact), None, estimated=False)
    homes = estimating.homes_of(con, asked.question, town)
    medians = _medians(homes)
    hidden = any(home.hidden for home in homes)
    if asked.prepared:
        grids = [_grid(row, medians.get(row.grid_id)) for row in exact]
    else:
        grids = _summed(homes, medians)
        if hidden and asked.weekday:  # of any day the estimate has the exact numbers already
            base = estimating.homes_of(con, replace(PREPARED, weekday=asked.weekday), town)
            grids = corrected(grids, _summed(base, {}), exact)
    return Walked(homes, tuple(grids), _standard(homes), estimated=hidden and not asked.prepared)


def corrected(
    grids: Sequence[GridWalk], base: Sequence[GridWalk], exact: Sequence[GridReach]
) -> list[GridWalk]:
    """Estimates moved by what the same estimate gets wrong where the exact answer is known.

    So a question close to the build's own is close to its answer, and differences from it are the question's.
    """
    wrong = {one.grid_id: one for one in base}
    right = {one.grid_id: one for one in exact}
    return [_moved(g, wrong[g.grid_id], right[g.grid_id]) if g.grid_id in right else g for g in grids]


def _moved(grid: GridWalk, wrong: GridWalk, right: GridReach) -> GridWalk:
    counts = {
        state: max(getattr(grid, state) + getattr(right, state) - getattr(wrong, state), 0.0)
        for state in reach.STATES
    }
    scale = right.elders / (sum(counts.values()) or 1.0)
    return replace(grid, elders=right.elders, **{state: count * scale for state, count in counts.items()})


def by_weekday(con: duckdb.DuckDBPyConnection, asked: Asked, town: Homes | None) -> dict[int, float | None]:
    """The share covered on any day (0) and on each day of the week."""
    question = asked.question
    known = opening.thought_of(
        opening.points(con), question.added, question.moved, (question.types or HEALTH_SERVICES)[0]
    )
    shares: dict[frozenset[str], float | None] = {}
    days: dict[int, float | None] = {}
    for day in (0, *WEEKDAYS):
        question = replace(question, weekday=day)
        doors = frozenset(point.point_id for point in known if walking.is_open(point, question))
        if doors not in shares:  # most days have the same doors open, and the same answer
            there = replace(asked, question=question)
            shares[doors] = walked(con, there, town).share
        days[day] = shares[doors]
    return days


def _places(con: duckdb.DuckDBPyConnection, community: str | None) -> list[tuple[str]]:
    query = "SELECT grid_id FROM place WHERE $community IS NULL OR community_id = $community"
    return con.execute(query, {"community": community}).fetchall()


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
    limit = reach.STANDARD_M
    near = sum(h.elders for h in homes if h.building.metres is not None and h.building.metres <= limit)
    return near / total if total else None


def joined(text: str) -> str:
    """A Chinese sentence without the blank that a placeholder leaves before “约”."""
    return text.replace(" 约 ", "约 ")


def about(text: str, found: Walked, language: str) -> str:
    """The text as an approximation where hidden numbers were estimated."""
    return translator(language)(N_("about {figure}"), figure=text) if found.estimated else text
