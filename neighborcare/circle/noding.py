"""Where lines meet: from lines with vertices to nodes and edges.

Two readings. Ways of OpenStreetMap meet where they share a vertex and nowhere else. Lines that people drew
meet where a person looking at the drawing would say so: ends a hand's breadth apart, an end on the side of
another line, two lines of one level across each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from neighborcare.circle.coordinates import Flags, Floats, Integers, LocalPlane

Lines = NDArray[np.object_]

END_M = 1.0  # how far apart two ends may be drawn and still be one corner
VERTEX_M = 0.01  # inner vertices meet only when they are the same


@dataclass(frozen=True, eq=False)
class Joined:
    """nodes (n, 2) WGS84; u, v (m,) node positions of each edge; line (m,) the line an edge is part of."""

    nodes: Floats
    u: Integers
    v: Integers
    line: Integers


@dataclass(frozen=True, eq=False)
class _Stops:
    """Nodes along segments: `at` is the share (0..1) of segment `segment` where `node` lies."""

    segment: Integers
    at: Floats
    node: Integers


def join_shared(lines: Lines) -> Joined:
    """Every distinct vertex is a node, every step from vertex to vertex an edge."""
    vertices, line = shapely.get_coordinates(lines, return_index=True)
    nodes, vertex_node = np.unique(vertices, axis=0, return_inverse=True)
    start, line = _segments(line)
    node = vertex_node.reshape(-1).astype(np.int64)
    return Joined(nodes, node[start], node[start + 1], line)


def join_drawn(lines: Lines, level: Integers) -> Joined:
    """Lines as drawn: nearby ends merged, touching ends and crossings of one level made nodes."""
    lonlat, vertex_line = shapely.get_coordinates(lines, return_index=True)
    if not len(lonlat):
        return join_shared(lines)
    plane = LocalPlane(*(float(c) for c in (lonlat.min(axis=0) + lonlat.max(axis=0)) / 2.0))
    is_end = _ends(vertex_line)
    node, nodes, node_ends = _merge(plane.to_metres(lonlat), vertex_line, is_end)
    start, line = _segments(vertex_line)
    u, v = node[start], node[start + 1]
    real = u != v
    u, v, line = u[real], v[real], line[real]
    segments: Lines = np.asarray(shapely.linestrings(np.stack([nodes[u], nodes[v]], axis=1)), dtype=object)
    tree = shapely.STRtree(segments)
    touching = _touching(tree, segments, nodes, node_ends, u, v)
    # A bridge lands on the ground: an end joins whatever it touches, an inner vertex only its own level.
    same = node_ends[touching.node]
    same |= _is_level_shared(node, level[vertex_line], len(nodes), touching, level[line])
    touching = _Stops(touching.segment[same], touching.at[same], touching.node[same])
    crossing, crossings = _crossing(tree, segments, nodes, u, v, level[line])
    nodes = np.concatenate([nodes, crossings])
    edges_u, edges_v, segment = _cut(u, v, touching, crossing)
    return Joined(plane.to_degrees(nodes), edges_u, edges_v, line[segment])


def _segments(vertex_line: Integers) -> tuple[Integers, Integers]:
    """(position of each segment's first vertex, line of each segment)."""
    start = np.flatnonzero(vertex_line[1:] == vertex_line[:-1]).astype(np.int64)
    return start, vertex_line[start].astype(np.int64)


def _ends(vertex_line: Integers) -> Flags:
    """Whether a vertex is the first or last of its line."""
    change = vertex_line[1:] != vertex_line[:-1]
    return np.asarray(np.concatenate([[True], change]) | np.concatenate([change, [True]]))


def _merge(xy: Floats, line: Integers, is_end: Flags) -> tuple[Integers, Floats, Flags]:
    """Vertices that are one place: (node of each vertex, nodes in metres, whether a node is any line's end).

    Inner vertices are merged only when equal, or with another line's end: a tolerance among them would
    swallow the bends of a fine curve.
    """
    tree = cKDTree(xy)
    pairs = tree.query_pairs(END_M, output_type="ndarray")
    apart = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    other = line[pairs[:, 0]] != line[pairs[:, 1]]
    ends = is_end[pairs]
    pairs = pairs[(apart <= VERTEX_M) | ends.all(axis=1) | (ends.any(axis=1) & other)]
    node, nodes = _as_one(xy, pairs)
    node_ends = np.zeros(len(nodes), dtype=bool)
    np.logical_or.at(node_ends, node, is_end)
    return node, nodes, node_ends


def _as_one(xy: Floats, pairs: NDArray[np.int64]) -> tuple[Integers, Floats]:
    """(number of the place of each point, places (n, 2)): points linked by pairs are one place, the first's."""
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(xy), len(xy)))
    count, place = connected_components(links, directed=False)
    first = np.full(count, len(xy), dtype=np.int64)
    np.minimum.at(first, place, np.arange(len(xy)))
    return place.astype(np.int64), xy[first]


