"""From a door to the street."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from neighborcare.circle.coordinates import Floats, LocalPlane
from neighborcare.circle.network import Network, from_lines
from neighborcare.circle.snapping import snap

PLANE = LocalPlane(113.5, 30.2)


def at(*metres: tuple[float, float]) -> Floats:
    return PLANE.to_degrees(np.array(metres, dtype=np.float64))


@pytest.fixture
def street_and_island() -> Network:
    street = shapely.LineString(at((0, 0), (1000, 0)))
    island = shapely.LineString(at((0, 220), (100, 220)))
    return from_lines([street, island])


def test_a_door_meets_the_street_square_on(street_and_island: Network) -> None:
    found = snap(street_and_island, at((300, 40)))
    along = found.fraction[0] * 1000
    assert found.distance_m == pytest.approx([40], rel=1e-3)
    assert min(along, 1000 - along) == pytest.approx(300, rel=1e-3)


def test_a_door_beyond_the_end_meets_the_end(street_and_island: Network) -> None:
    found = snap(street_and_island, at((1030, 40)))
    assert found.distance_m == pytest.approx([50], rel=1e-3)
    assert found.fraction[0] in (0.0, 1.0)


def test_the_main_component_is_preferred_to_a_nearer_island(street_and_island: Network) -> None:
    found = snap(street_and_island, at((50, 130)))
    assert street_and_island.in_main[found.edge[0]]
    assert found.distance_m == pytest.approx([130], rel=1e-3)


def test_out_of_reach_of_the_main_component_the_island_is_taken(street_and_island: Network) -> None:
    found = snap(street_and_island, at((50, 215)))
    assert found.located[0]
    assert not street_and_island.in_main[found.edge[0]]


def test_far_away_or_without_coordinates_is_not_located(street_and_island: Network) -> None:
    points = np.concatenate([at((500, 400)), [[np.nan, 30.2]], at((500, 10))])
    found = snap(street_and_island, points)
    assert found.located.tolist() == [False, False, True]
    assert np.isnan(found.distance_m[:2]).all()


def test_the_limit_can_be_chosen(street_and_island: Network) -> None:
    assert not snap(street_and_island, at((500, 40)), limit_m=30).located[0]
    assert snap(street_and_island, at((500, 400)), limit_m=500).located[0]
