"""The health circle as a map: how far the nearest service is on foot, building by building."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

from neighborcare.charts.breaks import Classes, Entry
from neighborcare.charts.deck import QUIET, Feature, Layer, feature, geojson_layer, labels, point
from neighborcare.charts.ground import Ground, over, under
from neighborcare.charts.maps import SIZE, Area, Map, area_labels, compose
from neighborcare.charts.palette import FONTS, Look, rgb
from neighborcare.text import N_, formats, translator

REACH_STATES = ("covered", "uncovered", "no_path", "not_located")
BANDS = (
    5.0,
    10.0,
    15.0,
    20.0,
)  # minutes that bands and buildings are coloured by, besides the limit asked for
# a service's badge in Chinese and English: what it is shows in the sign, its family in the colour
BADGES: dict[str, tuple[str, str]] = {
    "health_station": ("卫", "H"),
    "health_day_post": ("健", "D"),
    "hospital": ("医", "+"),
    "pharmacy": ("药", "P"),
    "elder_home": ("家", "E"),
    "canteen": ("餐", "C"),
    "mediation_room": ("调", "M"),
    "venue": ("活", "V"),
}
_HEALTH, _LIVING, _OTHER = "#5B4B9A", "#8F5B0E", "#41505F"
CLOSED = "#7A8490"  # of a service that is switched off or not open then


@dataclass(frozen=True, slots=True)
class Building:
    """A building of the circle: state (REACH_STATES), minutes to the nearest service, elders 65+.

    `elders` None is a number that may not be shown: the dot then has the smallest size, whatever it is.
    """

    id: str
    name: str
    longitude: float
    latitude: float
    state: str
    minutes: float | None = None
    elders: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A service point: its type code (BADGES) with the type's name in the reader's language."""

    id: str
    name: str
    kind: str
    kind_name: str
    longitude: float
    latitude: float
    note: str = ""
    is_open: bool = True


def circle(
    buildings: Sequence[Building],
    services: Sequence[Service],
    reach: Sequence[tuple[float, BaseGeometry]],
    look: Look,
    *,
    minutes: float = 15,
    by: str = "state",
    areas: Sequence[Area] = (),
    ground: Ground | None = None,
    size: tuple[int, int] = SIZE,
) -> Map:
    """The walk to the nearest service: buildings by 'state' or 'minutes', or the ground's 'bands'.

    `reach` are disjoint bands (minutes, area), drawn as bands or as one pale area within the limit. `areas` are
    outlines with labels. Layers "buildings" and "services" can be picked. Raises ValueError with nothing to fit to.
    """
    under_all = ground or Ground()
    layers = [
        *under(under_all, look),
        *over(under_all, look),
        *(_bands(reach, minutes, look) if by == "bands" else _within(reach, minutes, look)),
        _borders(areas, look),
        *_homes(buildings, by, minutes, look),
        labels("labels", area_labels(areas), look, colour=look.colours.muted),
        badges(services, look),
    ]
    shapes = [a.shape for a in areas] or [shapely.Point(b.longitude, b.latitude) for b in buildings]
    shapes = shapes or [shape for _minutes, shape in reach]
    legend = [*_legend(buildings, reach, by, minutes, look), *service_legend(services, look)]
    alt = translator(look.language)(
        "Map of the {minutes}-minute health circle", minutes=formats.number(minutes)
    )
    return compose(layers, shapes, legend, alt, look, size=size)


def minute_classes(minutes: float, look: Look) -> Classes:
    """Classes of walking time by BANDS and the limit: teal within it, brown beyond."""
    edges = tuple(sorted({*BANDS, float(minutes)}))
    near = edges.index(minutes) + 1
    ramp = look.colours.ramp
    teal = [ramp[max(6 - 2 * i, 1) if near < 5 else max(6 - i, 1)] for i in range(near)]
    brown = _browns(len(edges) + 1 - near, look)
    shown = [formats.axis(edge, "minutes") for edge in edges]
    spans = [f"≤{shown[0]}", *(f"{a}–{b}" for a, b in pairwise(shown)), f">{shown[-1]}"]
    unit = formats.unit_name("minutes", look.language, 2)
    labels_ = tuple(f"{span} {unit}" for span in spans)
    return Classes(edges, (*teal, *brown), labels_, look, upper_inside=True)


