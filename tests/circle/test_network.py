"""The walking network: what meets, what hangs together, and how long it is."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from neighborcare.circle.coordinates import Floats, LocalPlane
from neighborcare.circle.network import Network, build, from_lines, from_tables, morton_order
from neighborcare.circle.snapping import snap

PLANE = LocalPlane(113.5, 30.2)


def line(*metres: tuple[float, float]) -> shapely.LineString:
    """A line through these points, in metres around the middle of nowhere."""
    return shapely.LineString(PLANE.to_degrees(np.array(metres, dtype=np.float64)))


def at(*metres: tuple[float, float]) -> Floats:
    return PLANE.to_degrees(np.array(metres, dtype=np.float64))


def parts(network: Network) -> int:
    return len(set(network.component[network.u].tolist()))


def test_edges_are_as_long_as_they_were_drawn() -> None:
    network = from_lines([line((0, 0), (300, 400), (300, 500))])
    assert sorted(network.length_m) == pytest.approx([100, 500], rel=1e-4)


def test_lines_that_share_a_vertex_meet() -> None:
    network = from_lines([line((0, 0), (100, 0), (200, 0)), line((100, 0), (100, 50))], drawn=False)
    assert parts(network) == 1
    assert len(network.nodes) == 4


def test_ways_that_merely_cross_do_not_meet_but_drawn_lines_do() -> None:
    lines = [line((-100, 0), (100, 0)), line((0, -100), (0, 100))]
    assert parts(from_lines(lines, drawn=False)) == 2
    drawn = from_lines(lines)
    assert parts(drawn) == 1
    assert sorted(drawn.length_m) == pytest.approx([100] * 4, rel=1e-4)


def test_a_bridge_meets_the_street_at_its_ends_only() -> None:
    lines = [
        line((-100, 0), (100, 0)),  # street under the bridge
        line((0, -50), (0, 50)),  # bridge
        line((-100, 50), (100, 50)),  # street where the bridge lands
    ]
    network = from_lines(lines, level=np.array([0, 1, 0]))
    assert parts(network) == 2
    assert len(network.u) == 4  # the landing cuts the upper street, nothing cuts the lower


@pytest.mark.parametrize("gap", [0.0, 0.6, -0.6])
def test_an_end_drawn_onto_the_side_of_a_street_joins_it(gap: float) -> None:
    network = from_lines([line((-100, 0), (100, 0)), line((10, gap), (10, 80))])
    assert parts(network) == 1


def test_an_end_two_metres_away_does_not_join() -> None:
    network = from_lines([line((-100, 0), (100, 0)), line((10, 2), (10, 80))])
    assert parts(network) == 2


def test_the_bends_of_a_fine_curve_are_kept() -> None:
    turn = np.linspace(0, np.pi, 60)
    curve = line(*((10 * np.cos(a), 10 * np.sin(a)) for a in turn))
    assert from_lines([curve]).length_m.sum() == pytest.approx(10 * np.pi, rel=1e-3)


def test_a_multiline_counts_as_its_parts() -> None:
    both = shapely.MultiLineString([line((0, 0), (50, 0)), line((500, 0), (550, 0))])
    network = from_lines([both], is_steps=np.array([True]))
    assert len(network.u) == 2
    assert network.is_steps.all()


def test_of_parallel_edges_the_shortest_is_walked() -> None:
    network = build(
        at((0, 0), (100, 0)),
        np.array([0, 1]),
        np.array([1, 0]),
        np.zeros(2, bool),
        np.array([250.0, 120.0]),
    )
    assert network.matrix[0, 1] == network.matrix[1, 0] == 120.0
    assert network.matrix.nnz == 2


def test_nodes_on_one_spot_stay_connected() -> None:
    nodes = at((0, 0), (0, 0), (100, 0))
    network = build(nodes, np.array([0, 1]), np.array([1, 2]), np.zeros(2, bool))
    assert parts(network) == 1
    assert network.length_m.min() == 0.01


def test_a_loop_of_one_node_is_no_way() -> None:
    network = build(at((0, 0), (9, 0)), np.array([0, 0]), np.array([0, 1]), np.zeros(2, bool))
    assert len(network.u) == 1


def test_the_main_component_is_the_one_with_most_metres_not_most_nodes() -> None:
    crumbs = line(*((x, 900) for x in range(0, 100, 5)))
    street = line((0, 0), (1000, 0))
    network = from_lines([crumbs, street])
    assert network.length_m[network.in_main] == pytest.approx([1000], rel=1e-4)


def test_without_steps_a_stair_does_not_connect() -> None:
    lines = [line((0, 0), (100, 0)), line((100, 0), (100, 30)), line((100, 30), (200, 30))]
    network = from_lines(lines, is_steps=np.array([False, True, False]))
    flat = network.without_steps()
    assert parts(network) == 1
    assert parts(flat) == 2
    assert len(flat.u) == len(network.u)  # edges keep their places: a door's edge is the same in both


def test_a_terrace_that_only_a_stair_leads_to_is_no_crumb_without_stairs() -> None:
    lines = [line((0, 0), (1000, 0)), line((500, 0), (500, 40)), line((300, 40), (700, 40))]
    flat = from_lines(lines, is_steps=np.array([False, True, False])).without_steps()
    door = snap(flat, at((650, 45)))
    assert door.distance_m == pytest.approx([5], rel=1e-3)  # the terrace, not the street below it


def test_tables_bring_the_same_network_back() -> None:
    network = from_lines([line((0, 0), (100, 0)), line((50, 0), (50, 60))], is_steps=np.array([False, True]))
    again = from_tables(*network.to_tables())
    assert (again.nodes == network.nodes).all()
    assert (again.is_steps == network.is_steps).all()
    assert (again.matrix.toarray() == network.matrix.toarray()).all()


def test_neighbours_on_the_ground_are_near_in_memory() -> None:
    y, x = np.mgrid[0:32, 0:32]
    nodes = np.column_stack([x.ravel(), y.ravel()]).astype(np.float64)
    shuffled = nodes[np.random.default_rng(1).permutation(len(nodes))]
    ordered = shuffled[morton_order(shuffled)]
    jump = np.abs(np.diff(ordered, axis=0)).sum(axis=1)
    assert np.median(jump) <= 1.0
    assert jump.mean() < 4.0


def test_a_network_of_nothing_locates_nothing() -> None:
    network = from_lines([])
    assert not network.in_main.size
    assert not snap(network, at((0, 0))).located.any()


def test_lines_drawn_twice_over_each_other_are_one_street() -> None:
    network = from_lines([line((0, 0), (300, 0)), line((100, 0), (200, 0))])
    assert parts(network) == 1
    assert network.matrix.nnz == 6  # three pieces, both ways
