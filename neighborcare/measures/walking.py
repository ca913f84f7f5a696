"""Who walks how far, for any choice of services, weekday, pace and minutes: from the metres that a build keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np

from neighborcare.circle import reach

QUERIES = Path(__file__).parent / "queries"
HEALTH_SERVICES = ("health_station", "health_day_post", "hospital")


@dataclass(frozen=True, slots=True)
class Question:
    """What counts as reached: within `minutes` at the pace of each class (or `speed` m/s for all), to a point of
    `types` that is in force and open on `weekday` (1 Monday … 7 Sunday, 0 any day). `closed` points are left out.
    """

    minutes: float = reach.MINUTES
    speed: float | None = None
    types: tuple[str, ...] = ()
    weekday: int = 0
    closed: tuple[str, ...] = ()
    paces: Mapping[str, float] = field(default_factory=lambda: reach.PACES)

    def pace(self, elder_class: str) -> float:
        """Metres a second of that class."""
        return self.speed or self.paces[elder_class]


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


def by_building(con: duckdb.DuckDBPyConnection, question: Question) -> list[Building]:
    """Every building × class of walker, in order of building."""
    types = question.types or HEALTH_SERVICES
    query = (QUERIES / "nearest.sql").read_text(encoding="utf-8")
    bound = {"types": list(types), "weekday": str(question.weekday), "closed": list(question.closed)}
    rows = con.execute(query, bound).fetchall()
    if not rows:
        return []
    lost = [np.inf if row[6] else np.nan for row in rows]
    metres = np.array([end if row[10] is None else row[10] for row, end in zip(rows, lost, strict=True)])
    pace = np.array([question.pace(row[7]) for row in rows])
    any_open = any(row[8] is not None for row in rows)
    states = reach.classify(metres, pace, question.minutes, has_service=any_open)
    walked = metres / pace / 60.0
    return [
        Building(
            building_id=row[0],
            building_name=row[1],
            community_id=row[2],
            grid_id=row[3],
            lon=row[4],
            lat=row[5],
            elder_class=row[7],
            elders=row[9],
            point_id=row[8],
            metres=row[10],
            minutes=None if row[10] is None else float(time),
            state=str(state),
        )
        for row, time, state in zip(rows, walked, states, strict=True)
    ]


def by_grid(con: duckdb.DuckDBPyConnection, question: Question) -> list[GridReach]:
    """Persons by grid, in order of grid id; a hidden count adds nothing."""
    return grids_of(by_building(con, question))


def grids_of(buildings: list[Building]) -> list[GridReach]:
    """Buildings added up to their grids."""
    sums: dict[str, dict[str, int]] = {}
    for building in buildings:
        states = sums.setdefault(building.grid_id, dict.fromkeys(reach.STATES, 0))
        states[building.state] += building.elders or 0
    return [GridReach(grid, sum(states.values()), **states) for grid, states in sorted(sums.items())]
