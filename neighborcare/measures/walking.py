"""Who walks how far, for any choice of services, day, hour, pace and minutes.

A role's file holds the streets, the service points and its own buildings; every question is one search over the
streets from the points that are chosen, so that a point that is only thought of costs no more than one that is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np
import pyarrow as pa

from neighborcare.circle import reach
from neighborcare.circle.coordinates import Floats
from neighborcare.circle.network import Network, from_tables
from neighborcare.circle.reach import Nearest, Words
from neighborcare.circle.town import Town
from neighborcare.measures.opening import Point, Post, points, thought_of

QUERIES = Path(__file__).parent / "queries"
HEALTH_SERVICES = ("health_station", "health_day_post", "hospital")
FRAIL = "frail"
PACES = tuple(reach.PACES.items())

# Who climbs stairs. A wheelchair or a pram does not ("nobody"); no ledger says who sits in one, but the frail may be
# asked about by themselves ("not_frail": they keep off stairs, all others climb them).
Steps = Literal["everybody", "not_frail", "nobody"]
STEPS: tuple[Steps, ...] = ("everybody", "not_frail", "nobody")


Who = tuple[str, str]  # a building and a class of walker


@dataclass(frozen=True, slots=True)
class Question:
    """What counts as reached: within `minutes` at the pace of each class (or `speed` m/s for all), to a point of
    `types` that is in force and open on `weekday` (1 Monday … 7 Sunday, 0 any day) at `hour` ("HH:MM", None any).

    `closed` points are left out; `added` ones are thought of, and `moved` ones have other days and hours.
    """

    minutes: float = reach.MINUTES
    speed: float | None = None
    types: tuple[str, ...] = ()
    weekday: int = 0
    hour: str | None = None
    closed: tuple[str, ...] = ()
    steps: Steps = "everybody"
    added: tuple[Post, ...] = ()
    moved: tuple[Post, ...] = ()
    paces: tuple[tuple[str, float], ...] = PACES

    def pace(self, elder_class: str) -> float:
        """Metres a second of that class."""
        return self.speed or dict(self.paces)[elder_class]

    def climbs(self, elder_class: str) -> bool:
        """Whether that class takes stairs."""
        return self.steps == "everybody" or (self.steps == "not_frail" and elder_class != FRAIL)


@dataclass(frozen=True, slots=True)
class Building:
    """One building and class of walker: its elders (None: hidden), their walk (None: no path) and its state."""

    building_id: str
    building_name: str
    community_id: str
    grid_id: str
    lon: float | None
    lat: float | None
    elder_class: str
    elders: int | None
    point_id: str | None
    metres: float | None
    minutes: float | None
    state: str


@dataclass(frozen=True, slots=True)
class GridReach:
    """Elders 65+ of one grid by what became of their walk."""

    grid_id: str
    elders: int
    covered: int
    uncovered: int
    no_path: int
    not_located: int

    @property
    def share(self) -> float | None:
        """Covered of all elders; None where none live."""
        return self.covered / self.elders if self.elders else None


@dataclass(frozen=True, slots=True)
class PersonReach:
    """One of the key people with a building: name (masked), categories, walk (None: no path) and state."""

    person_id: str
    name: str | None
    community_id: str
    grid_id: str
    building_id: str
    categories: tuple[str, ...]
    elder_class: str
    metres: float | None
    minutes: float | None
    state: str


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """The buildings of a role's file on its streets (`town` None: no streets), ready for any question.

    likely: what its hidden numbers of elders are taken for, once that was asked (measures/estimating).
    """

    row: dict[str, int]
    town: Town | None
    likely: dict[Who, float] = field(default_factory=dict)

    def walk(self, there: Sequence[Point], *, step_free: bool = False) -> Nearest:
        """Every building's walk to the nearest of these points; not located without streets."""
        if self.town is None:
            nowhere = np.full(len(self.row), np.nan)
            return Nearest(nowhere, np.full(len(self.row), -1, dtype=np.int64))
        return self.town.nearest(lonlat(there), step_free=step_free)


def town(con: duckdb.DuckDBPyConnection) -> Homes | None:
    """The buildings and streets of this role's file, to be kept between questions; None where it has no buildings."""
    if not has(con, "reach_by_building"):
        return None
    found = con.execute(_query("homes")).fetchnumpy()
    row = {str(name): i for i, name in enumerate(found["building_id"])}
    streets = network(con)
    where = np.column_stack(
        [np.ma.filled(np.ma.asarray(found[name], np.float64), np.nan) for name in ("lon", "lat")]
    )
    return Homes(row, None if streets is None else Town(streets, where))


def network(con: duckdb.DuckDBPyConnection) -> Network | None:
    """The walking network of this file; None where none was loaded."""
    edges = pa.table(con.execute(_query("network_edges")).fetchnumpy())
    return (
        from_tables(pa.table(con.execute(_query("network_nodes")).fetchnumpy()), edges)
        if edges.num_rows
        else None
    )


def buildings(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str, float | None, float | None, str]]:
    """The buildings of this role's file: id, name, longitude, latitude, community, in order of id."""
    return con.execute(_query("homes")).fetchall() if has(con, "reach_by_building") else []


