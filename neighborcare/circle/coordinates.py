"""Four coordinate systems made one, and degrees made metres.

Points are float64 arrays of shape (n, 2): longitude, latitude. A missing coordinate is NaN and stays NaN.

- WGS84 is what the product keeps. CGCS2000 differs from it by centimetres and is taken as equal.
- GCJ-02 (Amap, Tencent, most city maps): the published offset polynomial on the Krasovsky ellipsoid
  (a = 6378245, ee = 0.00669342162296594323), applied within the usual box around China only.
- BD-09 (Baidu): a further rotation of GCJ-02.

Both inverses are found by fixed-point iteration and come back to well under a millimetre.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from neighborcare.errors import UserError
from neighborcare.text import N_

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

SYSTEMS = ("wgs84", "cgcs2000", "gcj02", "bd09")

_GCJ_A = 6378245.0
_GCJ_EE = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
_BD_SHIFT = np.array([0.0065, 0.006])
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_STEPS = 8  # five suffice for GCJ-02, BD-09 on top of it needs a few more

_WGS_A = 6378137.0
_WGS_E2 = 0.00669437999014


def to_wgs84(points: Floats, system: str) -> Floats:
    """Points (n, 2) of that system as WGS84. Raises UserError for an unknown system."""
    if system in ("wgs84", "cgcs2000"):
        return np.array(points, dtype=np.float64)
    if system == "gcj02":
        return _inverse(wgs84_to_gcj02, points)
    if system == "bd09":
        return _inverse(wgs84_to_gcj02, _inverse(gcj02_to_bd09, points))
    raise _unknown(system)


def from_wgs84(points: Floats, system: str) -> Floats:
    """WGS84 points (n, 2) in that system. Raises UserError for an unknown system."""
    if system in ("wgs84", "cgcs2000"):
        return np.array(points, dtype=np.float64)
    if system == "gcj02":
        return wgs84_to_gcj02(points)
    if system == "bd09":
        return gcj02_to_bd09(wgs84_to_gcj02(points))
    raise _unknown(system)


def shapes_to_wgs84(shapes: NDArray[np.object_], system: str) -> NDArray[np.object_]:
    """Shapely geometries (n,) of that system as WGS84. Raises UserError for an unknown system."""
    moved = shapely.transform(shapes, lambda points: to_wgs84(points, system))
    return np.asarray(moved, dtype=object)


def wgs84_to_gcj02(points: Floats) -> Floats:
    """The Chinese map offset; points outside the box around China are left as they are."""
    points = np.asarray(points, dtype=np.float64)
    lon, lat = points[:, 0], points[:, 1]
    phi = np.radians(lat)
    root = 1.0 - _GCJ_EE * np.sin(phi) ** 2
    east, north = _offset(lon - 105.0, lat - 35.0)
    east = np.degrees(east / (_GCJ_A / np.sqrt(root) * np.cos(phi)))
    north = np.degrees(north / (_GCJ_A * (1.0 - _GCJ_EE) / root**1.5))
    inside = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return np.asarray(points + np.where(inside, [east, north], 0.0).T)


def gcj02_to_bd09(points: Floats) -> Floats:
    """Baidu's own rotation of a GCJ-02 point."""
    points = np.asarray(points, dtype=np.float64)
    x, y = points[:, 0], points[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_TURN)
    return np.asarray(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]) + _BD_SHIFT)


def metres_between(start: Floats, end: Floats) -> Floats:
    """Length in metres of each step from start (n, 2) to end (n, 2), both WGS84.

    Local radii of the ellipsoid at the middle latitude: within 1e-6 of the geodesic for steps under 10 km.
    """
    east, north = _metres_per_degree((start[:, 1] + end[:, 1]) / 2.0)
    step = end - start
    return np.asarray(np.hypot(step[:, 0] * east, step[:, 1] * north))


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """Metres east and north of a centre (equirectangular on the ellipsoid).

    The east scale is that of the centre's latitude: at 30° N it errs 0.05 % five kilometres away, so it is
    for snapping and drawing a street; the length of a walk comes from `metres_between`.
    """

    lon: float
    lat: float

    def to_metres(self, points: Floats) -> Floats:
        """WGS84 points (n, 2) as metres (n, 2)."""
        return np.asarray((np.asarray(points, dtype=np.float64) - (self.lon, self.lat)) * self._scale())

    def to_degrees(self, metres: Floats) -> Floats:
        """Metres (n, 2) back to WGS84."""
        return np.asarray(np.asarray(metres, dtype=np.float64) / self._scale() + (self.lon, self.lat))

    def _scale(self) -> Floats:
        return np.asarray(np.concatenate(_metres_per_degree(np.array([self.lat]))))


def to_metres(points: Floats, centre: tuple[float, float]) -> Floats:
    """WGS84 points (n, 2) as metres east and north of `centre` (lon, lat); see LocalPlane for its error."""
    return LocalPlane(*centre).to_metres(points)


def _metres_per_degree(lat: Floats) -> tuple[Floats, Floats]:
    phi = np.radians(lat)
    root = 1.0 - _WGS_E2 * np.sin(phi) ** 2
    east = np.radians(_WGS_A / np.sqrt(root) * np.cos(phi))
    return np.asarray(east), np.asarray(np.radians(_WGS_A * (1.0 - _WGS_E2) / root**1.5))


def _offset(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The published polynomial: metres east and north at x = lon - 105, y = lat - 35."""
    both = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    root = np.sqrt(np.abs(x))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + both
    east += _waves(x, (20.0, 1.0), (40.0, 3.0)) + _waves(x, (150.0, 12.0), (300.0, 30.0))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + both
    north += _waves(y, (20.0, 1.0), (40.0, 3.0)) + _waves(y, (160.0, 12.0), (320.0, 30.0))
    return east, north


def _waves(t: Floats, *terms: tuple[float, float]) -> Floats:
    return np.asarray(sum(size * np.sin(t * np.pi / length) for size, length in terms) * 2.0 / 3.0)


def _inverse(forward: Callable[[Floats], Floats], points: Floats) -> Floats:
    target = np.asarray(points, dtype=np.float64)
    found = target.copy()
    for _ in range(_STEPS):
        found = found + (target - forward(found))
    return found


def _unknown(system: str) -> UserError:
    return UserError(
        N_("There is no coordinate system “{system}”."),
        remedy=N_("Known coordinate systems: {known}."),
        system=system,
        known=", ".join(SYSTEMS),
    )