def _browns(count: int, look: Look) -> tuple[str, ...]:
    far, middle, near = look.colours.short
    return (
        ((far,), (middle, far), (near, middle, far))[count - 1]
        if count < 4
        else (near, near, middle, far)[:count]
    )


@lru_cache(maxsize=256)
def state_name(state: str, minutes: float, language: str) -> str:
    """A state of the circle in words: "15 分钟内", "15 分钟外", …"""
    _ = translator(language)
    names = {
        "covered": _("Within {minutes} minutes", minutes=formats.number(minutes)),
        "uncovered": _("Beyond {minutes} minutes", minutes=formats.number(minutes)),
        "no_path": _("No connected path"),
        "not_located": _("Cannot be located"),
    }
    return names[state]


def _state_colour(state: str, look: Look) -> str:
    colours = look.colours
    by_state = {"covered": colours.met[1], "uncovered": colours.short[0], "no_path": colours.bad}
    return by_state.get(state, colours.hatch)


def _building(one: Building, by: str, limit: float, look: Look) -> Feature:
    timed = one.state in ("covered", "uncovered") and one.minutes is not None
    colour = _state_colour(one.state, look)
    if by == "minutes" and timed:
        classes = minute_classes(limit, look)
        colour = classes.colours[classes.index(one.minutes or 0)]
    hollow = one.state in ("no_path", "not_located")
    return point(
        one.longitude,
        one.latitude,
        id=one.id,
        title=one.name,
        body=_building_words(one, limit, timed, look.language),
        fill=rgb(look.colours.ground if hollow else colour, 235),
        line=rgb(colour if hollow else look.colours.ground),
        size=round(4 + min((one.elders or 0) ** 0.5, 8), 1),
    )


def _building_words(one: Building, limit: float, timed: bool, language: str) -> str:
    _ = translator(language)
    elders = (
        formats.hidden(language) if one.elders is None else formats.quantity(one.elders, "persons", language)
    )
    texts = [state_name(one.state, limit, language), _("Elders 65+: {count}", count=elders)]
    if timed:
        time = formats.quantity(round(one.minutes or 0, 1), "minutes", language)
        texts.insert(1, _("Walk to the nearest service: {time}", time=time))
    return "\n".join([*texts, *([one.note] if one.note else [])])


def _homes(buildings: Sequence[Building], by: str, minutes: float, look: Look) -> list[Layer]:
    """One dot a building; under coloured bands they stay quiet, since the ground is what is read."""
    if not buildings:
        return []
    if by == "bands":
        together = shapely.MultiPoint([(b.longitude, b.latitude) for b in buildings])
        quiet = {"getFillColor": rgb(look.colours.ink, QUIET), "getPointRadius": 1.5, "stroked": False}
        return [geojson_layer("dots", [feature(together, 5)], pointRadiusUnits="pixels", **quiet)]
    return [_dots([_building(b, by, minutes, look) for b in buildings], look)]


def _bands(reach: Sequence[tuple[float, BaseGeometry]], minutes: float, look: Look) -> list[Layer]:
    """Each band in the colour of its minutes."""
    classes = minute_classes(minutes, look)
    features = [
        feature(shape, 5, fill=rgb(classes.colours[classes.index(upto)], 175)) for upto, shape in reach
    ]
    line = {"getLineColor": rgb(look.colours.ground, 200), "getLineWidth": 1, "lineWidthUnits": "pixels"}
    fill = {"filled": True, "stroked": True, "getFillColor": "@@=properties.fill"}
    return [geojson_layer("reach", features, **fill, **line)]


def _within(reach: Sequence[tuple[float, BaseGeometry]], minutes: float, look: Look) -> list[Layer]:
    """All ground within the limit as one pale area with an outline."""
    near = [shape for upto, shape in reach if upto <= minutes]
    if not near:
        return []
    fill = {"getFillColor": rgb(look.colours.brand, 36), "getLineColor": rgb(look.colours.brand, 150)}
    style = {"stroked": True, "filled": True, "getLineWidth": 1.2, "lineWidthUnits": "pixels"}
    return [geojson_layer("reach", [feature(shapely.union_all(near), 5)], **style, **fill)]


