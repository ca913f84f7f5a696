"""The same choropleth as SVG text: for print, for slides, for browsers without WebGL."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from neighborcare.charts.breaks import Classes, Entry
from neighborcare.charts.deck import Bounds, bounds_of
from neighborcare.charts.ground import Ground
from neighborcare.charts.palette import FONTS, Look
from neighborcare.charts.reading import Subject, lines

if TYPE_CHECKING:
    from neighborcare.charts.maps import Area

LINE = 22  # px of one line of the legend


def choropleth(
    areas: Sequence[Area],
    classes: Classes,
    subject: Subject,
    look: Look,
    *,
    ground: Ground | None = None,
    selected: str | None = None,
    size: tuple[int, int] = (760, 560),
) -> str:
    """One `<svg>` element, `size` px, legend inside at the foot; areas say their figure in a `<title>`."""
    width, height = size
    entries = classes.legend(area.reading for area in areas)
    rows = _legend_rows(entries, width, look)
    plane = _Plane(
        bounds_of(a.shape for a in areas), width, height - LINE * (max(r for _, r, _ in rows) + 1) - 12
    )
    # the chosen area last, so that no neighbour covers its outline
    ordered = sorted(areas, key=lambda area: area.reading.id == selected)
    body = [
        *_fills(ground.green if ground else (), plane, look.colours.green),
        *(_area(area, classes, subject, look, plane, area.reading.id == selected) for area in ordered),
        *_fills(ground.water if ground else (), plane, look.colours.water),
        *(_label(area, look, plane) for area in areas if area.label),
        *_legend(rows, look, height),
    ]
    box = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" aria-label="{escape(subject.name)}"'
    style = f"font-family:{escape(FONTS)};font-size:{look.text - 1}px"
    return f'{head} style="{style}">{_pattern(look)}{"".join(body)}</svg>'


class _Plane:
    """Lon/lat to px: equirectangular at the middle latitude, centred in the given box."""

    def __init__(self, bounds: Bounds, width: float, height: float, padding: float = 12) -> None:
        west, south, east, north = bounds
        self._squeeze = math.cos(math.radians((south + north) / 2))
        across, upright = (east - west) * self._squeeze or 1e-9, north - south or 1e-9
        self._scale = min((width - 2 * padding) / across, (height - 2 * padding) / upright)
        self._origin = np.array((west * self._squeeze, north))
        self._shift = np.array((width - across * self._scale, height - upright * self._scale)) / 2

    def px(self, coordinates: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[tuple[float, float]]:
        """Points of the drawing, one decimal."""
        flat = coordinates * (self._squeeze, 1) - self._origin
        drawn = (flat * (self._scale, -self._scale) + self._shift).round(1)
        return [(float(x), float(y)) for x, y in drawn]

    def path(self, shape: BaseGeometry) -> str:
        """The `d` of a path: all rings of all polygons."""
        rings = shapely.get_rings(shapely.get_parts(shape))
        return "".join(
            "M" + "L".join(f"{x:g} {y:g}" for x, y in self.px(shapely.get_coordinates(ring))[:-1]) + "Z"
            for ring in rings
        )


def _pattern(look: Look) -> str:
    colours = look.colours
    stripe = f'<path d="M0 0V6" stroke="{colours.hatch}" stroke-width="3"/>'
    ground = f'<rect width="6" height="6" fill="{colours.empty}"/>'
    turn = 'patternTransform="rotate(45)"'
    return (
        f'<defs><pattern id="nc-hatch" width="6" height="6" patternUnits="userSpaceOnUse" {turn}>'
        f"{ground}{stripe}</pattern></defs>"
    )


def _fills(shapes: Sequence[BaseGeometry], plane: _Plane, colour: str) -> list[str]:
    polygons = [part for shape in shapes for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return [f'<path d="{plane.path(shape)}" fill="{colour}" fill-rule="evenodd"/>' for shape in polygons]


def _area(area: Area, classes: Classes, subject: Subject, look: Look, plane: _Plane, selected: bool) -> str:
    reading = area.reading
    fill = "url(#nc-hatch)" if reading.kind in ("too_few", "hidden") else classes.colour(reading)
    stroke, width = (look.colours.ink, 3) if selected else (look.colours.ground, 1.5)
    title = escape("\n".join([reading.name, *lines(reading, subject, look.language)]))
    return (
        f'<path d="{plane.path(area.shape)}" fill="{fill}" fill-opacity="0.9" fill-rule="evenodd" '
        f'stroke="{stroke}" stroke-width="{width}" stroke-linejoin="round"><title>{title}</title></path>'
    )


def _label(area: Area, look: Look, plane: _Plane) -> str:
    ((x, y),) = plane.px(shapely.get_coordinates(shapely.point_on_surface(area.shape)))
    halo = f'stroke="{look.colours.ground}" stroke-width="3" paint-order="stroke"'
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="middle" dominant-baseline="middle" '
        f'fill="{look.colours.ink}" {halo} pointer-events="none">{escape(area.label)}</text>'
    )


def _legend_rows(entries: Sequence[Entry], width: int, look: Look) -> list[tuple[int, int, Entry]]:
    """Each entry's x and row, wrapped at the width of the drawing."""
    placed, x, row = [], 12, 0
    for entry in entries:
        long = 44 + sum(look.text if ord(c) > 0x2E80 else look.text * 0.6 for c in _words(entry))
        if x > 12 and x + long > width:
            x, row = 12, row + 1
        placed.append((x, row, entry))
        x += round(long)
    return placed


def _words(entry: Entry) -> str:
    return entry.text if entry.count is None else f"{entry.text} ({entry.count})"


def _legend(rows: Sequence[tuple[int, int, Entry]], look: Look, height: int) -> list[str]:
    top = height - LINE * (max(row for _, row, _ in rows) + 1)
    return [
        f'<rect x="{x}" y="{top + row * LINE}" width="18" height="12" rx="2" fill="{_fill(entry)}"/>'
        f'<text x="{x + 24}" y="{top + row * LINE + 10}" fill="{look.colours.ink}">'
        f"{escape(_words(entry))}</text>"
        for x, row, entry in rows
    ]


def _fill(entry: Entry) -> str:
    return "url(#nc-hatch)" if entry.pattern == "hatch" else entry.colour
