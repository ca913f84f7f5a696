"""Geography before it is taken: what a file draws, over what is there already, with its flaws in red."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from neighborcare.charts.breaks import Entry
from neighborcare.charts.deck import QUIET, Feature, Layer, feature, geojson_layer, labels
from neighborcare.charts.ground import Ground, over, under
from neighborcare.charts.maps import SIZE, Map, compose
from neighborcare.charts.palette import Look, rgb
from neighborcare.text import N_, translator

MOST = 20_000  # shapes that are drawn one by one; more are drawn as one


@dataclass(frozen=True, slots=True)
class Drawn:
    """One shape of the file (WGS 84) with its name; `flawed` where a check speaks of it."""

    id: str
    name: str
    shape: BaseGeometry
    flawed: bool = False


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where a check found something: an overlap, a gap, an invalid place. `severe` ones must be mended."""

    name: str
    words: str
    shape: BaseGeometry
    severe: bool = True


def survey(
    shapes: Sequence[Drawn],
    flaws: Sequence[Flaw],
    look: Look,
    *,
    there: Sequence[BaseGeometry] = (),
    ground: Ground | None = None,
    name: str = "",
    alt: str = "",
    size: tuple[int, int] = SIZE,
) -> Map:
    """The file's shapes over the outlines that are there already, and its flaws on top.

    `name` is what the legend calls the shapes ("In the file" unless said). Layers "shapes" and "flaws" can be
    picked. Raises ValueError without any shape.
    """
    under_all = ground or Ground()
    layers = [
        *under(under_all, look),
        *over(under_all, look),
        *_there(there, look),
        *_shapes(shapes, look),
        *_flaws(flaws, look),
        labels("labels", _labels(shapes), look),
    ]
    known = [one.shape for one in shapes] or list(there)
    return compose(layers, known, _legend(shapes, flaws, there, look, name), alt, look, size=size)


def _shapes(shapes: Sequence[Drawn], look: Look) -> list[Layer]:
    colours = look.colours
    style = {
        "stroked": True,
        "filled": True,
        "getFillColor": rgb(colours.met[0], 90),
        "getLineColor": rgb(colours.met[1]),
        "getLineWidth": 1.5,
        "lineWidthUnits": "pixels",
        "getPointRadius": 4,
        "pointRadiusUnits": "pixels",
    }
    if len(shapes) > MOST or all(one.shape.geom_type.endswith("LineString") for one in shapes):
        whole = shapely.GeometryCollection([one.shape for one in shapes])
        return [geojson_layer("shapes", [feature(whole, 5)] if shapes else [], **style)]
    features = [
        feature(one.shape, id=one.id, title=one.name or one.id, body=one.id if one.name else "")
        for one in shapes
    ]
    return [geojson_layer("shapes", features, pickable=True, **style)]


def _flaws(flaws: Sequence[Flaw], look: Look) -> list[Layer]:
    features = []
    for number, one in enumerate(flaws):
        colour = look.colours.bad if one.severe else look.colours.watch
        colours: dict[str, Any] = {"fill": rgb(colour, 120), "line": rgb(colour)}
        features.append(feature(one.shape, id=str(number), title=one.name, body=one.words, **colours))
    style = {
        "stroked": True,
        "filled": True,
        "getFillColor": "@@=properties.fill",
        "getLineColor": "@@=properties.line",
        "getLineWidth": 3,
        "lineWidthUnits": "pixels",
        "getPointRadius": 6,
        "pointRadiusUnits": "pixels",
    }
    return [geojson_layer("flaws", features, pickable=True, **style)] if features else []


def _there(there: Sequence[BaseGeometry], look: Look) -> list[Layer]:
    line = {"getLineColor": rgb(look.colours.second), "getLineWidth": 1.2, "lineWidthUnits": "pixels"}
    fill = {"filled": True, "getFillColor": rgb(look.colours.second, QUIET // 4)}
    return (
        [geojson_layer("there", [feature(shape) for shape in there], stroked=True, **fill, **line)]
        if there
        else []
    )


def _labels(shapes: Sequence[Drawn]) -> list[Feature]:
    """Names of areas; lines and points have none."""
    areas = [one for one in shapes if one.shape.geom_type in ("Polygon", "MultiPolygon") and one.name]
    largest = max((one.shape.area for one in areas), default=0) or 1
    return [
        feature(
            shapely.point_on_surface(one.shape),
            label=one.name,
            priority=round(one.shape.area / largest * 900),
        )
        for one in areas
    ]


def _legend(
    shapes: Sequence[Drawn], flaws: Sequence[Flaw], there: Sequence[BaseGeometry], look: Look, name: str
) -> list[Entry]:
    _ = translator(look.language)
    severe = sum(one.severe for one in flaws)
    entries = [Entry(look.colours.met[1], name or _(N_("In the file")), "line", len(shapes))]
    if there:
        entries.append(Entry(look.colours.second, _(N_("Loaded now")), "line", len(there)))
    if severe:
        entries.append(Entry(look.colours.bad, _(N_("To be mended")), "solid", severe))
    if len(flaws) > severe:
        entries.append(Entry(look.colours.watch, _(N_("To be looked at")), "solid", len(flaws) - severe))
    return entries
