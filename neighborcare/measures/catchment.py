"""Places a day for the elders of every grid, where services say how many they can see (E2SFCA)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from neighborcare.circle import catchment as shared
from neighborcare.circle.catchment import Decay
from neighborcare.circle.coordinates import Floats
from neighborcare.measures import estimating, walking
from neighborcare.measures.estimating import Home
from neighborcare.measures.walking import Homes, Question


@dataclass(frozen=True, slots=True)
class GridAccess:
    """Places a day for 1,000 elders of a grid; None where nobody lives or no street leads."""

    grid_id: str
    elders: float
    index: float | None


@dataclass(frozen=True, slots=True)
class Load:
    """A service's places, the elders in reach of them (near ones counting more), and places for each of those."""

    point_id: str
    point_name: str
    capacity: float
    elders_weighted: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Catchment:
    """The answer. `without_capacity`: open services of those types that do not say how many they can see."""

    grids: tuple[GridAccess, ...] = ()
    services: tuple[Load, ...] = ()
    without_capacity: int = 0


def catchment(
    con: duckdb.DuckDBPyConnection, question: Question, town: Homes | None = None, decay: Decay = "gaussian"
) -> Catchment:
    """Access by grid, in order of grid; nothing where no capacity is known or the role has no buildings."""
    town = town or walking.town(con)
    there = walking.open_points(con, question)
    known = [point for point in there if point.capacity is not None and point.capacity > 0]
    if not known or town is None or town.town is None:
        return Catchment(without_capacity=len(there) - len(known))
    homes = estimating.homes_of(con, question, town)
    people = np.array([home.elders for home in homes])
    minutes = estimating.minutes_to(town, question, homes, known)
    found = shared.shares(
        shared.weight(minutes, question.minutes, decay),
        people,
        np.array([point.capacity for point in known], dtype=np.float64),
    )
    loads = [
        Load(point.point_id, point.point_name, float(point.capacity or 0.0), float(demand), float(ratio))
        for point, demand, ratio in zip(known, found.demand, found.ratio, strict=True)
    ]
    return Catchment(_by_grid(homes, people, found.access), tuple(loads), len(there) - len(known))


def _by_grid(homes: Sequence[Home], people: Floats, access: Floats) -> tuple[GridAccess, ...]:
    grids = np.array([home.building.grid_id for home in homes], dtype=np.str_)
    names, number = np.unique(grids, return_inverse=True)
    elders = np.bincount(number, weights=people)
    places = np.bincount(number, weights=people * access)
    return tuple(
        GridAccess(str(name), float(n), float(p / n * 1000.0) if n else None)
        for name, n, p in zip(names, elders, places, strict=True)
    )
