"""Any map as SVG text, drawn from the same layers as the screen's (maps.compose).

`still` is the map alone, for browsers without WebGL; `sheet` a page of a document with title, legend and source.
Layers are GeoJsonLayers as deck.py, ground.py, maps.py and circles.py describe them; what those use is drawn here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from neighborcare.charts.breaks import Entry
from neighborcare.charts.deck import Bounds, Feature, Layer
from neighborcare.charts.maps import Map
from neighborcare.charts.palette import FONTS, Look

LINE = 22  # px of one line of the legend at the usual text
PADDING = 16
HATCH = "url(#nc-hatch)"
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a map in a document: the finding, what is measured, source and date."""

    title: str
    measured: str = ""
    foot: str = ""


def still(drawn: Map, look: Look, size: tuple[int, int]) -> str:
    """The map alone in `size` px, as one `<svg>` element. What can be pointed at says its words in a `<title>`."""
    return _document(size, look, drawn.alt, _frame(drawn, look, (0, 0), size))


def sheet(drawn: Map, words: Words, look: Look, size: tuple[int, int] = (1040, 760)) -> str:
    """A page of a document, `size` px: title, what is measured, map, legend, source. All words are escaped."""
    width, height = size
    text, inner = look.text, width - 2 * PADDING
    head = [*_wrapped(words.title, inner, text + 7)], [*_wrapped(words.measured, inner, text)]
    top = PADDING + len(head[0]) * (text + 15) + len(head[1]) * (text + 9) + 4
    rows = _legend_rows(drawn.legend, inner, look)
    foot = list(_wrapped(words.foot, inner, text - 1))
    legend_high = (max((row for _x, row, _e in rows), default=-1) + 1) * LINE
    below = legend_high + len(foot) * (text + 7) + PADDING + 12
    body = [
        f'<rect width="{width}" height="{height}" fill="{look.colours.ground}"/>',
        *_lines(head[0], PADDING + text + 7, text + 7, text + 15, look.colours.ink, "600"),
        *_lines(
            head[1],
            PADDING + len(head[0]) * (text + 15) + text,
            text,
            text + 9,
            look.colours.muted,
        ),
        *_frame(drawn, look, (PADDING, top), (inner, height - top - below)),
        *_legend(rows, look, height - below + 12),
        *_lines(
            foot, height - PADDING - (len(foot) - 1) * (text + 7), text - 1, text + 7, look.colours.muted
        ),
    ]
    return _document(size, look, words.title, body)


def _document(size: tuple[int, int], look: Look, name: str, body: Sequence[str]) -> str:
    box = f'viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" height="{size[1]}"'
    style = f"font-family:{escape(FONTS)};font-size:{look.text}px"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" aria-label="{escape(name)}"'
    return f'{head} style="{style}">{_pattern(look)}{"".join(body)}</svg>'


def _frame(drawn: Map, look: Look, at: tuple[float, float], size: tuple[float, float]) -> list[str]:
    """The map itself at a place of the drawing; what reaches beyond its frame is cut off."""
    plane = _Plane(drawn.bounds, *size)
    layers: list[Layer] = orjson.loads(drawn.deck.to_json())["layers"]
    box = f'x="{at[0]:g}" y="{at[1]:g}" width="{size[0]:g}" height="{size[1]:g}"'
    ground = f'<rect width="{size[0]:g}" height="{size[1]:g}" fill="{look.colours.card}"/>'
    inside = "".join(part for layer in layers for part in _layer(layer, plane))
    return [f'<svg {box} viewBox="0 0 {size[0]:g} {size[1]:g}" overflow="hidden">{ground}{inside}</svg>']


class _Plane:
    """Lon/lat to px: equirectangular at the middle latitude, centred in a box of the given size."""

    def __init__(self, bounds: Bounds, width: float, height: float, padding: float = 24) -> None:
        west, south, east, north = bounds
        self.size = (width, height)
        self._squeeze = math.cos(math.radians((south + north) / 2))
        across, upright = max((east - west) * self._squeeze, 1e-5), max(north - south, 1e-5)
        self._scale = min((width - 2 * padding) / across, (height - 2 * padding) / upright)
        self._origin = np.array(((west + east) / 2 * self._squeeze, (south + north) / 2))

    def px(self, coordinates: Sequence[Any]) -> Points:
        """(n, 2) points of the drawing."""
        flat = np.asarray(coordinates, dtype=np.float64).reshape(-1, 2) * (self._squeeze, 1) - self._origin
        middle = np.array(self.size) / 2
        return np.asarray(flat * (self._scale, -self._scale) + middle)

    def outside(self, points: Points) -> bool:
        """Whether all points lie beyond one edge of the frame."""
        low, high = points.min(axis=0), points.max(axis=0)
        return bool((high < 0).any() or (low > self.size).any())

    def path(self, geometry: dict[str, Any]) -> str:
        """The `d` of a path through all rings or lines of a geometry; what lies outside is left out."""
        return "".join(_d(self, points, closed) for points, closed in _strokes(geometry))


