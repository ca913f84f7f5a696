"""Where a post would stand and whom it brings within reach: buildings by what becomes of them, places numbered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from neighborcare.charts.breaks import Entry
from neighborcare.charts.circles import Service, badges, disc_layer, service_legend
from neighborcare.charts.deck import Layer, feature, geojson_layer, labels, point
from neighborcare.charts.ground import Ground, over, under
from neighborcare.charts.maps import SIZE, Area, Map, area_labels, compose
from neighborcare.charts.palette import Look, rgb
from neighborcare.text import N_, translator

NAMES = {
    "inside": N_("Within reach already"),
    "gained": N_("Newly within reach"),
    "lost": N_("No longer within reach"),
    "outside": N_("Still outside"),
    "lost_way": N_("No path, or not located"),
}
BESIDE = 0.0015  # degrees around a round, so that one of few doors still shows where it is
NUMBERED = 24  # doors of a round that wear their number
CHOSEN, STOP = "#B3261E", "#41505F"


@dataclass(frozen=True, slots=True)
class Spot:
    """A building: its state (NAMES), a weight from 0 for the size of its dot, and what pointing at it says."""

    id: str
    name: str
    longitude: float
    latitude: float
    state: str
    weight: float = 0.0
    body: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is numbered: a chosen post, or a stop of a round; `sign` "" is a candidate not chosen."""

    id: str
    name: str
    longitude: float
    latitude: float
    sign: str = ""
    body: str = ""


def plan(
    spots: Sequence[Spot],
    posts: Sequence[Place],
    look: Look,
    *,
    candidates: Sequence[Place] = (),
    services: Sequence[Service] = (),
    areas: Sequence[Area] = (),
    cells: Sequence[tuple[float, float, float, float]] = (),
    ground: Ground | None = None,
    alt: str = "",
    size: tuple[int, int] = SIZE,
) -> Map:
    """Chosen posts among candidates. `cells` (west, south, east, north) make empty ground clickable: layer "cells".

    Layers "buildings", "candidates", "posts" can be picked as well. Raises ValueError with nothing to fit to.
    """
    under_all = ground or Ground()
    layers = [
        *under(under_all, look),
        *over(under_all, look),
        *_cells(cells, look),
        _borders(areas, look),
        _dots(spots, look),
        labels("labels", area_labels(areas), look, colour=look.colours.muted),
        _candidates(candidates, look),
        badges(services, look),
        _numbered("posts", posts, CHOSEN),
    ]
    shapes = [a.shape for a in areas] or [shapely.Point(s.longitude, s.latitude) for s in spots]
    legend = [*_legend(spots, look), *service_legend(services, look), *_marks(posts, candidates, look)]
    return compose(layers, shapes, legend, alt, look, size=size)


def walk(
    stops: Sequence[Place],
    path: Sequence[tuple[float, float]],
    look: Look,
    *,
    areas: Sequence[Area] = (),
    ground: Ground | None = None,
    alt: str = "",
    size: tuple[int, int] = SIZE,
) -> Map:
    """A round of visits: its way along the streets and the numbered doors."""
    under_all = ground or Ground()
    line = [feature(shapely.LineString(path))] if len(path) > 1 else []
    style = {"getLineColor": rgb(look.colours.brand, 220), "getLineWidth": 4, "lineWidthUnits": "pixels"}
    layers = [
        *under(under_all, look),
        *over(under_all, look),
        _borders(areas, look),
        geojson_layer("round", line, stroked=True, filled=False, **style),
        _doors(stops, look),
        _numbered("stops", stops[:: math.ceil(len(stops) / NUMBERED)] if stops else (), STOP),
    ]
    doors = shapely.MultiPoint([(stop.longitude, stop.latitude) for stop in stops])
    shapes = [doors.buffer(BESIDE), *([shapely.LineString(path)] if len(path) > 1 else [])]
    _ = translator(look.language)
    legend = [
        Entry(STOP, _(N_("Building to visit, in order")), "badge", symbol="1"),
        Entry(look.colours.brand, _(N_("Way along the streets")), "line"),
    ]
    return compose(layers, shapes, legend, alt, look, size=size)


