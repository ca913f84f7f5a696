"""The order in which to walk to some doors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from neighborcare.circle.round import WORKER_PACE, visiting_order
from neighborcare.measures.walking import Homes


@dataclass(frozen=True, slots=True)
class Door:
    """A building on the round, and metres along the streets from the one before (None: no path; 0 for the first)."""

    building_id: str
    metres: float | None


@dataclass(frozen=True, slots=True)
class Round:
    """Doors in walking order, then `aside` those whose place is not known; metres and minutes of the way alone."""

    doors: tuple[Door, ...] = ()
    aside: tuple[str, ...] = ()
    metres: float = 0.0

    @property
    def minutes(self) -> float:
        """The way on foot, without the visits."""
        return self.metres / WORKER_PACE / 60.0


def round_of(town: Homes | None, buildings: Iterable[str]) -> Round:
    """A short way by these buildings; in the order given and without metres where the streets are not known."""
    wanted = list(dict.fromkeys(buildings))
    if town is None or town.town is None:
        return Round(aside=tuple(wanted))
    doors = town.town.doors
    known = [name for name in wanted if name in town.row and doors.located[town.row[name]]]
    aside = tuple(name for name in wanted if name not in known)
    if not known:
        return Round(aside=aside)
    some = doors.some(np.array([town.row[name] for name in known], dtype=np.int64))
    found = visiting_order(town.town.network, some)
    legs = [float(leg) if np.isfinite(leg) else None for leg in found.metres]
    order = tuple(Door(known[i], leg) for i, leg in zip(found.order, legs, strict=True))
    return Round(order, aside, found.total_m)
