"""The one way a map is put together, and the most usual map: grids coloured by a figure.

Every map is layers (deck.py) on the street's ground with scale and north, a legend and a sentence for those who
cannot see it. The screen draws the layers with WebGL; svg.py draws the very same ones for browsers without it,
for print and for documents.

A click on a grid comes back from `st.pydeck_chart(on_select="rerun", key=…)` as
`event.selection.objects["grids"][0]["properties"]["id"]` (`picked(event.selection)` reads it).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from neighborcare.charts.bearings import bearings
from neighborcare.charts.breaks import Classes, Entry
from neighborcare.charts.deck import (
    Bounds,
    Deck,
    Feature,
    Layer,
    bounds_of,
    deck,
    feature,
    fitted,
    geojson_layer,
    hatched,
    labels,
)
from neighborcare.charts.ground import Ground, over, under
from neighborcare.charts.palette import Look, rgb
from neighborcare.charts.reading import Reading, Subject, figure_text, lines
from neighborcare.text import translator

SIZE = (760, 560)
FADE_MS = 400


@dataclass(frozen=True, slots=True)
class Area:
    """A grid or community on a map: its reading, its shape (lon/lat, WGS 84) and a short label."""

    reading: Reading
    shape: BaseGeometry
    label: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """A map for `st.pydeck_chart(map.deck, alt=map.alt)`; its legend as data (legend.html, svg.sheet draw it).

    `bounds` are west, south, east, north of what it is about: the first view, and all of a still picture.
    """

    deck: Deck
    legend: list[Entry]
    alt: str
    bounds: Bounds


def compose(
    layers: Sequence[Layer],
    shapes: Iterable[BaseGeometry],
    legend: Sequence[Entry],
    alt: str,
    look: Look,
    *,
    size: tuple[int, int] = SIZE,
) -> Map:
    """Layers, lowest first, as a map fitted to `shapes` in `size` px. Raises ValueError without any shape."""
    bounds = bounds_of(shapes)
    drawn = [*layers, *bearings(bounds, look)]
    return Map(deck(drawn, fitted(bounds, size), look), list(legend), alt, bounds)


def choropleth(
    areas: Sequence[Area],
    classes: Classes,
    subject: Subject,
    look: Look,
    *,
    ground: Ground | None = None,
    selected: str | None = None,
    on_top: Sequence[Layer] = (),
    more: Sequence[Entry] = (),
    size: tuple[int, int] = SIZE,
) -> Map:
    """Grids coloured by class, with outlines, labels; hatched where none can be judged.

    `on_top` are further layers with their own legend (`more`); `size` is the px that the map gets on the page,
    for the first view. Raises ValueError without areas.
    """
    under_all = ground or Ground()
    layers = [
        *under(under_all, look),
        _fills(areas, classes, subject, look),
        *_hatch(areas, look),
        *over(under_all, look),
        _outlines(areas, look),
        *_ring(areas, selected, look),
        labels("labels", area_labels(areas), look),
        *on_top,
    ]
    legend = [*classes.legend(area.reading for area in areas), *more]
    shapes = [area.shape for area in areas]
    return compose(layers, shapes, legend, _alt(areas, subject, look), look, size=size)


def picked(selection: Any, layer: str = "grids") -> str | None:  # noqa: ANN401 - Streamlit's dict-like selection
    """The id of the clicked object of a layer, or None. Takes `event.selection`."""
    objects: Mapping[str, Sequence[Any]] = (selection or {}).get("objects") or {}
    chosen = objects.get(layer) or []
    properties = chosen[0].get("properties", chosen[0]) if chosen else {}
    found = properties.get("id")
    return found if isinstance(found, str) else None


def _fills(areas: Sequence[Area], classes: Classes, subject: Subject, look: Look) -> Layer:
    features = [
        feature(
            area.shape,
            id=area.reading.id,
            title=area.reading.name,
            body="\n".join(lines(area.reading, subject, look.language)),
            fill=rgb(classes.colour(area.reading), 225),
        )
        for area in areas
    ]
    style = {"stroked": False, "filled": True, "getFillColor": "@@=properties.fill"}
    style |= {"transitions": {"getFillColor": FADE_MS}}  # from month to month
    glow = {"pickable": True, "autoHighlight": True, "highlightColor": rgb(look.colours.ink, 40)}
    return geojson_layer("grids", features, **style, **glow)


def _hatch(areas: Sequence[Area], look: Look) -> list[Layer]:
    shapes = [area.shape for area in areas if area.reading.kind in ("too_few", "hidden")]
    return [hatched("hatch", [feature(shape) for shape in shapes], look)] if shapes else []


def _outlines(areas: Sequence[Area], look: Look) -> Layer:
    features = [feature(area.shape) for area in areas]
    line = {"getLineColor": rgb(look.colours.ground), "getLineWidth": 1.5, "lineWidthUnits": "pixels"}
    return geojson_layer("outlines", features, stroked=True, filled=False, **line)


def _ring(areas: Sequence[Area], selected: str | None, look: Look) -> list[Layer]:
    features = [feature(area.shape) for area in areas if area.reading.id == selected]
    line = {"getLineColor": rgb(look.colours.ink), "getLineWidth": 3, "lineWidthUnits": "pixels"}
    return [geojson_layer("selected", features, stroked=True, filled=False, **line)] if features else []


def area_labels(areas: Sequence[Area]) -> list[Feature]:
    """Labels inside their areas; where they collide the larger area keeps its own."""
    largest = max((area.shape.area for area in areas), default=0) or 1
    return [
        feature(
            shapely.point_on_surface(a.shape), label=a.label, priority=round(a.shape.area / largest * 900)
        )
        for a in areas
        if a.label
    ]


def _alt(areas: Sequence[Area], subject: Subject, look: Look) -> str:
    known = [a.reading for a in areas if a.reading.drawn is not None]
    _ = translator(look.language)
    if not known:
        return _("Map of {name}", name=subject.name)
    low, high = (f(known, key=lambda r: r.drawn or 0) for f in (min, max))
    return _(
        "Map of {name}: lowest {low} ({low_value}), highest {high} ({high_value})",
        name=subject.name,
        low=low.name,
        low_value=figure_text(low, subject, look.language),
        high=high.name,
        high_value=figure_text(high, subject, look.language),
    )
