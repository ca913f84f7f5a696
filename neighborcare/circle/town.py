"""Homes on a walking network, ready for any question about where they can walk.

Snapping is done once; after that every choice of services, at any pace and with or without stairs, is one search
over the whole network.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from neighborcare.circle.coordinates import Floats, Integers
from neighborcare.circle.network import Network
from neighborcare.circle.reach import Nearest, metres_each, metres_to_nearest
from neighborcare.circle.snapping import Snapped, snap


@dataclass(frozen=True, eq=False)
class Town:
    """network: the streets; homes: (n, 2) WGS84, NaN where unknown."""

    network: Network
    homes: Floats

    @cached_property
    def flat(self) -> Network:
        """The streets without stairs."""
        return self.network.without_steps()

    @cached_property
    def doors(self) -> Snapped:
        """The homes on the streets."""
        return snap(self.network, self.homes)

    @cached_property
    def flat_doors(self) -> Snapped:
        """The homes on the streets without stairs: only those at a stair stand elsewhere."""
        doors = self.doors
        moved = np.flatnonzero(doors.located & self.network.is_steps[doors.edge])
        again = snap(self.flat, self.homes[moved])
        edge, fraction, off = doors.edge.copy(), doors.fraction.copy(), doors.distance_m.copy()
        edge[moved], fraction[moved], off[moved] = again.edge, again.fraction, again.distance_m
        return Snapped(edge, fraction, off)

    def nearest(self, services: Floats, *, step_free: bool = False) -> Nearest:
        """The walk of every home to the nearest of these services (m, 2) WGS84."""
        network, doors = self._ways(step_free)
        return metres_to_nearest(network, doors, snap(network, services))

    def metres(
        self,
        services: Floats,
        *,
        step_free: bool = False,
        limit_m: float = np.inf,
        rows: Integers | None = None,
    ) -> Floats:
        """(n, m) the walk of every home, or of the homes in these rows, to each service; see `metres_each`."""
        network, doors = self._ways(step_free)
        return metres_each(
            network, doors if rows is None else doors.some(rows), snap(network, services), limit_m
        )

    def _ways(self, step_free: bool) -> tuple[Network, Snapped]:
        return (self.flat, self.flat_doors) if step_free else (self.network, self.doors)