def _touching(
    tree: shapely.STRtree, segments: Lines, nodes: Floats, ends: Flags, u: Integers, v: Integers
) -> _Stops:
    """Nodes that lie on a segment whose end they are not."""
    points = np.asarray(shapely.points(nodes), dtype=object)
    reach = np.where(ends, END_M, VERTEX_M)
    node, segment = tree.query(points, predicate="dwithin", distance=reach)
    other = (u[segment] != node) & (v[segment] != node)
    node, segment = node[other].astype(np.int64), segment[other].astype(np.int64)
    at = np.asarray(shapely.line_locate_point(segments[segment], points[node], normalized=True))
    between = (at > 0.0) & (at < 1.0)
    return _Stops(segment[between], at[between], node[between])


def _is_level_shared(
    node: Integers, vertex_level: Integers, count: int, stops: _Stops, segment_level: Integers
) -> Flags:
    """Whether the node of each stop belongs to some line of the segment's own level."""
    levels, code = np.unique(np.concatenate([vertex_level, segment_level]), return_inverse=True)
    has = np.zeros((count, len(levels)), dtype=bool)
    has[node, code[: len(vertex_level)]] = True
    return np.asarray(has[stops.node, code[len(vertex_level) :][stops.segment]])


def _crossing(
    tree: shapely.STRtree, segments: Lines, nodes: Floats, u: Integers, v: Integers, level: Integers
) -> tuple[_Stops, Floats]:
    """(stops on both segments of every crossing within one level, the new nodes in metres)."""
    one, two = tree.query(segments, predicate="crosses").astype(np.int64)
    keep = (one < two) & (level[one] == level[two])
    one, two = one[keep], two[keep]
    p, r = nodes[u[one]], nodes[v[one]] - nodes[u[one]]
    q, s = nodes[u[two]], nodes[v[two]] - nodes[u[two]]
    turn = _cross(r, s)
    at_one, at_two = _cross(q - p, s) / turn, _cross(q - p, r) / turn
    at = np.clip(np.concatenate([at_one, at_two]), 0.0, 1.0)
    points = p + at_one[:, None] * r
    if not len(points):
        return _Stops(one, at, one), points
    place, places = _as_one(points, cKDTree(points).query_pairs(VERTEX_M, output_type="ndarray"))
    return _Stops(np.concatenate([one, two]), at, np.tile(len(nodes) + place, 2)), places


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])


def _cut(u: Integers, v: Integers, *stops: _Stops) -> tuple[Integers, Integers, Integers]:
    """Segments cut at their stops: (u, v, segment) of every piece."""
    count = len(u)
    own = np.arange(count, dtype=np.int64)
    segment = np.concatenate([own, own, *(s.segment for s in stops)])
    at = np.concatenate([np.zeros(count), np.ones(count), *(s.at for s in stops)])
    node = np.concatenate([u, v, *(s.node for s in stops)])
    # The ends must stay first and last even when a stop falls on them to the last bit.
    rank = np.concatenate([np.zeros(count), np.full(count, 2.0), *(np.ones(len(s.at)) for s in stops)])
    order = np.lexsort((at, rank, segment))
    segment, node = segment[order], node[order]
    piece = segment[1:] == segment[:-1]
    return node[:-1][piece], node[1:][piece], segment[:-1][piece]
