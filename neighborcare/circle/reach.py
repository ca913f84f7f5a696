"""How far every door is from the nearest service, on foot along the streets.

One search from all services at once gives metres for the whole network, without a cutoff: the same run
answers every pace and says how far those outside are. A walk is the way from the door to the street,
along it, and from the street to the service's door.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from neighborcare.circle.coordinates import Floats, Integers
from neighborcare.circle.network import Network
from neighborcare.circle.snapping import Snapped

Words = NDArray[np.str_]

COVERED, UNCOVERED, NO_PATH, NOT_LOCATED = STATES = ("covered", "uncovered", "no_path", "not_located")

# Metres a second by class of walker: measured paces of old people, printed on every map (anchors, Geography).
PACES: Mapping[str, float] = MappingProxyType({"65-79": 0.9, "80+": 0.75, "frail": 0.65})
MINUTES = 15.0
STANDARD_M = 1000.0  # the planning standard's radius of a 15-minute circle, the same for everybody

CHUNK = 64  # searches at once: 64 x 200,000 nodes are 100 MB
ROUNDING_M = 1e-6  # a walk of exactly the limit is within it


@dataclass(frozen=True, eq=False)
class Nearest:
    """Metres (n,) to the nearest service (inf: no path, NaN: not located); that service's row or -1."""

    metres: Floats
    service: Integers


def metres_to_nearest(network: Network, homes: Snapped, services: Snapped) -> Nearest:
    """Walking metres from each home to its nearest service, door to door, both snapped to this network."""
    if not homes.located.any():
        return Nearest(np.full(len(homes.edge), np.nan), np.full(len(homes.edge), -1, dtype=np.int64))
    metres, nearest = node_metres(network, services)
    length = network.length_m[homes.edge]
    by_u = metres[network.u[homes.edge]] + homes.fraction * length
    by_v = metres[network.v[homes.edge]] + (1.0 - homes.fraction) * length
    best = np.minimum(by_u, by_v)
    service = np.where(by_u <= by_v, nearest[network.u[homes.edge]], nearest[network.v[homes.edge]])
    best, service = _along_own_edge(network, homes, services, best, service)
    best = np.where(homes.located, best + homes.distance_m, np.nan)
    return Nearest(best, np.where(np.isfinite(best), service, -1))


def node_metres(network: Network, services: Snapped) -> tuple[Floats, Integers]:
    """Metres (n,) from each node to the nearest service's door (inf: no path); that service's row or -1."""
    count = len(network.nodes)
    rows = np.flatnonzero(services.located)
    if not len(rows):
        return np.full(count, np.inf), np.full(count, -1, dtype=np.int64)
    graph = with_doors(network, services, rows)
    doors = np.arange(count, count + len(rows))
    metres, _, source = dijkstra(graph, directed=True, indices=doors, min_only=True, return_predecessors=True)
    source = np.asarray(source[:count], dtype=np.int64)
    reached = source >= count
    return np.asarray(metres[:count]), np.where(reached, rows[np.where(reached, source - count, 0)], -1)


def classify(
    metres: Floats, pace: float | Floats, minutes: float = MINUTES, *, has_service: bool = True
) -> Words:
    """State of each walk: covered, uncovered, no_path (metres inf) or not_located (metres NaN).

    Where no service is open at all (`has_service` False) nobody lacks a path: they are uncovered.
    """
    limit = minutes * 60.0 * np.asarray(pace, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        within = metres <= limit + ROUNDING_M
    lost = [np.isnan(metres), np.isinf(metres) & has_service, within]
    return np.select(lost, [NOT_LOCATED, NO_PATH, COVERED], UNCOVERED)


def metres_each(network: Network, homes: Snapped, services: Snapped, limit_m: float = np.inf) -> Floats:
    """(n, m) walking metres from each home to each service (inf: none, or farther than limit_m; NaN: not located)."""
    metres = np.full((len(homes.edge), len(services.edge)), np.inf)
    rows = np.flatnonzero(services.located)
    for first in range(0, len(rows), CHUNK):
        some = rows[first : first + CHUNK]
        metres[:, some] = _to_some(network, homes, services, some, limit_m)
    metres[metres > limit_m] = np.inf
    metres[~homes.located] = np.nan
    return metres


def _to_some(network: Network, homes: Snapped, services: Snapped, rows: Integers, limit_m: float) -> Floats:
    """(n, k) metres to these services alone, all of them located."""
    count = len(network.nodes)
    graph = with_doors(network, services, rows)
    doors = np.arange(count, count + len(rows))
    # Doors have no way in, so one service's walk never leads through another's.
    node = np.asarray(dijkstra(graph, directed=True, indices=doors, limit=limit_m))[:, :count]
    length = network.length_m[homes.edge]
    by_u = node[:, network.u[homes.edge]] + homes.fraction * length
    by_v = node[:, network.v[homes.edge]] + (1.0 - homes.fraction) * length
    best: Floats = np.minimum(by_u, by_v)
    for k, row in enumerate(rows):
        same = np.flatnonzero(homes.edge == services.edge[row])
        apart = np.abs(homes.fraction[same] - services.fraction[row]) * length[same]
        best[k, same] = np.minimum(best[k, same], apart + services.distance_m[row])
    return np.asarray((best + homes.distance_m).T)


def with_doors(network: Network, services: Snapped, rows: Integers) -> csr_array[np.float64, tuple[int, int]]:
    """The network with one more node a service, from which one-way edges lead to both ends of its street."""
    edge, fraction = services.edge[rows], services.fraction[rows]
    off = services.distance_m[rows]
    to_u, to_v = fraction * network.length_m[edge], (1.0 - fraction) * network.length_m[edge]
    own = network.matrix
    width = len(network.nodes) + len(rows)
    last = own.indptr[-1]
    rowends = last + 2 * np.arange(1, len(rows) + 1, dtype=own.indptr.dtype)
    ends = np.column_stack([network.u[edge], network.v[edge]]).reshape(-1).astype(own.indices.dtype)
    metres = np.column_stack([to_u + off, to_v + off]).reshape(-1)
    parts = (
        np.concatenate([own.data, metres]),
        np.concatenate([own.indices, ends]),
        np.concatenate([own.indptr, rowends]),
    )
    return csr_array(parts, shape=(width, width))


def _along_own_edge(
    network: Network, homes: Snapped, services: Snapped, best: Floats, service: Integers
) -> tuple[Floats, Integers]:
    """Shorter still: home and service on one edge need not go round by its end."""
    rows = np.flatnonzero(services.located)
    rows = rows[np.argsort(services.edge[rows], kind="stable")]
    edges = services.edge[rows]
    has_service = np.zeros(
        len(network.u) + 1, dtype=bool
    )  # the last stands for "not located", which is edge -1
    has_service[edges] = True
    homes_there = np.flatnonzero(has_service[homes.edge])
    own = homes.edge[homes_there]
    first, last = np.searchsorted(edges, own, "left"), np.searchsorted(edges, own, "right")
    for step in range(int((last - first).max(initial=0))):
        some = np.flatnonzero(first + step < last)
        home, there = homes_there[some], rows[first[some] + step]
        apart = np.abs(homes.fraction[home] - services.fraction[there]) * network.length_m[homes.edge[home]]
        direct = apart + services.distance_m[there]
        shorter = direct < best[home]
        best[home[shorter]], service[home[shorter]] = direct[shorter], there[shorter]
    return best, service
