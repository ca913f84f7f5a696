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
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from neighborcare.circle.coordinates import Floats, Integers
from neighborcare.circle.network import Network
from neighborcare.circle.snapping import LIMIT_M, Snapped, snap

Words = NDArray[np.str_]

COVERED, UNCOVERED, NO_PATH, NOT_LOCATED = STATES = ("covered", "uncovered", "no_path", "not_located")

# Metres a second by class of walker: measured paces of old people, printed on every map (anchors, Geography).
PACES: Mapping[str, float] = MappingProxyType({"65-79": 0.9, "80+": 0.75, "frail": 0.65})
MINUTES = 15.0
STANDARD_M = 1000.0  # the planning standard's radius of a 15-minute circle, the same for everybody

_ROUNDING_M = 1e-6  # a walk of exactly the limit is within it


@dataclass(frozen=True, eq=False)
class Nearest:
    """Metres (n,) to the nearest service (inf: no path, NaN: not located); that service's row or -1."""

    metres: Floats
    service: Integers


@dataclass(frozen=True, eq=False)
class ReachTable:
    """Every building's walk, and its elders' by class. n buildings, k classes.

    building, grid: (n,) ids. metres, service: as in `Nearest`. standard: (n,) state by STANDARD_M alone.
    classes, paces: k names and metres a second. elders: (n, k) persons. minutes, states: (n, k).
    """

    building: Words
    grid: Words
    metres: Floats
    service: Integers
    standard: Words
    classes: tuple[str, ...]
    paces: tuple[float, ...]
    elders: Integers
    minutes: Floats
    states: Words

    def to_table(self) -> pa.Table:
        """One row a building and class: building_id, grid_id, elder_class, pace, elders, metres, minutes,
        state, standard_state, service (row number or NULL); metres and minutes are NULL without a path.
        """
        n, k = self.elders.shape
        metres = np.repeat(self.metres, k)
        walked = np.isfinite(metres)
        service = np.repeat(self.service, k)
        columns = {
            "building_id": pa.array(np.repeat(self.building, k)),
            "grid_id": pa.array(np.repeat(self.grid, k)),
            "elder_class": pa.array(np.tile(np.array(self.classes, dtype=np.str_), n)),
            "pace": pa.array(np.tile(np.array(self.paces, dtype=np.float64), n)),
            "elders": pa.array(self.elders.reshape(-1)),
            "metres": pa.array(metres, mask=~walked),
            "minutes": pa.array(self.minutes.reshape(-1), mask=~walked),
            "state": pa.array(self.states.reshape(-1)),
            "standard_state": pa.array(np.repeat(self.standard, k)),
            "service": pa.array(service, mask=service < 0),
        }
        return pa.table(columns)

    def by_grid(self) -> list[dict[str, str | int]]:
        """Persons by grid, in order of grid: {grid, elders, covered, uncovered, no_path, not_located}."""
        grids, number = np.unique(self.grid, return_inverse=True)
        persons = {
            state: np.bincount(
                number,
                weights=np.where(self.states == state, self.elders, 0).sum(axis=1),
                minlength=len(grids),
            ).astype(np.int64)
            for state in STATES
        }
        rows: list[dict[str, str | int]] = []
        for i, grid in enumerate(grids):
            counts = {state: int(persons[state][i]) for state in STATES}
            rows.append({"grid": str(grid), "elders": sum(counts.values()), **counts})
        return rows


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
    graph = _with_doors(network, services, rows)
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
        within = metres <= limit + _ROUNDING_M
    lost = [np.isnan(metres), np.isinf(metres) & has_service, within]
    return np.select(lost, [NOT_LOCATED, NO_PATH, COVERED], UNCOVERED)


def elder_classes(elders_65: Floats, elders_80: Floats) -> dict[str, Integers]:
    """Counts of 65+ and 80+ (NaN: not told) as the two classes that walk at their own pace, 65-79 and 80+."""
    all_65, old = np.nan_to_num(elders_65), np.nan_to_num(elders_80)
    young = np.maximum(all_65 - old, 0)
    return {"65-79": young.astype(np.int64), "80+": old.astype(np.int64)}


def reach_table(
    network: Network,
    building: Words,
    grid: Words,
    homes: Floats,
    elders: Mapping[str, Integers],
    services: Floats,
    *,
    paces: Mapping[str, float] = PACES,
    minutes: float = MINUTES,
    limit_m: float = LIMIT_M,
) -> ReachTable:
    """The walk of every building to the nearest of these services, and the state of its elders by class.

    building, grid: (n,) ids; homes (n, 2), services (m, 2): WGS84, NaN where unknown; elders: (n,) persons by
    class, every class with a pace in `paces`. Raises KeyError for a class without a pace.
    """
    there = snap(network, services, limit_m)
    nearest = metres_to_nearest(network, snap(network, homes, limit_m), there)
    classes = tuple(elders)
    pace = np.array([paces[name] for name in classes], dtype=np.float64)
    any_open = bool(there.located.any())
    column = nearest.metres[:, None]
    counts = np.array([elders[name] for name in classes], dtype=np.int64).reshape(len(classes), len(column))
    return ReachTable(
        building=np.asarray(building, dtype=np.str_),
        grid=np.asarray(grid, dtype=np.str_),
        metres=nearest.metres,
        service=nearest.service,
        standard=classify(nearest.metres, STANDARD_M / 60.0, 1.0, has_service=any_open),
        classes=classes,
        paces=tuple(float(p) for p in pace),
        elders=np.ascontiguousarray(counts.T),
        minutes=column / pace / 60.0,
        states=classify(column, pace, minutes, has_service=any_open),
    )


def _with_doors(
    network: Network, services: Snapped, rows: Integers
) -> csr_array[np.float64, tuple[int, int]]:
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
    first, last = np.searchsorted(edges, homes.edge, "left"), np.searchsorted(edges, homes.edge, "right")
    for step in range(int((last - first).max(initial=0))):
        home = np.flatnonzero(homes.located & (first + step < last))
        there = rows[first[home] + step]
        apart = np.abs(homes.fraction[home] - services.fraction[there]) * network.length_m[homes.edge[home]]
        direct = apart + services.distance_m[there]
        shorter = direct < best[home]
        best[home[shorter]], service[home[shorter]] = direct[shorter], there[shorter]
    return best, service
