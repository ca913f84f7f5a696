"""A deck.gl map as compact JSON that `st.pydeck_chart` takes as it takes a pydeck Deck.

Features carry only what is drawn and the ready words of the tooltip, never the numbers behind them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from neighborcare.charts.basemap import style_address
from neighborcare.charts.palette import FONTS, Look, rgb

Layer = dict[str, Any]
Feature = dict[str, Any]
Bounds = tuple[float, float, float, float]
HATCH = "/app/static/hatch.png"
TILE = 512  # px of the whole world at zoom 0
QUIET = 100  # Streamlit dims what is not selected to alpha 102: what lies below stays as it is


@dataclass(frozen=True, slots=True)
class Deck:
    """What `st.pydeck_chart` asks for: `to_json()` and a tooltip. The layers are written once, one by one.

    `clicks` is how often a click on this map was forgotten. Streamlit keeps what was clicked, and dims all the rest,
    until the layer that it was on is gone: so a forgotten click gives new names to the layers that can be picked,
    and the map stands as it stood, at the place and the zoom that its reader chose.
    """

    head: dict[str, Any]
    layers: tuple[tuple[str, bool, str], ...]
    _tooltip: dict[str, Any] = field(default_factory=dict)
    clicks: int = 0

    def to_json(self) -> str:
        """The deck.gl description as compact JSON."""
        layers = (
            f'{{"id":"{layer_name(name, self.clicks) if pickable else name}",{rest}'
            for name, pickable, rest in self.layers
        )
        return f'{_dumps(self.head)[:-1]},"layers":[{",".join(layers)}]}}'


def layer_name(name: str, clicks: int) -> str:
    """The name of a layer that can be picked, after so many forgotten clicks."""
    return f"{name}.{clicks}" if clicks else name


def deck(layers: Sequence[Layer], view: dict[str, float], look: Look) -> Deck:
    """Layers (lowest first) on our own plain base map; the wheel scrolls the page, not the map."""
    controller = {"scrollZoom": False, "dragRotate": False, "touchRotate": False, "keyboard": True}
    # A map that zooms on a double click waits 300 ms after every click, whether a second one comes.
    controller |= {"doubleClickZoom": False}
    head = {
        "initialViewState": view,
        "views": [{"@@type": "MapView", "id": "map", "controller": controller}],
        "mapProvider": "mapbox",
        "mapStyle": style_address(look.dark),
    }
    return Deck(head, tuple(_written(layer) for layer in layers), tooltip(look))


def _written(layer: Layer) -> tuple[str, bool, str]:
    """(name, whether it can be picked, all else as JSON without its opening brace)."""
    rest = {key: value for key, value in layer.items() if key != "id"}
    return layer["id"], bool(layer.get("pickable")), _dumps(rest)[1:]


def _dumps(value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def tooltip(look: Look) -> dict[str, Any]:
    """One tooltip for all layers: every feature that can be pointed at has `title` and `body`."""
    colours = look.colours
    style = {
        "fontFamily": FONTS,
        "fontSize": f"{look.text}px",
        "lineHeight": "1.5",
        "whiteSpace": "pre-line",
        "backgroundColor": colours.card,
        "color": colours.ink,
        "border": f"1px solid {colours.rule}",
        "borderRadius": "6px",
        "padding": "8px 12px",
        "maxWidth": "320px",
    }
    return {"html": "<b>{title}</b>\n{body}", "style": style}


def bounds_of(shapes: Iterable[BaseGeometry]) -> Bounds:
    """West, south, east, north of all shapes. Raises ValueError when there are none."""
    known = [shape for shape in shapes if not shape.is_empty]
    if not known:
        raise ValueError("nothing to fit the map to")
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(known))
    return west, south, east, north


def fitted(bounds: Bounds, size: tuple[int, int], padding: int = 24) -> dict[str, float]:
    """The view state that shows `bounds` (lon/lat) within `size` (px), Web Mercator."""
    west, south, east, north = bounds
    width, height = (max(1, s - 2 * padding) for s in size)
    low, high = _mercator(south), _mercator(north)
    across = max((east - west) / 360, 1e-7) * TILE
    upright = max((high - low) / (2 * math.pi), 1e-7) * TILE
    zoom = min(math.log2(width / across), math.log2(height / upright), 18.0)
    middle = math.degrees(2 * math.atan(math.exp((low + high) / 2)) - math.pi / 2)
    return {
        "longitude": round((west + east) / 2, 6),
        "latitude": round(middle, 6),
        "zoom": round(zoom, 3),
        "minZoom": round(zoom - 1, 3),
        "maxZoom": 19.0,
        "pitch": 0,
        "bearing": 0,
    }


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def feature(shape: BaseGeometry, digits: int = 6, **properties: Any) -> Feature:  # noqa: ANN401
    """A GeoJSON feature with its coordinates rounded (six digits are 0.1 m, five 1 m)."""
    return {"type": "Feature", "geometry": _geometry(shape, digits), "properties": properties}


def point(longitude: float, latitude: float, **properties: Any) -> Feature:  # noqa: ANN401
    """A GeoJSON feature of one place; `feature` costs thirty times as much, and a street has thousands."""
    place = {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]}
    return {"type": "Feature", "geometry": place, "properties": properties}


def _geometry(shape: BaseGeometry, digits: int) -> orjson.Fragment:
    """The shape as ready JSON: a street's ways as Python lists would take longer than all else of a map."""
    rounded = shapely.transform(shapely.force_2d(shape), lambda xy: xy.round(digits))
    return orjson.Fragment(shapely.to_geojson(rounded))


def geojson_layer(name: str, features: Sequence[Feature], **options: Any) -> Layer:  # noqa: ANN401
    """A GeoJsonLayer that cannot be picked unless said so."""
    return {"@@type": "GeoJsonLayer", "id": name, "data": list(features), "pickable": False} | options


def labels(name: str, features: Sequence[Feature], look: Look, *, colour: str = "") -> Layer:
    """Words at points (property `label`), haloed, Chinese included; where two collide one gives way.

    Drawn by a GeoJsonLayer because Streamlit fades a TextLayer when something is selected.
    """
    return geojson_layer(
        name,
        features,
        pointType="text",
        getText="@@=properties.label",
        getTextSize=look.text,
        getTextColor=rgb(colour or look.colours.ink),
        textCharacterSet="auto",
        textFontFamily=FONTS,
        textFontWeight=600,
        textFontSettings={
            "sdf": True,
            "fontSize": 48,
            "buffer": 8,
            "radius": 16,
            "cutoff": 0.25,
            "smoothing": 0.15,
        },
        textOutlineWidth=6,
        textOutlineColor=rgb(look.colours.ground, 240),
        extensions=[{"@@type": "CollisionFilterExtension"}],
        collisionEnabled=True,
        getCollisionPriority="@@=properties.priority",
        collisionTestProps={"textSizeScale": 1.2},
    )


def hatched(name: str, features: Sequence[Feature], look: Look) -> Layer:
    """A hatch over areas that have no colour of a class (too few, hidden)."""
    return geojson_layer(
        name,
        [one | {"pattern": "hatch"} for one in features],
        stroked=False,
        filled=True,
        getFillColor=rgb(look.colours.hatch, QUIET),
        extensions=[{"@@type": "FillStyleExtension", "pattern": True}],
        fillPatternMask=True,
        fillPatternAtlas=HATCH,
        fillPatternMapping={"hatch": {"x": 4, "y": 4, "width": 120, "height": 120, "mask": True}},
        getFillPatternScale=2,
    )
