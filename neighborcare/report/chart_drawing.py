"""Charts drawn on a slide: columns, lines and bars with the figure on each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from neighborcare.charts.palette import Look, Palette
from neighborcare.report.marks import BOTTOM, LEFT, RIGHT, TEXT, TOP, Box, Line, Mark, Words
from neighborcare.report.slides import Chart
from neighborcare.report.typeset import clipped, measure
from neighborcare.text import formats


def upright(chart: Chart, look: Look) -> list[Mark]:
    """Columns or a line over its categories, with the figure on each and the target as a dashed line."""
    colours = look.colours
    marks: list[Mark] = [Words(LEFT, TOP + 26, chart.caption, 28, colours.muted)]
    values = [value for value in chart.series[0].values if value is not None]
    if not values:
        return marks
    low, high = span(chart, values)
    top, bottom = TOP + 96, BOTTOM - 50
    step = (RIGHT - LEFT) / len(chart.categories)

    def at(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top)

    marks.append(Line(((LEFT, bottom), (RIGHT, bottom)), colours.rule, 2))
    if chart.target is not None:
        y = at(chart.target)
        name = f"{chart.target_name} {formats.axis(chart.target, chart.unit)}"
        marks += [
            Line(((LEFT, y), (RIGHT, y)), colours.watch, 3, dashed=True),
            Words(RIGHT, TOP + 26, f"- - {name}", 26, colours.watch_text, anchor="end"),
        ]
    marks += _points(chart, look, step, at, bottom)
    for index, named in enumerate(category_names(chart, look.language)):
        x = LEFT + (index + 0.5) * step
        marks.append(Words(x, bottom + 38, named, TEXT, colours.muted, anchor="middle"))
    return marks


def _points(chart: Chart, look: Look, step: float, at: Callable[[float], float], bottom: float) -> list[Mark]:
    colours, marks, course = look.colours, list[Mark](), list[tuple[float, float]]()
    last, values = len(chart.categories) - 1, chart.series[0].values
    is_line = chart.kind == "line"
    for index, value in enumerate(values):
        x = LEFT + (index + 0.5) * step
        if value is None:
            marks += _course(course, colours) if is_line else []
            course = []
            continue
        y = at(value)
        colour = colours.brand if index == last else colours.soft
        if chart.kind == "column":
            marks.append(Box(x - step * 0.3, y, step * 0.6, bottom - y, colour))
        course.append((x, y))
        text = formats.axis(round(value, 3), chart.unit)
        strong = index == last
        size = 30 if strong else TEXT
        level = y + size + 18 if is_line and _is_low(values, index) else y - 18
        marks.append(Words(x, level, text, size, colours.ink, bold=strong, anchor="middle"))
    return [*(_course(course, colours) if is_line else ()), *marks]


def _is_low(values: Sequence[float | None], index: int) -> bool:
    """Whether the course comes down to this value and goes up again: its figure then stands under it."""
    beside = [values[other] for other in (index - 1, index + 1) if 0 <= other < len(values)]
    own = values[index]
    return own is not None and all(value is not None and value > own for value in beside)


def _course(points: list[tuple[float, float]], colours: Palette) -> list[Mark]:
    if not points:
        return []
    dots = [Box(x - 6, y - 6, 12, 12, colours.brand) for x, y in points]
    return [Line(tuple(points), colours.brand, 4), *dots] if len(points) > 1 else list(dots)


def span(chart: Chart, values: Sequence[float]) -> tuple[float, float]:
    """From where to where the axis goes: columns from nothing; a line around its values and the target."""
    known = [*values, *([chart.target] if chart.target is not None else [])]
    low, high = min(known), max(known)
    if chart.kind != "line":
        return 0.0, high * 1.08 or 1.0
    slack = (high - low) * 0.2 or abs(high) * 0.1 or 1.0
    return max(low - slack, 0.0), high + slack


def lying(chart: Chart, look: Look) -> list[Mark]:
    """Bars with their names before them and their figures behind; the second series as a thin bar under the first."""
    colours = look.colours
    marks: list[Mark] = [Words(LEFT, TOP + 26, chart.caption, 28, colours.muted)]
    marks += _key(chart, colours)
    if not chart.categories:
        return marks
    known = [value or 0.0 for series in chart.series for value in series.values]
    most = max([*known, 1.0])
    names = min(max(measure(name, 28) for name in chart.categories) + 30, 560)
    room = RIGHT - LEFT - names - 120
    step = (BOTTOM - TOP - 60) / len(chart.categories)
    for index, name in enumerate(chart.categories):
        y = TOP + 60 + index * step
        marks.append(
            Words(
                LEFT + names - 20,
                y + step * 0.5,
                clipped(name, names - 20, 28),
                28,
                colours.ink,
                anchor="end",
            )
        )
        for place, series in enumerate(chart.series[:2]):
            value = series.values[index]
            if value is None:
                continue
            high = step * (0.42 if place == 0 else 0.18)
            above = y + (step * 0.14 if place == 0 else step * 0.6)
            colour = colours.brand if place == 0 else colours.soft
            marks.append(Box(LEFT + names, above, max(room * value / most, 2), high, colour))
            if place == 0:
                text = formats.bare(value, chart.unit)
                marks.append(
                    Words(
                        LEFT + names + room * value / most + 14,
                        above + high * 0.5 + 10,
                        text,
                        28,
                        colours.ink,
                        bold=True,
                    )
                )
    return marks


def _key(chart: Chart, colours: Palette) -> list[Mark]:
    marks: list[Mark] = []
    x = float(RIGHT)
    for series, colour in reversed(list(zip(chart.series, (colours.brand, colours.soft), strict=False))):
        marks.append(Words(x, TOP + 26, series.name, 26, colours.muted, anchor="end"))
        x -= measure(series.name, 26) + 34
        marks.append(Box(x, TOP + 4, 22, 22, colour))
        x -= 40
    return marks


def category_names(chart: Chart, language: str) -> list[str]:
    """The categories as the axis names them; of months the first says its year."""
    return [month_name(name, language, with_year=index == 0) for index, name in enumerate(chart.categories)]


def month_name(code: str, language: str, *, with_year: bool = False) -> str:
    """ "2025-08" as "8月" or "Aug", with its year in January and where it is asked for; what is no month as it is."""
    try:
        month = date.fromisoformat(f"{code}-01")
    except ValueError:
        return code
    short = formats.short_month(month, language)
    if month.month != 1 and not with_year:
        return short
    return f"{short} {month.year}" if language == "en" else f"{month:%y}年{short}"
