"""The picture of a walk agrees with the walk."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely

from neighborcare.circle.coordinates import Floats, LocalPlane
from neighborcare.circle.isochrone import bands
from neighborcare.circle.network import Network, from_lines
from neighborcare.circle.reach import metres_to_nearest
from neighborcare.circle.snapping import snap

PLANE = LocalPlane(113.5, 30.2)


def at(*metres: tuple[float, float]) -> Floats:
    return PLANE.to_degrees(np.array(metres, dtype=np.float64).reshape(-1, 2))


@pytest.fixture(scope="module")
def blocks() -> Network:
    """Streets every 100 m over two kilometres."""
    ticks = [100.0 * i for i in range(21)]
    east = [shapely.LineString(at((0, y), (2000, y))) for y in ticks]
    north = [shapely.LineString(at((x, 0), (x, 2000))) for x in ticks]
    return from_lines([*east, *north])


def test_bands_grow_outward_without_overlap(blocks: Network) -> None:
    found = bands(blocks, snap(blocks, at((1000, 1000))), 0.9)
    assert [band.minutes for band in found] == [5, 10, 15, 20]
    inner = shapely.Point(at((1000, 1000))[0])
    assert found[0].area.covers(inner)
    for nearer, farther in pairwise(found):
        assert nearer.area.intersection(farther.area).area < 1e-3 * nearer.area.area


def test_the_picture_of_15_minutes_is_the_diamond_that_a_chessboard_walk_gives(blocks: Network) -> None:
    found = bands(blocks, snap(blocks, at((1000, 1000))), 0.9, minutes=(15.0,))
    metres = shapely.transform(found[0].area, PLANE.to_metres)
    # All that lies within 810 m by streets: a diamond of 2 x 810 x 810, and the ground beside its border.
    assert metres.area == pytest.approx(2 * 810 * 810, rel=0.1)


def test_few_people_are_drawn_on_the_wrong_side(blocks: Network) -> None:
    services = snap(blocks, at((300, 400), (1500, 1200)))
    homes = at(*np.random.default_rng(3).uniform(0, 2000, (3000, 2)).tolist())
    walked = metres_to_nearest(blocks, snap(blocks, homes), services).metres <= 810
    area = bands(blocks, services, 0.9, minutes=(15.0,))[0].area
    drawn = shapely.contains_xy(area, homes[:, 0], homes[:, 1])
    assert (walked != drawn).mean() < 0.05


def test_a_slower_walker_has_a_smaller_circle(blocks: Network) -> None:
    services = snap(blocks, at((1000, 1000)))
    fast, slow = (bands(blocks, services, pace, minutes=(15.0,))[0].area.area for pace in (0.9, 0.65))
    assert slow < 0.6 * fast


def test_without_a_service_there_is_nothing_to_draw(blocks: Network) -> None:
    assert bands(blocks, snap(blocks, at()), 0.9) == []