def _doors(stops: Sequence[Place], look: Look) -> Layer:
    """Every door of a round as a small dot, for numbers would cover each other."""
    features = [point(one.longitude, one.latitude, id=one.id, title=one.name, body=one.sign) for one in stops]
    style = {
        "getFillColor": rgb(STOP),
        "getLineColor": rgb(look.colours.ground),
        "getPointRadius": 4,
        "pointRadiusUnits": "pixels",
        "getLineWidth": 1,
        "lineWidthUnits": "pixels",
    }
    return geojson_layer("doors", features, pickable=True, stroked=True, filled=True, **style)


def _colour(state: str, look: Look) -> str:
    colours = look.colours
    return {
        "inside": colours.soft,
        "gained": colours.met[1],
        "lost": colours.bad,
        "outside": colours.short[1],
        "lost_way": colours.hatch,
    }[state]


def _dots(spots: Sequence[Spot], look: Look) -> Layer:
    order = ("inside", "lost_way", "outside", "lost", "gained")
    features = [
        point(
            one.longitude,
            one.latitude,
            id=one.id,
            title=one.name,
            body=one.body,
            fill=rgb(_colour(one.state, look), 235),
            size=round(3.5 + min(one.weight**0.5, 7), 1),
        )
        for one in sorted(spots, key=lambda spot: order.index(spot.state))
    ]
    style = {
        "filled": True,
        "stroked": True,
        "getFillColor": "@@=properties.fill",
        "getLineColor": rgb(look.colours.ground),
        "getPointRadius": "@@=properties.size",
        "pointRadiusUnits": "pixels",
        "getLineWidth": 1,
        "lineWidthUnits": "pixels",
    }
    return geojson_layer("buildings", features, pickable=True, **style)


def _candidates(candidates: Sequence[Place], look: Look) -> Layer:
    features = [
        point(one.longitude, one.latitude, id=one.id, title=one.name, body=one.body) for one in candidates
    ]
    style = {
        "getFillColor": rgb(look.colours.ground),
        "getLineColor": rgb(CHOSEN),
        "getPointRadius": 6,
        "pointRadiusUnits": "pixels",
        "getLineWidth": 2.5,
        "lineWidthUnits": "pixels",
    }
    return geojson_layer("candidates", features, pickable=True, stroked=True, filled=True, **style)


def _numbered(name: str, places: Sequence[Place], colour: str) -> Layer:
    return disc_layer(
        name,
        [
            point(
                one.longitude,
                one.latitude,
                id=one.id,
                title=one.name,
                body=one.body,
                label=one.sign,
                fill=rgb(colour),
            )
            for one in places
        ],
    )


def _cells(cells: Sequence[tuple[float, float, float, float]], look: Look) -> list[Layer]:
    """Ground to click on: all but invisible until it is pointed at."""
    if not cells:
        return []
    words = translator(look.language)(N_("Put a point here"))
    features = [
        feature(shapely.box(*cell), id=f"{(cell[0] + cell[2]) / 2:.6f},{(cell[1] + cell[3]) / 2:.6f}")
        for cell in cells
    ]
    for one in features:
        one["properties"] |= {"title": words, "body": one["properties"]["id"]}
    style = {"stroked": False, "filled": True, "getFillColor": rgb(look.colours.ink, 1)}
    glow = {"autoHighlight": True, "highlightColor": rgb(look.colours.brand, 70)}
    return [geojson_layer("cells", features, pickable=True, **style, **glow)]


def _borders(areas: Sequence[Area], look: Look) -> Layer:
    line = {"getLineColor": rgb(look.colours.second, 170), "getLineWidth": 1.2, "lineWidthUnits": "pixels"}
    return geojson_layer("borders", [feature(a.shape) for a in areas], stroked=True, filled=False, **line)


def _legend(spots: Sequence[Spot], look: Look) -> list[Entry]:
    _ = translator(look.language)
    states = [spot.state for spot in spots]
    return [
        Entry(_colour(state, look), _(name), "dot", states.count(state))
        for state, name in NAMES.items()
        if state in states
    ]


def _marks(posts: Sequence[Place], candidates: Sequence[Place], look: Look) -> list[Entry]:
    _ = translator(look.language)
    found = [Entry(CHOSEN, _(N_("Chosen place")), "badge", symbol="1")] if posts else []
    return [*found, *([Entry(CHOSEN, _(N_("Other candidates")), "ring")] if candidates else [])]
