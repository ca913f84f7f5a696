"""From a door to the street: the nearest edge, the place along it, and the metres between.

Homes snap to edges, not to nodes (the nearest node misjudges a walk by up to 3 %), and to the main component,
since maps are full of crumbs that hang together with nothing. Only where the main component is out of reach a
place takes the nearest edge of an island: it is found on the map, and no path may lead from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neighborcare.circle.coordinates import Flags, Floats, Integers
from neighborcare.circle.network import Network

LIMIT_M = 150.0  # a door farther than this from every way is taken for a wrong coordinate


@dataclass(frozen=True, eq=False)
class Snapped:
    """Places on a network, one row each.

    edge: (n,) int64, -1 where not located. fraction: (n,) 0 at the edge's `u`, 1 at its `v`.
    distance_m: (n,) metres from the place to the edge, NaN where not located.
    """

    edge: Integers
    fraction: Floats
    distance_m: Floats

    @property
    def located(self) -> Flags:
        """(n,) whether the place has an edge."""
        return np.asarray(self.edge >= 0)

    def some(self, rows: Integers) -> Snapped:
        """These places alone, in that order."""
        return Snapped(self.edge[rows], self.fraction[rows], self.distance_m[rows])


def snap(network: Network, points: Floats, limit_m: float = LIMIT_M) -> Snapped:
    """Points (n, 2) WGS84 onto the network. Missing coordinates and points beyond limit_m are not located."""
    xy = network.plane.to_metres(np.asarray(points, dtype=np.float64).reshape(-1, 2))
    edge = np.full(len(xy), -1, dtype=np.int64)
    for index in (network.main_index, network.island_index):
        open_ones = np.flatnonzero((edge < 0) & np.isfinite(xy).all(axis=1))
        found, nearest = index.nearest(xy[open_ones], limit_m)
        edge[open_ones[found]] = nearest
    located = np.flatnonzero(edge >= 0)
    fraction, distance = np.zeros(len(xy)), np.full(len(xy), np.nan)
    fraction[located], distance[located] = _project(network, edge[located], xy[located])
    return Snapped(edge, fraction, distance)


def _project(network: Network, edge: Integers, xy: Floats) -> tuple[Floats, Floats]:
    """(share along the edge, metres off it) of the foot of each point."""
    start = network.xy[network.u[edge]]
    along = network.xy[network.v[edge]] - start
    square = np.maximum((along**2).sum(axis=1), 1e-12)
    fraction = np.clip(((xy - start) * along).sum(axis=1) / square, 0.0, 1.0)
    return fraction, np.hypot(*(start + fraction[:, None] * along - xy).T)
