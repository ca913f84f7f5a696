"""Scale bar and north as a layer of the map itself: true at any zoom, on the screen and on paper alike."""

from __future__ import annotations

import math

import shapely

from neighborcare.charts.deck import Bounds, Feature, Layer, feature, geojson_layer
from neighborcare.charts.palette import FONTS, Look, rgb
from neighborcare.text import N_, formats, translator

METRES_A_DEGREE = 111_320.0
NICE = (1, 2, 5, 10)
SHARE = 0.18  # of the map's width that the bar takes at most


def bearings(bounds: Bounds, look: Look) -> list[Layer]:
    """A bar of a round number of metres at the south-west corner of `bounds`, with north beside it."""
    west, south, _east, _north = bounds
    metres = bar_metres(bounds)
    end = west + metres / (METRES_A_DEGREE * math.cos(math.radians(south)))
    bar = shapely.LineString([(west, south), (end, south)])
    line = {"getLineWidth": 3, "lineWidthUnits": "pixels", "stroked": True, "filled": False}
    casing = rgb(look.colours.ground, 200)
    words = f"{bar_words(metres, look.language)}  {translator(look.language)(N_('N'))} ↑"
    return [
        geojson_layer("scale-casing", [feature(bar)], **(line | {"getLineWidth": 7, "getLineColor": casing})),
        geojson_layer("scale", [feature(bar)], **line, getLineColor=rgb(look.colours.ink)),
        _words(feature(shapely.Point(west, south), label=words), look),
    ]


def bar_metres(bounds: Bounds) -> int:
    """The largest of 1, 2, 5 × 10ⁿ metres that keeps the bar short beside the map."""
    west, south, east, north = bounds
    across = (east - west) * METRES_A_DEGREE * math.cos(math.radians((south + north) / 2))
    most = max(across * SHARE, 10.0)
    power = int(10 ** math.floor(math.log10(most)))
    return max(step * power for step in NICE if step * power <= most)


def bar_words(metres: int, language: str) -> str:
    """ "500 m", "2 km" """
    if metres >= 1000:
        return translator(language)(N_("{count} km"), count=formats.number(metres / 1000))
    return translator(language)(N_("{count} m"), count=formats.number(metres))


def _words(one: Feature, look: Look) -> Layer:
    return geojson_layer(
        "scale-words",
        [one],
        pointType="text",
        getText="@@=properties.label",
        getTextSize=look.text - 1,
        getTextColor=rgb(look.colours.ink),
        getTextAnchor="start",
        getTextPixelOffset=[0, -12],
        textCharacterSet="auto",
        textFontFamily=FONTS,
        textFontWeight=600,
        textFontSettings={"sdf": True, "fontSize": 48, "buffer": 8, "radius": 16, "cutoff": 0.25},
        textOutlineWidth=6,
        textOutlineColor=rgb(look.colours.ground, 240),
    )
