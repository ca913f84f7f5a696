"""A KPI day by day: one row a month, one square a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from neighborcare.charts.breaks import Classes
from neighborcare.charts.frame import Figure, axis, empty, layout
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading, Subject, hover
from neighborcare.text import formats, translator


def daily(
    days: Mapping[date, Reading], classes: Classes, subject: Subject, look: Look, *, row: int = 26
) -> Figure:
    """Squares by day of the month, newest month at the bottom, coloured by class or grey.

    Days that are not in `days` (the future, before the roster began) stay blank.
    """
    if not days:
        return empty(look, translator(look.language)("No data"))
    months = sorted({day.replace(day=1) for day in days})
    frame = layout(look, row * len(months) + 34, top=4)
    frame["xaxis"] = axis(
        look,
        tickvals=[1, 5, 10, 15, 20, 25, 30],
        ticktext=["1", "5", "10", "15", "20", "25", "30"],
        range=[0.5, 31.5],
    )
    frame["yaxis"] = axis(
        look,
        autorange="reversed",
        tickvals=list(range(len(months))),
        ticktext=[f"{formats.month(m, look.language)}  " for m in months],
    )
    rows = [[_day(month, number) for number in range(1, 32)] for month in months]
    trace = {
        "type": "heatmap",
        "x": list(range(1, 32)),
        "y": list(range(len(months))),
        "z": [[_level(days, day, classes) for day in cells] for cells in rows],
        "text": [[_words(days, day, subject, look) for day in cells] for cells in rows],
        "colorscale": _steps([look.colours.empty, *classes.colours]),
        "zmin": -1.5,
        "zmax": len(classes.colours) - 0.5,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "hovertemplate": "%{text}<extra></extra>",
    }
    return {"data": [trace], "layout": frame}


def _day(month: date, number: int) -> date | None:
    return month.replace(day=number) if number <= formats.month_end(month).day else None


def _level(days: Mapping[date, Reading], day: date | None, classes: Classes) -> int | None:
    """The class of a day, -1 for the grey one, None for no square."""
    if day is None or day not in days:
        return None
    value = days[day].drawn
    return -1 if value is None else classes.index(value)


def _words(days: Mapping[date, Reading], day: date | None, subject: Subject, look: Look) -> str:
    if day is None or day not in days:
        return ""
    when = f"{formats.day(day, look.language)} {formats.weekday(day, look.language)}"
    return hover(days[day], subject, look.language, when)


def _steps(colours: Sequence[str]) -> list[list[float | str]]:
    """A Plotly colour scale that jumps from one colour to the next instead of blending."""
    count = len(colours)
    return [[edge / count, colour] for i, colour in enumerate(colours) for edge in (i, i + 1)]
