"""Longitude and latitude to px of a slide, and where a figure finds room on a grid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shapely import Polygon, box, maximum_inscribed_circle

from neighborcare.charts.palette import contrast
from neighborcare.report.marks import TEXT
from neighborcare.report.slides import GridMap, Ring
from neighborcare.report.typeset import measure

_WITHIN = 0.97  # of a figure's field on the map that must lie in its grid


@dataclass(frozen=True, slots=True)
class Plane:
    """Longitude and latitude to px: equirectangular at the middle latitude, centred in its frame."""

    centre: tuple[float, float]
    scale: tuple[float, float]
    origin: tuple[float, float]

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """A point of the drawing."""
        x = self.origin[0] + (lon - self.centre[0]) * self.scale[0]
        return round(x, 1), round(self.origin[1] - (lat - self.centre[1]) * self.scale[1], 1)

    def label(self, rings: Sequence[Ring], text: str) -> tuple[float, float] | None:
        """Where the text lies well inside the largest ring; None where it would not fit."""
        shapes = [Polygon([self.at(*point) for point in ring]).buffer(0) for ring in rings]
        inside = max(shapes, key=lambda shape: shape.area)
        half = measure(text, TEXT) / 2 + 4
        for point in (
            inside.centroid,
            maximum_inscribed_circle(inside).interpolate(0),
            inside.representative_point(),
        ):
            field = box(point.x - half, point.y - TEXT / 2, point.x + half, point.y + TEXT / 2)
            if field.intersection(inside).area >= field.area * _WITHIN:
                return float(point.x), float(point.y)
        return None


def plane_of(drawn: GridMap, frame: tuple[float, float, float, float]) -> Plane:
    """The plane that fits all grids into the frame (left, top, right, bottom)."""
    points = [point for area in drawn.areas for ring in area.rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    left, top, right, bottom = frame
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-5), max(north - south, 1e-5)
    scale = min((right - left) / wide, (bottom - top) / high)
    return Plane(
        ((west + east) / 2, (south + north) / 2),
        (scale * squeeze, scale),
        ((left + right) / 2, (top + bottom) / 2),
    )


def ink_on(colour: str) -> str:
    """Dark or white words, whichever is better read on that fill."""
    return max(("#1F2A37", "#FFFFFF"), key=lambda ink: contrast(ink, colour))