def _d(plane: _Plane, coordinates: Sequence[Any], closed: bool) -> str:
    points = plane.px(coordinates)
    if plane.outside(points):
        return ""
    drawn = "L".join(f"{x:g} {y:g}" for x, y in points.round(1)[: -1 if closed else None].tolist())
    return f"M{drawn}{'Z' if closed else ''}"


def _strokes(geometry: dict[str, Any]) -> Iterator[tuple[Sequence[Any], bool]]:
    """All rings (closed) and lines of a GeoJSON geometry."""
    kind, inside = geometry["type"], geometry.get("coordinates", ())
    if kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _strokes(part)
    elif kind in ("Polygon", "MultiLineString"):
        yield from ((line, kind == "Polygon") for line in inside)
    elif kind == "MultiPolygon":
        yield from ((ring, True) for polygon in inside for ring in polygon)
    elif kind == "LineString":
        yield inside, False


def _layer(layer: Layer, plane: _Plane) -> Iterator[str]:
    """The marks of one layer, in order; labels give way to each other as on the screen."""
    taken: list[tuple[float, float, float, float]] | None = [] if layer.get("collisionEnabled") else None
    features = layer["data"]
    if taken is not None:
        features = sorted(features, key=lambda one: -one["properties"].get("priority", 0))
    for one in features:
        if one["geometry"]["type"] in ("Point", "MultiPoint"):
            yield from _point(layer, one, plane, taken)
        else:
            yield _area(layer, one, plane)


def _area(layer: Layer, one: Feature, plane: _Plane) -> str:
    path = plane.path(one["geometry"])
    if not path:
        return ""
    fill = 'fill="none"'
    if layer.get("filled", True):
        fill = (
            f'fill="{HATCH}"'
            if layer.get("fillPatternMask")
            else _ink("fill", _of(layer, one, "getFillColor"))
        )
    line = _stroke(layer, one) if layer.get("stroked", True) else ""
    return f'<path d="{path}" {fill} fill-rule="evenodd" {line}>{_title(one)}</path>'


def _point(
    layer: Layer, one: Feature, plane: _Plane, taken: list[tuple[float, float, float, float]] | None
) -> Iterator[str]:
    kinds = layer.get("pointType", "circle")
    for x, y in plane.px(one["geometry"]["coordinates"]).round(1).tolist():
        if plane.outside(np.array([[x, y]])):
            continue
        if "circle" in kinds:
            # a radius in metres (the ground's dots) has a smallest one in px, which is what is drawn here
            radius = _of(layer, one, "getPointRadius", 4)
            radius = (
                radius if layer.get("pointRadiusUnits") == "pixels" else layer.get("pointRadiusMinPixels", 1)
            )
            ink = _ink("fill", _of(layer, one, "getFillColor"))
            line = _stroke(layer, one) if layer.get("stroked", True) else ""
            yield f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" {ink} {line}>{_title(one)}</circle>'
        if "text" in kinds:
            yield _text(layer, one, (x, y), taken)


def _text(
    layer: Layer, one: Feature, at: tuple[float, float], taken: list[tuple[float, float, float, float]] | None
) -> str:
    words = str(_of(layer, one, "getText", ""))
    size = _of(layer, one, "getTextSize", 13)
    shift = layer.get("getTextPixelOffset", (0, 0))
    x, y = at[0] + shift[0], at[1] + shift[1]
    if taken is not None and not _fits(_box(words, size, x, y), taken):
        return ""
    anchor = {"start": "start"}.get(layer.get("getTextAnchor", ""), "middle")
    halo = ""
    if layer.get("textOutlineWidth"):
        halo = f'{_ink("stroke", layer["textOutlineColor"])} stroke-width="3" paint-order="stroke"'
    return (
        f'<text x="{x:g}" y="{y + size * 0.36:.1f}" text-anchor="{anchor}" font-size="{size:g}" '
        f'font-weight="{layer.get("textFontWeight", 400)}" {_ink("fill", _of(layer, one, "getTextColor"))} '
        f'{halo} pointer-events="none">{escape(words)}</text>'
    )


def _box(words: str, size: float, x: float, y: float) -> tuple[float, float, float, float]:
    half = width_of(words, size) / 2
    return x - half, y - size / 2, x + half, y + size / 2


def _fits(box: tuple[float, float, float, float], taken: list[tuple[float, float, float, float]]) -> bool:
    """Whether a label has its place for itself; then it takes it."""
    free = all(box[2] < t[0] or box[0] > t[2] or box[3] < t[1] or box[1] > t[3] for t in taken)
    if free:
        taken.append(box)
    return free


def _of(layer: Layer, one: Feature, name: str, default: Any = None) -> Any:  # noqa: ANN401 - deck.gl's own values
    """An accessor's value for a feature: a constant, or a property of it."""
    value = layer.get(name, default)
    if isinstance(value, str) and value.startswith("@@=properties."):
        return one["properties"].get(value.removeprefix("@@=properties."), default)
    return value


