"""Where lines meet, against GEOS' own noding of the same drawing."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components

from neighborcare.circle.coordinates import LocalPlane
from neighborcare.circle.network import build, from_lines
from neighborcare.circle.noding import join_drawn, join_shared

PLANE = LocalPlane(113.5, 30.2)
BLOCK_M = 60.0

corners = st.tuples(st.integers(0, 5), st.integers(0, 5))
drawings = st.lists(st.lists(corners, min_size=2, max_size=5, unique=True), min_size=1, max_size=8)


def on_the_ground(drawing: list[list[tuple[int, int]]]) -> list[shapely.LineString]:
    return [shapely.LineString(PLANE.to_degrees(np.array(line) * BLOCK_M)) for line in drawing]


@settings(max_examples=200, deadline=None)
@given(drawing=drawings)
def test_drawn_lines_meet_where_geos_would_cut_them(drawing: list[list[tuple[int, int]]]) -> None:
    drawn = [shapely.LineString(np.array(line) * BLOCK_M) for line in drawing]
    noded = shapely.union_all(drawn, grid_size=0.01)
    whole = shapely.get_parts(shapely.line_merge(noded))
    touching = shapely.STRtree(whole).query(whole, predicate="intersects")
    blocks = np.zeros((len(whole), len(whole)))
    blocks[touching[0], touching[1]] = 1
    network = from_lines(on_the_ground(drawing))
    edges = np.asarray(shapely.linestrings(network.xy[np.column_stack([network.u, network.v])]))
    walked = shapely.union_all(edges, grid_size=0.01)
    assert walked.length == pytest.approx(noded.length, rel=1e-3)
    parts = len(set(network.component[network.u].tolist()))
    assert parts == connected_components(blocks, directed=False)[0]


@given(drawing=drawings)
def test_every_edge_knows_its_line(drawing: list[list[tuple[int, int]]]) -> None:
    lines = np.array(on_the_ground(drawing), dtype=object)
    joined = join_drawn(lines, np.zeros(len(lines), dtype=np.int64))
    middle = (joined.nodes[joined.u] + joined.nodes[joined.v]) / 2
    assert (shapely.distance(shapely.points(middle), lines[joined.line]) < 1e-8).all()


def test_three_streets_through_one_point_are_one_crossing() -> None:
    network = from_lines(on_the_ground([[(0, 0), (4, 4)], [(0, 4), (4, 0)], [(0, 2), (4, 2)]]))
    assert len(set(network.component.tolist())) == 1


def test_shared_vertices_alone_join_map_ways() -> None:
    lines = np.array(
        on_the_ground([[(0, 0), (2, 0), (4, 0)], [(2, 0), (2, 3)], [(1, 1), (1, -1)]]), dtype=object
    )
    joined = join_shared(lines)
    network = build(joined.nodes, joined.u, joined.v, np.zeros(len(joined.u), dtype=bool))
    assert len(network.u) == 4
    assert len(set(network.component.tolist())) == 2
