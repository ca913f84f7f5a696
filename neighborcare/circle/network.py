"""The walking network: nodes, straight edges between them, and what hangs together.

Everybody walks both ways along an edge. Node arrays are float64 WGS84 degrees in Morton order (neighbours on
the ground are neighbours in memory, which halves the time of a search); edge arrays name nodes by position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from neighborcare.circle.coordinates import Flags, Floats, Integers, LocalPlane, metres_between
from neighborcare.circle.noding import Joined, join_drawn, join_shared

# A sparse matrix takes a zero for "no edge": two nodes on one spot are a centimetre apart.
SHORTEST_M = 0.01


@dataclass(frozen=True, eq=False)
class Network:
    """A walking network.

    nodes: (n, 2) longitude, latitude, WGS84.
    u, v: (m,) int64 node positions of each edge's ends, never equal.
    length_m: (m,) metres, at least 0.01. is_steps: (m,) whether the edge is a stair.
    step_free: whether stairs are no way here; they keep their place among the edges, and nobody walks them.
    """

    nodes: Floats
    u: Integers
    v: Integers
    length_m: Floats
    is_steps: Flags
    step_free: bool = False

    @property
    def is_way(self) -> Flags:
        """(m,) whether an edge may be walked."""
        return ~self.is_steps if self.step_free else np.ones(len(self.u), dtype=bool)

    @cached_property
    def matrix(self) -> csr_array[np.float64, tuple[int, int]]:
        """Symmetric (n, n) CSR matrix of metres; of parallel edges the shortest."""
        way = self.is_way
        u, v, length = self.u[way], self.v[way], self.length_m[way]
        low, high = np.minimum(u, v), np.maximum(u, v)
        order = np.lexsort((length, high, low))
        low, high = low[order], high[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
        low, high, metres = low[first], high[first], length[order][first]
        cells = (np.concatenate([low, high]), np.concatenate([high, low]))
        return csr_array((np.concatenate([metres, metres]), cells), shape=(len(self.nodes), len(self.nodes)))

    @cached_property
    def component(self) -> NDArray[np.int32]:
        """(n,) the number of the connected part that each node belongs to."""
        return np.asarray(connected_components(self.matrix, directed=False)[1], dtype=np.int32)

    @cached_property
    def in_main(self) -> Flags:
        """(m,) whether an edge belongs to the main component: the connected part with most metres of way.

        Without stairs it is what is left of the same streets: a terrace that only a stair leads to is no
        crumb of the map to be passed over for the street below it.
        """
        if self.step_free:
            return replace(self, step_free=False).in_main & self.is_way
        parts = self.component[self.u]
        if not len(parts):
            return np.zeros(0, dtype=bool)
        return np.asarray(parts == np.argmax(np.bincount(parts, weights=self.length_m)))

    @cached_property
    def plane(self) -> LocalPlane:
        """Metres around the middle of the network."""
        if not len(self.nodes):
            return LocalPlane(0.0, 0.0)
        lon, lat = (self.nodes.min(axis=0) + self.nodes.max(axis=0)) / 2.0
        return LocalPlane(float(lon), float(lat))

    @cached_property
    def xy(self) -> Floats:
        """(n, 2) the nodes in metres on `plane`."""
        return self.plane.to_metres(self.nodes)

    @cached_property
    def main_index(self) -> EdgeIndex:
        """Finds the nearest edge of the main component."""
        return EdgeIndex(self, np.flatnonzero(self.in_main))

    @cached_property
    def island_index(self) -> EdgeIndex:
        """Finds the nearest edge that does not hang together with the main component."""
        return EdgeIndex(self, np.flatnonzero(self.is_way & ~self.in_main))

    def without_steps(self) -> Network:
        """The same streets as a wheelchair or a pram finds them: nodes and edges keep their positions."""
        return replace(self, step_free=True)

    def to_tables(self) -> tuple[pa.Table, pa.Table]:
        """(nodes: lon, lat; edges: u, v, length_m, is_steps), row order is node and edge order."""
        nodes = pa.table({"lon": self.nodes[:, 0], "lat": self.nodes[:, 1]})
        edges = {"u": self.u, "v": self.v, "length_m": self.length_m, "is_steps": self.is_steps}
        return nodes, pa.table(edges)


class EdgeIndex:
    """Some edges of a network as segments in metres, in a tree. `edges`: their positions in the network."""

    def __init__(self, network: Network, edges: Integers) -> None:
        self.edges = edges
        ends = np.stack([network.xy[network.u[edges]], network.xy[network.v[edges]]], axis=1)
        self.tree = shapely.STRtree(np.asarray(shapely.linestrings(ends), dtype=object))

    def nearest(self, xy: Floats, limit_m: float) -> tuple[Integers, Integers]:
        """(positions in xy that have an edge within limit_m, the nearest edge of each). xy must be finite."""
        if not len(self.edges) or not len(xy):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        # A limit of exactly zero would be refused by GEOS, and nothing at all be found.
        found = self.tree.query_nearest(
            shapely.points(xy), max_distance=max(limit_m, 1e-6), all_matches=False
        )
        return found[0].astype(np.int64), self.edges[found[1]]


def build(
    nodes: Floats, u: Integers, v: Integers, is_steps: Flags, length_m: Floats | None = None
) -> Network:
    """A network from loose arrays: nodes (n, 2) WGS84 in any order, edges by node position.

    Loops are dropped, nodes put into Morton order, lengths measured where not given and clamped to 0.01 m.
    """
    nodes, u, v = np.asarray(nodes, dtype=np.float64), np.asarray(u, np.int64), np.asarray(v, np.int64)
    metres = metres_between(nodes[u], nodes[v]) if length_m is None else np.asarray(length_m, np.float64)
    keep = u != v
    order = morton_order(nodes)
    place = np.empty(len(nodes), dtype=np.int64)
    place[order] = np.arange(len(nodes))
    clamped = np.maximum(metres[keep], SHORTEST_M)
    return Network(nodes[order], place[u[keep]], place[v[keep]], clamped, np.asarray(is_steps, bool)[keep])


def from_lines(
    lines: Sequence[shapely.Geometry] | NDArray[np.object_],
    *,
    is_steps: Flags | None = None,
    level: Integers | None = None,
    drawn: bool = True,
) -> Network:
    """A network from WGS84 (multi)lines, one `is_steps` and one `level` (bridge 1, tunnel -1, ground 0) each.

    drawn=True, for lines that people drew: ends within a metre are one, an end that touches another line
    joins it, lines of one level that cross meet. drawn=False, for OpenStreetMap ways: only shared vertices
    meet, for two ways that merely cross there are a bridge and what is under it.
    """
    whole = np.asarray(lines, dtype=object)
    parts, line = shapely.get_parts(whole, return_index=True)
    steps = np.zeros(len(whole), dtype=bool) if is_steps is None else np.asarray(is_steps, dtype=bool)
    levels = np.zeros(len(whole), dtype=np.int64) if level is None else np.asarray(level, dtype=np.int64)
    parts, part_steps = shapely.force_2d(parts), steps[line]
    joined: Joined = join_drawn(parts, levels[line]) if drawn else join_shared(parts)
    return build(joined.nodes, joined.u, joined.v, part_steps[joined.line])


def from_tables(nodes: pa.Table, edges: pa.Table) -> Network:
    """The network that `to_tables` wrote."""
    lonlat = np.column_stack([nodes["lon"].to_numpy(), nodes["lat"].to_numpy()])
    column = {name: edges[name].to_numpy() for name in ("u", "v", "length_m", "is_steps")}
    return Network(lonlat, column["u"], column["v"], column["length_m"], column["is_steps"].astype(bool))


def morton_order(nodes: Floats) -> Integers:
    """The positions of nodes (n, 2) along a Z-curve of 2^16 by 2^16 cells."""
    if not len(nodes):
        return np.zeros(0, dtype=np.int64)
    low = nodes.min(axis=0)
    span = np.maximum(nodes.max(axis=0) - low, 1e-12)
    cells = ((nodes - low) / span * 65535).astype(np.uint64)
    return np.argsort(_spread(cells[:, 0]) | (_spread(cells[:, 1]) << np.uint64(1)), kind="stable")


def _spread(cell: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The 16 bits of each number with a zero bit between any two."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        cell = (cell | (cell << np.uint64(shift))) & np.uint64(mask)
    return cell
