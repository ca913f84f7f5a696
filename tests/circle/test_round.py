"""A round of home visits: a short way by all doors, along the streets."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
import shapely

from neighborcare.circle.coordinates import Floats, LocalPlane, metres_between
from neighborcare.circle.network import Network, from_lines
from neighborcare.circle.reach import metres_each
from neighborcare.circle.round import visiting_order, way_along
from neighborcare.circle.snapping import snap

PLANE = LocalPlane(113.5, 30.2)


def at(*metres: tuple[float, float]) -> Floats:
    return PLANE.to_degrees(np.array(metres, dtype=np.float64).reshape(-1, 2))


def lattice() -> Network:
    lines = [shapely.LineString(at((0, y), (600, y))) for y in range(0, 601, 200)]
    lines += [shapely.LineString(at((x, 0), (x, 600))) for x in range(0, 601, 200)]
    return from_lines(lines)


def test_doors_along_one_street_are_visited_from_end_to_end() -> None:
    network = from_lines([shapely.LineString(at((0, 0), (1000, 0)))])
    found = visiting_order(network, snap(network, at((500, 0), (0, 0), (900, 0), (200, 0))))
    assert found.order.tolist() in ([1, 3, 0, 2], [2, 0, 3, 1])
    assert found.total_m == pytest.approx(900, rel=1e-3)
    assert found.metres[0] == 0.0


def test_a_round_is_as_short_as_the_best_of_all_orders() -> None:
    network = lattice()
    dice = np.random.default_rng(4)
    doors = snap(network, at(*dice.random((7, 2)) * 600))
    apart = metres_each(network, doors, doors)
    best = min(sum(apart[a, b] for a, b in pairwise(o)) for o in permutations(range(7)))
    found = visiting_order(network, doors)
    assert sorted(found.order.tolist()) == list(range(7))
    assert best - 1e-6 <= found.total_m <= best * 1.1


def test_a_round_may_have_to_begin_somewhere() -> None:
    network = from_lines([shapely.LineString(at((0, 0), (1000, 0)))])
    doors = snap(network, at((400, 0), (0, 0), (1000, 0)))
    assert visiting_order(network, doors, first=0).order.tolist() == [0, 1, 2]


def test_the_line_follows_the_streets_and_is_as_long_as_the_round() -> None:
    network = lattice()
    doors = snap(network, at((100, 0), (600, 300), (300, 600)))
    found = visiting_order(network, doors)
    line = way_along(network, doors, found.order)
    assert metres_between(line[:-1], line[1:]).sum() == pytest.approx(found.total_m, rel=1e-3)


def test_doors_that_no_path_leads_to_come_last_and_add_nothing() -> None:
    lines = [shapely.LineString(at((0, 0), (1000, 0))), shapely.LineString(at((0, 900), (100, 900)))]
    network = from_lines(lines)
    found = visiting_order(network, snap(network, at((50, 900), (0, 0), (300, 0))))
    assert np.isinf(found.metres).sum() == 1
    assert found.total_m == pytest.approx(300, rel=1e-3)


def test_nobody_to_visit_is_no_round() -> None:
    network = lattice()
    found = visiting_order(network, snap(network, at()))
    assert found.total_m == 0.0
    assert way_along(network, snap(network, at()), found.order).shape == (0, 2)