def _borders(areas: Sequence[Area], look: Look) -> Layer:
    line = {"getLineColor": rgb(look.colours.second, 170), "getLineWidth": 1.2, "lineWidthUnits": "pixels"}
    return geojson_layer("borders", [feature(a.shape) for a in areas], stroked=True, filled=False, **line)


def _dots(features: Sequence[Feature], look: Look) -> Layer:
    style = {
        "filled": True,
        "stroked": True,
        "getFillColor": "@@=properties.fill",
        "getLineColor": "@@=properties.line",
        "getPointRadius": "@@=properties.size",
        "pointRadiusUnits": "pixels",
        "getLineWidth": 1.5,
        "lineWidthUnits": "pixels",
    }
    return geojson_layer("buildings", features, pickable=True, **style)


def _badge(kind: str, language: str) -> tuple[str, str]:
    """Sign and colour of a type of service; an unknown type gets a plain dot."""
    sign = BADGES.get(kind, ("•", "•"))[language == "en"]
    if kind in ("health_station", "health_day_post", "hospital", "pharmacy"):
        return sign, _HEALTH
    return sign, _LIVING if kind in ("elder_home", "canteen") else _OTHER


def badges(services: Sequence[Service], look: Look) -> Layer:
    """Services as discs with the sign of their type; closed ones are grey."""
    features = []
    for one in services:
        sign, colour = _badge(one.kind, look.language)
        body = "\n".join(text for text in (one.kind_name, one.note) if text)
        fill = rgb(colour) if one.is_open else rgb(CLOSED, 200)
        words = {"id": one.id, "title": one.name, "body": body, "label": sign}
        features.append(point(one.longitude, one.latitude, **words, fill=fill))
    return disc_layer("services", features)


def disc_layer(name: str, features: Sequence[Feature]) -> Layer:
    """Discs (property `fill`) with a sign in them (`label`) that can be picked."""
    style = {
        "pointType": "circle+text",
        "getFillColor": "@@=properties.fill",
        "getPointRadius": 11,
        "pointRadiusUnits": "pixels",
        "getLineColor": [255, 255, 255, 255],
        "getLineWidth": 2,
        "lineWidthUnits": "pixels",
        "getText": "@@=properties.label",
        "getTextSize": 13,
        "getTextColor": [255, 255, 255, 255],
        "textCharacterSet": "auto",
        "textFontWeight": 700,
        "textFontFamily": FONTS,
    }
    return geojson_layer(name, features, pickable=True, stroked=True, filled=True, **style)


def _legend(
    buildings: Sequence[Building],
    reach: Sequence[tuple[float, BaseGeometry]],
    by: str,
    minutes: float,
    look: Look,
) -> list[Entry]:
    classes = minute_classes(minutes, look)
    if by == "bands":
        indices = sorted({classes.index(upto) for upto, _shape in reach})
        return [Entry(classes.colours[i], classes.labels[i]) for i in indices]
    states = [b.state for b in buildings]
    entries = [
        Entry(
            _state_colour(s, look),
            state_name(s, minutes, look.language),
            "ring" if s in REACH_STATES[2:] else "dot",
            states.count(s),
        )
        for s in REACH_STATES
        if (s in states or s in REACH_STATES[:2]) and (by == "state" or s in REACH_STATES[2:])
    ]
    if by == "minutes":
        entries = [Entry(c, t, "dot") for c, t in zip(classes.colours, classes.labels, strict=True)] + entries
    return entries


def service_legend(services: Sequence[Service], look: Look) -> list[Entry]:
    """The signs of the types that are open, and the grey of those that are not."""
    kinds = {s.kind: s.kind_name for s in services if s.is_open}
    signs = [(_badge(kind, look.language), name) for kind, name in kinds.items()]
    entries = [Entry(colour, name, "badge", symbol=sign) for (sign, colour), name in signs]
    closed = [s for s in services if not s.is_open]
    if closed:
        sign = _badge(closed[0].kind, look.language)[0]
        entries.append(Entry(CLOSED, translator(look.language)(N_("Not open")), "badge", symbol=sign))
    return entries
