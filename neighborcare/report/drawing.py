"""A slide laid out on 1920 × 1080 px: boxes, lines, shapes and words at their places. No text is under 24 px.

What is laid out here is written as SVG for the projector (`svg`) and as PDF (`pdf`), so both look alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from neighborcare.charts.palette import VERMILION, Look, Palette
from neighborcare.report.chart_drawing import lying, upright
from neighborcare.report.marks import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TEXT,
    TOP,
    WIDTH,
    Box,
    Line,
    Mark,
    Shape,
    Words,
)
from neighborcare.report.plane import ink_on, plane_of
from neighborcare.report.slides import Bullets, Chart, GridMap, Slide, Table
from neighborcare.report.typeset import SLACK, clipped, fit, measure, wrapped


def lay_out(slide: Slide, number: int, count: int, look: Look) -> list[Mark]:
    """All marks of a slide, the rearmost first. `number` of `count` stands in its corner."""
    colours = look.colours
    marks: list[Mark] = [Box(0, 0, WIDTH, HEIGHT, colours.ground), Box(0, 0, WIDTH, 8, VERMILION)]
    marks.append(Words(LEFT, 84, slide.kicker, 30, colours.brand, bold=True))
    marks += _title(slide, colours)
    marks += _body(slide, look)
    marks += _foot(slide, number, count, colours)
    return marks


def _title(slide: Slide, colours: Palette) -> list[Mark]:
    """The conclusion in at most three lines, as large as they allow."""
    size, lines = title_lines(slide)
    return [
        Words(LEFT, 110 + size + index * size * 1.28, line, size, colours.ink, bold=True)
        for index, line in enumerate(lines)
    ]


def title_lines(slide: Slide, slack: float = 1.0) -> tuple[float, list[str]]:
    """The size of the title and its lines, at most three; `slack` leaves room for a wider font."""
    return fit(slide.title, (RIGHT - LEFT) * slack, (56, 50, 44, 38), most=3)


def _foot(slide: Slide, number: int, count: int, colours: Palette) -> list[Mark]:
    lines = foot_lines(slide)
    marks: list[Mark] = [Line(((LEFT, 972), (RIGHT, 972)), colours.rule)]
    marks += [Words(LEFT, 1004 + index * 32, line, TEXT, colours.muted) for index, line in enumerate(lines)]
    return [*marks, Words(RIGHT, 1004, f"{number} / {count}", TEXT, colours.muted, anchor="end")]


def foot_lines(slide: Slide) -> list[str]:
    """Source, day and generation, and the definition, in at most three lines; the notes hold all of it."""
    room = (RIGHT - LEFT - 120) * SLACK
    source, _, meant = slide.foot.partition("\n")
    lines = wrapped(source, room, TEXT)[:2]
    return [*lines, clipped(meant, room, TEXT)] if meant else lines


def _body(slide: Slide, look: Look) -> list[Mark]:
    match slide.body:
        case Table() as table:
            return _table(table, look.colours)
        case Chart() as chart:
            return lying(chart, look) if chart.kind == "bar" else upright(chart, look)
        case GridMap() as drawn:
            return _map(drawn, look)
        case Bullets() as bullets:
            return _bullets(bullets, look.colours)


def _bullets(bullets: Bullets, colours: Palette) -> list[Mark]:
    marks: list[Mark] = []
    for index, item in enumerate(bullets.items[:7]):
        y = TOP + 70 + index * 82
        marks += [Box(LEFT, y - 24, 14, 14, colours.brand), Words(LEFT + 44, y, item, 38, colours.ink)]
    return marks


def _table(table: Table, colours: Palette) -> list[Mark]:
    """Rows of equal height; columns as wide as their longest text wants."""
    marks: list[Mark] = []
    top = TOP
    if table.caption:
        marks.append(Words(LEFT, top + 26, table.caption, 28, colours.muted))
        top += 52
    rows = table.rows
    size: float
    high = min(76.0, (BOTTOM - top) / (len(rows) + 1))
    size = 32 if high >= 60 else 28 if high >= 46 else TEXT
    size, widths = columns(table, RIGHT - LEFT, size)
    marks += [Box(LEFT, top, RIGHT - LEFT, high, colours.card)]
    for index, row in enumerate((table.heads, *rows)):
        y = top + index * high
        state = table.states[index - 1] if index and table.states else ""
        marks += _row(
            row, y + high / 2 + size * 0.36, widths, table.numeric, size, colours, index == 0, state
        )
        marks.append(Line(((LEFT, y + high), (RIGHT, y + high)), colours.rule, 1))
    return marks


def _row(
    row: Sequence[str],
    y: float,
    widths: Sequence[float],
    numeric: Sequence[bool],
    size: float,
    colours: Palette,
    head: bool,
    state: str,
) -> list[Mark]:
    marks: list[Mark] = []
    x = float(LEFT)
    tints = {"good": colours.good, "watch": colours.watch_text, "bad": colours.bad}
    for index, (text, width, right) in enumerate(zip(row, widths, numeric, strict=True)):
        colour = colours.muted if head else colours.ink
        if not head and index == len(row) - 1:
            colour = tints.get(state, colour)
        shown = clipped(text, width - 24, size)
        at = x + width - 20 if right else x + 12
        marks.append(Words(at, y, shown, size, colour, bold=head, anchor="end" if right else "start"))
        x += width
    return marks


def columns(table: Table, room: float, size: float) -> tuple[float, list[float]]:
    """The size of the text and the width of each column, so that all fits: smaller, but never under 24 px."""
    while True:
        wanted = [
            max(measure(row[index], size) for row in (table.heads, *table.rows)) + 40
            for index in range(len(table.heads))
        ]
        spare = room - sum(wanted)
        if spare >= 0 or size <= TEXT:
            break
        size -= 2
    if spare >= 0:
        return size, [width + spare / len(wanted) for width in wanted]
    longest = wanted.index(max(wanted))
    wanted[longest] = max(room - sum(wanted) + wanted[longest], 200)
    return size, wanted


def _map(drawn: GridMap, look: Look) -> list[Mark]:
    """Grids in their colours with their figures, the legend to the right."""
    colours = look.colours
    plane = plane_of(drawn, (LEFT, TOP, 1360, BOTTOM))
    marks: list[Mark] = []
    for area in drawn.areas:
        for ring in area.rings:
            marks.append(Shape(tuple(plane.at(*point) for point in ring), area.colour, colours.ground))
    for area in drawn.areas:
        place = plane.label(area.rings, area.text)
        if place is None:
            continue  # its colour says the class, the annex the figure
        x, y = place
        marks.append(Words(x, y + 9, area.text, TEXT, ink_on(area.colour), bold=True, anchor="middle"))
    marks.append(Words(1400, TOP + 30, drawn.caption, 28, colours.muted))
    for index, (colour, text) in enumerate(drawn.legend):
        y = TOP + 66 + index * 52
        marks += [Box(1400, y, 36, 36, colour), Words(1450, y + 28, text, 28, colours.ink)]
    return marks