def alone(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], int | None]:
    """Elders on the ledger who live alone, by building and class of walker (None: hidden)."""
    return {(row[0], row[1]): row[2] for row in con.execute(_query("alone")).fetchall()}


def open_points(con: duckdb.DuckDBPyConnection, question: Question) -> list[Point]:
    """The points that answer a question, those thought of among them, in order of id."""
    types = question.types or HEALTH_SERVICES
    there = thought_of(points(con), question.added, question.moved, types[0])
    return sorted((point for point in there if is_open(point, question)), key=lambda point: point.point_id)


def is_open(point: Point, question: Question) -> bool:
    """Whether a point is of a chosen type, not switched off, and open on that day at that hour."""
    chosen = point.point_type in (question.types or HEALTH_SERVICES) and point.point_id not in question.closed
    return chosen and point.is_open(question.weekday, question.hour)


def by_building(
    con: duckdb.DuckDBPyConnection, question: Question, homes: Homes | None = None
) -> list[Building]:
    """Every building × class of walker, in order of building."""
    homes = homes or town(con)
    rows = con.execute(_query("walkers")).fetchall() if homes else []
    if homes is None or not rows:
        return []
    there = open_points(con, question)
    at = np.array([homes.row[row[0]] for row in rows])
    classes = [row[6] for row in rows]
    metres, service, states = _walks(homes, there, question, at, classes)
    minutes = metres / _paces(question, classes) / 60.0
    walked = np.isfinite(metres).tolist()
    return [
        Building(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            row[6],
            row[7],
            there[point].point_id if path else None,
            walk if path else None,
            time if path else None,
            state,
        )
        for row, path, point, walk, time, state in zip(
            rows, walked, service.tolist(), metres.tolist(), minutes.tolist(), states.tolist(), strict=True
        )
    ]


def by_grid(
    con: duckdb.DuckDBPyConnection, question: Question, homes: Homes | None = None
) -> list[GridReach]:
    """Persons by grid, in order of grid id; a hidden count adds nothing."""
    return grids_of(by_building(con, question, homes))


def grids_of(buildings: Sequence[Building]) -> list[GridReach]:
    """Buildings added up to their grids."""
    sums: dict[str, dict[str, int]] = {}
    for building in buildings:
        states = sums.setdefault(building.grid_id, dict.fromkeys(reach.STATES, 0))
        states[building.state] += building.elders or 0
    return [GridReach(grid, sum(states.values()), **states) for grid, states in sorted(sums.items())]


def people(
    con: duckdb.DuckDBPyConnection, question: Question, homes: Homes | None = None
) -> list[PersonReach]:
    """Key people on file who have a building, in order of id; none where the role sees no persons."""
    homes = homes or town(con)
    if homes is None or not has(con, "walker") or not has(con, "key_people"):
        return []
    rows = [row for row in con.execute(_query("people")).fetchall() if row[4] in homes.row]
    if not rows:
        return []
    at, classes = np.array([homes.row[row[4]] for row in rows]), [row[6] for row in rows]
    metres, _, states = _walks(homes, open_points(con, question), question, at, classes)
    minutes = metres / _paces(question, classes) / 60.0
    return [
        PersonReach(
            person_id=row[0],
            name=row[1],
            community_id=row[2],
            grid_id=row[3],
            building_id=row[4],
            categories=tuple((row[5] or "").split(";")),
            elder_class=row[6],
            metres=_known(walk),
            minutes=_known(time),
            state=str(state),
        )
        for row, walk, time, state in zip(rows, metres, minutes, states, strict=True)
    ]


def _walks(
    homes: Homes, there: Sequence[Point], question: Question, at: np.ndarray[Any, Any], classes: Sequence[str]
) -> tuple[Floats, np.ndarray[Any, Any], Words]:
    """(metres, position in `there`, state) of walkers of these classes from buildings `at`."""
    climbing = np.array([question.climbs(name) for name in classes])
    metres, service = np.empty(len(at)), np.empty(len(at), dtype=np.int64)
    for step_free in (False, True):
        some = np.flatnonzero(climbing != step_free)
        if len(some):
            found = homes.walk(there, step_free=step_free)
            metres[some], service[some] = found.metres[at[some]], found.service[at[some]]
    pace = _paces(question, classes)
    return metres, service, reach.classify(metres, pace, question.minutes, has_service=bool(there))


def _paces(question: Question, classes: Sequence[str]) -> Floats:
    return np.array([question.pace(name) for name in classes], dtype=np.float64)


def lonlat(there: Sequence[Point]) -> Floats:
    """(n, 2) WGS84 of points, NaN where one has no place."""
    return np.array([(point.lon, point.lat) for point in there], dtype=np.float64).reshape(-1, 2)


def at_pace(question: Question, factor: float) -> Question:
    """The same question for people who walk `factor` times as fast."""
    speed = None if question.speed is None else question.speed * factor
    return replace(question, speed=speed, paces=tuple((name, pace * factor) for name, pace in question.paces))


def has(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether this role's file has that table."""
    return bool(con.execute(_query("has_table"), {"name": table}).fetchall())


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
