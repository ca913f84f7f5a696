"""A round of home visits: in which order to knock at these doors, and the way along the streets."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse.csgraph import dijkstra

from neighborcare.circle.coordinates import Floats, Integers
from neighborcare.circle.network import Network
from neighborcare.circle.reach import metres_each, with_doors
from neighborcare.circle.snapping import Snapped

WORKER_PACE = 1.2  # metres a second of whoever makes the round
FAR_M = 1e7  # stands for "no path" while the order is sought: such doors come last


@dataclass(frozen=True, eq=False)
class Order:
    """order: (n,) positions of the doors; metres: (n,) the way from the door before (inf: no path, first: 0)."""

    order: Integers
    metres: Floats

    @property
    def total_m(self) -> float:
        """The whole way on foot."""
        return float(self.metres[np.isfinite(self.metres)].sum())


def visiting_order(network: Network, doors: Snapped, first: int | None = None) -> Order:
    """A short way by all doors (all located), from the one named or from wherever is best; it does not lead back.

    Nearest neighbour, then improved by reversing stretches (2-opt, Croes 1958) until no reversal helps.
    """
    count = len(doors.edge)
    if not count:
        return Order(np.zeros(0, dtype=np.int64), np.zeros(0))
    apart = metres_each(network, doors, doors)
    # Both ways are equally long but for rounding, and the order must not depend on that.
    way = np.minimum(np.minimum(apart, apart.T), FAR_M)
    np.fill_diagonal(way, 0.0)
    starts = [first] if first is not None else np.unique(np.linspace(0, count - 1, 5).astype(int)).tolist()
    tours = [_two_opt(way, _nearest_neighbours(way, start), is_fixed=first is not None) for start in starts]
    best = min(tours, key=lambda tour: float(way[tour[:-1], tour[1:]].sum()))
    legs = np.concatenate([[0.0], way[best[:-1], best[1:]]])
    return Order(best, np.where(legs >= FAR_M, np.inf, legs))


def way_along(network: Network, doors: Snapped, order: Integers) -> Floats:
    """(k, 2) WGS84: the line from door to door along the streets; straight where there is no path."""
    pieces = [_between(network, doors, a, b) for a, b in pairwise(order.tolist())]
    places = _foot(network, doors, order[-1:]) if len(order) else np.zeros((0, 2))
    return np.concatenate([*pieces, places])


def _nearest_neighbours(way: Floats, start: int) -> Integers:
    left = np.ones(len(way), dtype=bool)
    tour = [start]
    left[start] = False
    while left.any():
        rest = np.flatnonzero(left)
        tour.append(int(rest[np.argmin(way[tour[-1], rest])]))
        left[tour[-1]] = False
    return np.array(tour, dtype=np.int64)


def _two_opt(way: Floats, tour: Integers, *, is_fixed: bool) -> Integers:
    """Reverse the stretch that saves most as long as one saves; an open end costs nothing."""
    count = len(tour)
    first, last = np.triu_indices(count)
    keep = (first < last) & ((first > 0) | (not is_fixed))
    first, last = first[keep], last[keep]
    for _ in range(20 * count):
        before, after = tour[np.maximum(first - 1, 0)], tour[np.minimum(last + 1, count - 1)]
        begins, ends = first > 0, last < count - 1
        now = np.where(begins, way[before, tour[first]], 0.0) + np.where(ends, way[tour[last], after], 0.0)
        then = np.where(begins, way[before, tour[last]], 0.0) + np.where(ends, way[tour[first], after], 0.0)
        saved = now - then
        if not len(saved) or saved.max() <= 1e-6:
            break
        at = int(np.argmax(saved))
        tour = tour.copy()
        tour[first[at] : last[at] + 1] = tour[first[at] : last[at] + 1][::-1]
    return tour


def _between(network: Network, doors: Snapped, start: int, end: int) -> Floats:
    """(k, 2) the way from one door to just before the next."""
    own = _foot(network, doors, np.array([start]))
    if doors.edge[start] == doors.edge[end]:
        return own
    graph = with_doors(network, doors, np.array([start]))
    metres, before = dijkstra(
        graph, directed=True, indices=np.array([len(network.nodes)]), return_predecessors=True
    )
    metres, before = metres[0], before[0]
    edge, share = int(doors.edge[end]), float(doors.fraction[end])
    u, v = int(network.u[edge]), int(network.v[edge])
    by_u, by_v = metres[u] + share * network.length_m[edge], metres[v] + (1 - share) * network.length_m[edge]
    if not np.isfinite(min(by_u, by_v)):
        return own
    node, nodes = (u if by_u <= by_v else v), []
    while node < len(network.nodes):
        nodes.append(node)
        node = int(before[node])
    return np.concatenate([own, network.nodes[nodes[::-1]]])


def _foot(network: Network, doors: Snapped, some: Integers) -> Floats:
    """(k, 2) WGS84 of the places on the street where these doors are."""
    edge = doors.edge[some]
    start, end = network.nodes[network.u[edge]], network.nodes[network.v[edge]]
    return np.asarray(start + doors.fraction[some][:, None] * (end - start))
