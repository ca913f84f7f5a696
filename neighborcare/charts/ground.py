"""What lies under a map: water, green, the ways people walk, the buildings. Drawn quietly, never picked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely import MultiLineString, MultiPoint
from shapely.geometry.base import BaseGeometry

from neighborcare.charts.deck import QUIET, Layer, feature, geojson_layer
from neighborcare.charts.palette import Look, rgb


@dataclass(frozen=True, slots=True)
class Ground:
    """Shapes in lon/lat (WGS 84); buildings as points or outlines. Any of them may be missing."""

    water: Sequence[BaseGeometry] = ()
    green: Sequence[BaseGeometry] = ()
    walkways: Sequence[BaseGeometry] = ()
    buildings: Sequence[BaseGeometry] = ()


def under(ground: Ground, look: Look) -> list[Layer]:
    """Green, to lie under everything else."""
    return _fill("green", ground.green, look.colours.green)


def over(ground: Ground, look: Look) -> list[Layer]:
    """Water, walkways and building dots, to lie over a fill of areas (nobody lives on the river)."""
    water = _fill("water", ground.water, look.colours.water)
    return water + _lines(ground.walkways, look) + _dots(ground.buildings, look)


def _fill(name: str, shapes: Sequence[BaseGeometry], colour: str) -> list[Layer]:
    if not shapes:
        return []
    merged = shapely.union_all([shapely.make_valid(shape) for shape in shapes])
    return [geojson_layer(name, [feature(merged, 5)], stroked=False, filled=True, getFillColor=rgb(colour))]


def _lines(shapes: Sequence[BaseGeometry], look: Look) -> list[Layer]:
    if not shapes:
        return []
    together = MultiLineString([part for shape in shapes for part in shapely.get_parts(shape)])
    style = {"getLineColor": rgb(look.colours.path, 150), "getLineWidth": 1, "lineWidthUnits": "pixels"}
    return [geojson_layer("walkways", [feature(together, 5)], stroked=True, filled=False, **style)]


def _dots(shapes: Sequence[BaseGeometry], look: Look) -> list[Layer]:
    if not shapes:
        return []
    together = MultiPoint([shape.centroid for shape in shapes])
    style = {
        "getFillColor": rgb(look.colours.ink, QUIET // 2),
        "getPointRadius": 5,
        "pointRadiusMinPixels": 1,
    }
    return [geojson_layer("dots", [feature(together, 5)], stroked=False, filled=True, **style)]
