"""A slide as one SVG of 1920 × 1080 px, for the projector: no script, no outside font, everything escaped."""

from __future__ import annotations

from html import escape

from neighborcare.charts.palette import FONTS, Look
from neighborcare.report.drawing import lay_out
from neighborcare.report.marks import HEIGHT, WIDTH, Box, Line, Mark, Shape, Words
from neighborcare.report.slides import Slide


def svg(slide: Slide, number: int, count: int, look: Look) -> str:
    """The slide, the `number`th of `count`, on light or dark ground; `slide.alt` is its name for screen readers."""
    inside = "".join(_mark(mark) for mark in lay_out(slide, number, count, look))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(slide.alt)}" style="font-family:{escape(FONTS)}">{inside}</svg>'
    )


def _mark(mark: Mark) -> str:
    match mark:
        case Box():
            return (
                f'<rect x="{mark.x:g}" y="{mark.y:g}" width="{mark.width:g}" height="{mark.height:g}" '
                f'fill="{mark.colour}"/>'
            )
        case Line():
            dashes = ' stroke-dasharray="14 10"' if mark.dashed else ""
            return (
                f'<polyline points="{_points(mark.points)}" fill="none" stroke="{mark.colour}" '
                f'stroke-width="{mark.width:g}"{dashes}/>'
            )
        case Shape():
            points = _points(mark.points)
            return (
                f'<polygon points="{points}" fill="{mark.colour}" stroke="{mark.border}" stroke-width="3"/>'
            )
        case Words():
            weight = ' font-weight="600"' if mark.bold else ""
            return (
                f'<text x="{mark.x:g}" y="{mark.y:g}" font-size="{mark.size:g}" fill="{mark.colour}" '
                f'text-anchor="{mark.anchor}"{weight}>{escape(mark.text)}</text>'
            )


def _points(points: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