def _ink(attribute: str, colour: Sequence[int] | None) -> str:
    if not colour:
        return f'{attribute}="none"'
    alpha = colour[3] / 255 if len(colour) > 3 else 1.0
    clear = "" if alpha == 1 else f' {attribute}-opacity="{alpha:.2f}"'
    return f'{attribute}="#{colour[0]:02x}{colour[1]:02x}{colour[2]:02x}"{clear}'


def _stroke(layer: Layer, one: Feature) -> str:
    width = max(_of(layer, one, "getLineWidth", 1), layer.get("lineWidthMinPixels", 0))
    dash = f' stroke-dasharray="{layer["svgDash"]}"' if layer.get("svgDash") else ""
    return f'{_ink("stroke", _of(layer, one, "getLineColor"))} stroke-width="{width:g}" stroke-linejoin="round"{dash}'


def _title(one: Feature) -> str:
    words = "\n".join(text for text in map(one["properties"].get, ("title", "body")) if text)
    return f"<title>{escape(words)}</title>" if words else ""


def _pattern(look: Look) -> str:
    colours = look.colours
    stripe = f'<path d="M0 0V6" stroke="{colours.hatch}" stroke-width="3"/>'
    ground = f'<rect width="6" height="6" fill="{colours.empty}"/>'
    turn = 'patternTransform="rotate(45)"'
    return (
        f'<defs><pattern id="nc-hatch" width="6" height="6" patternUnits="userSpaceOnUse" {turn}>'
        f"{ground}{stripe}</pattern></defs>"
    )


def width_of(words: str, size: float) -> float:
    """About how wide words are (px): Chinese signs are square, others a little over half of it."""
    return sum(size if ord(sign) > 0x2E80 else size * 0.58 for sign in words)


def _wrapped(words: str, width: float, size: float) -> Iterator[str]:
    """Lines that fit into `width`; Chinese breaks anywhere, other words at spaces."""
    line = ""
    for piece in _pieces(words):
        if line and width_of(line + piece, size) > width:
            yield line.rstrip()
            line = ""
        line += piece
    if line.strip():
        yield line.rstrip()


def _pieces(words: str) -> Iterator[str]:
    piece = ""
    for sign in words:
        piece += sign
        if sign == " " or ord(sign) > 0x2E80:
            yield piece
            piece = ""
    yield piece


def _lines(
    lines: Sequence[str], top: float, size: float, step: float, colour: str, weight: str = "400"
) -> list[str]:
    style = f'font-size="{size:g}" font-weight="{weight}" fill="{colour}"'
    return [
        f'<text x="{PADDING}" y="{top + i * step:g}" {style}>{escape(line)}</text>'
        for i, line in enumerate(lines)
    ]


def _legend_rows(entries: Sequence[Entry], width: float, look: Look) -> list[tuple[float, int, Entry]]:
    """Each entry's x and row, wrapped at the width of the drawing."""
    placed: list[tuple[float, int, Entry]] = []
    x, row = 0.0, 0
    for entry in entries:
        long = 44 + width_of(_words(entry), look.text)
        if x and x + long > width:
            x, row = 0.0, row + 1
        placed.append((PADDING + x, row, entry))
        x += round(long)
    return placed


def _words(entry: Entry) -> str:
    return entry.text if entry.count is None else f"{entry.text} ({entry.count:,})"


def _legend(rows: Sequence[tuple[float, int, Entry]], look: Look, top: float) -> Iterator[str]:
    for x, row, entry in rows:
        y = top + row * LINE
        yield _swatch(entry, x, y)
        yield (
            f'<text x="{x + 24:g}" y="{y + 10:g}" font-size="{look.text}" fill="{look.colours.ink}">'
            f"{escape(_words(entry))}</text>"
        )


def _swatch(entry: Entry, x: float, y: float) -> str:
    if entry.pattern == "badge":
        sign = f'<text x="{x + 9:g}" y="{y + 10:g}" text-anchor="middle" font-size="11" font-weight="600" fill="#fff">'
        return f'<circle cx="{x + 9:g}" cy="{y + 6:g}" r="9" fill="{entry.colour}"/>{sign}{escape(entry.symbol)}</text>'
    if entry.pattern == "ring":
        return f'<circle cx="{x + 9:g}" cy="{y + 6:g}" r="4.5" fill="none" stroke="{entry.colour}" stroke-width="2"/>'
    if entry.pattern == "dot":
        return f'<circle cx="{x + 9:g}" cy="{y + 6:g}" r="5" fill="{entry.colour}"/>'
    if entry.pattern == "line":
        return f'<rect x="{x:g}" y="{y + 4.5:g}" width="18" height="3" fill="{entry.colour}"/>'
    fill = HATCH if entry.pattern == "hatch" else entry.colour
    return f'<rect x="{x:g}" y="{y:g}" width="18" height="12" rx="2" fill="{fill}"/>'
