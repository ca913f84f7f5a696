"""Coordinates: the published vectors, the way back, and metres."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from neighborcare.circle.coordinates import (
    SYSTEMS,
    LocalPlane,
    from_wgs84,
    metres_between,
    shapes_to_wgs84,
    to_metres,
    to_wgs84,
)
from neighborcare.errors import UserError

# WGS84 lat, lon and the GCJ-02 lat, lon that map services give for them.
VECTORS = [
    (31.1774276, 121.5272106, 31.17530398364597, 121.531541859215),
    (22.543847, 113.912316, 22.540796131694766, 113.9171764808363),
    (39.911954, 116.377817, 39.91334545536069, 116.38404722455657),
]


@pytest.mark.parametrize(("lat", "lon", "gcj_lat", "gcj_lon"), VECTORS)
def test_gcj02_agrees_with_the_known_vectors(lat: float, lon: float, gcj_lat: float, gcj_lon: float) -> None:
    found = from_wgs84(np.array([[lon, lat]]), "gcj02")
    assert found == pytest.approx(np.array([[gcj_lon, gcj_lat]]), abs=1e-11)


def test_bd09_agrees_with_a_known_vector() -> None:
    # Baidu's own converter for GCJ-02 116.404, 39.915 (quoted by every converter's documentation).
    gcj = to_wgs84(np.array([[116.404, 39.915]]), "gcj02")
    found = from_wgs84(gcj, "bd09")
    assert found == pytest.approx(np.array([[116.41036949371029, 39.92133699351021]]), abs=1e-9)


@given(
    lon=st.floats(74, 135, allow_nan=False),
    lat=st.floats(3, 54, allow_nan=False),
    system=st.sampled_from(SYSTEMS),
)
def test_there_and_back_is_within_a_millimetre(lon: float, lat: float, system: str) -> None:
    start = np.array([[lon, lat]])
    back = to_wgs84(from_wgs84(start, system), system)
    assert metres_between(start, back)[0] < 0.001


def test_a_place_abroad_is_not_shifted() -> None:
    paris = np.array([[2.3522, 48.8566]])
    assert (from_wgs84(paris, "gcj02") == paris).all()


def test_a_missing_coordinate_stays_missing_and_harms_no_other() -> None:
    found = to_wgs84(np.array([[np.nan, np.nan], [116.384, 39.913]]), "gcj02")
    assert np.isnan(found[0]).all()
    assert np.isfinite(found[1]).all()


def test_shapes_move_with_their_coordinates() -> None:
    square = shapely.box(113.5, 30.2, 113.6, 30.3)
    moved = shapes_to_wgs84(np.array([square], dtype=object), "gcj02")[0]
    corner = to_wgs84(np.array([[113.5, 30.2]]), "gcj02")
    assert moved.bounds[0] == pytest.approx(corner[0, 0], abs=1e-5)
    assert moved.bounds[0] != 113.5


def test_an_unknown_system_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UserError, match="wgs84, cgcs2000, gcj02, bd09"):
        to_wgs84(np.zeros((1, 2)), "mars")


def test_a_degree_of_latitude_has_the_ellipsoid_s_length() -> None:
    # Length of one degree of the meridian around 30.5° N on WGS84 (tables: 110,861 m).
    step = metres_between(np.array([[113.0, 30.0]]), np.array([[113.0, 31.0]]))
    assert step[0] == pytest.approx(110_861, rel=1e-4)


def test_a_degree_of_longitude_shrinks_with_latitude() -> None:
    # cos(60°) is a half; the ellipsoid makes it 55,800 m of 111,320.
    step = metres_between(np.array([[0.0, 60.0]]), np.array([[1.0, 60.0]]))
    assert step[0] == pytest.approx(55_800, rel=1e-3)


def test_the_plane_errs_less_than_a_promille_within_five_kilometres() -> None:
    points = np.array([[113.55, 30.245], [113.45, 30.155]])
    flat = to_metres(points, (113.5, 30.2))
    true = metres_between(np.array([[113.5, 30.2]] * 2), points)
    assert np.hypot(flat[:, 0], flat[:, 1]) == pytest.approx(true, rel=1e-3)


@given(lon=st.floats(113.4, 113.6), lat=st.floats(30.1, 30.3))
def test_metres_go_back_to_degrees(lon: float, lat: float) -> None:
    plane = LocalPlane(113.5, 30.2)
    start = np.array([[lon, lat]])
    assert plane.to_degrees(plane.to_metres(start)) == pytest.approx(start, abs=1e-12)
