"""A KPI month by month, with its target, and the small line beside a headline figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from neighborcare.charts.frame import TEXT, Figure, axis, empty, layout, nice_ticks, note, value_axis
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading, Subject, figure_text, hover
from neighborcare.text import formats, translator

Months = Sequence[tuple[date, Reading]]


def trend(
    months: Months,
    subject: Subject,
    look: Look,
    *,
    compared: Months = (),
    compared_name: str = "",
    partial: bool = False,
    height: int = 280,
    notes: Sequence[tuple[date, str]] = (),
) -> Figure:
    """A line over 13 to 25 months, oldest first; months that may not be shown or have no value are gaps.

    `compared` is a quiet second line (the street, last year) named at its end. With `partial` the last
    month is not over: its part of the line is dashed and its point hollow. `notes` (day, what happened) stand
    as numbered marks over the line, and in words where one points at them.
    """
    _ = translator(look.language)
    drawn = [(month, r.drawn) for month, r in (*months, *compared) if r.drawn is not None]
    if not drawn:
        return empty(look, _("No data"), height)
    ticks = nice_ticks(*_extent([value for _month, value in drawn if value is not None], subject))
    frame = layout(look, height, right=_room(months, compared_name, subject, look.language), top=12)
    frame["xaxis"] = _month_axis([month for month, _reading in months], look)
    frame["yaxis"] = value_axis(
        look, ticks, subject.unit, range=[ticks[0], ticks[-1] + (ticks[1] - ticks[0]) * 0.08]
    )
    frame["shapes"], frame["annotations"] = _target(subject, look, ticks)
    data = _compared(compared, subject, look) + _line(months, subject, look, partial)
    frame["annotations"] += _ends(months, compared, compared_name, subject, look)
    marks, lines = _notes(notes, ticks, look)
    data, frame["shapes"] = data + marks, frame["shapes"] + lines
    return {"data": data, "layout": frame}


def _notes(
    notes: Sequence[tuple[date, str]], ticks: Sequence[float], look: Look
) -> tuple[list[Figure], list[Figure]]:
    """A quiet upright line a day with a flag on top; days of one month share a flag."""
    if not notes:
        return [], []
    by_month: dict[date, list[str]] = {}
    for day, what in notes:
        words = f"{formats.day(day, look.language)} {escape(what)}"
        by_month.setdefault(day.replace(day=1), []).append(words)
    days = [month.isoformat() for month in by_month]
    line = {"color": look.colours.watch, "width": 1, "dash": "dot"}
    lines = [
        {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"}
        for x in days
    ]
    flags = {
        "type": "scatter",
        "mode": "markers",
        "x": days,
        "y": [ticks[-1]] * len(days),
        "marker": {"symbol": "triangle-down", "size": 10, "color": look.colours.watch},
        "text": ["<br>".join(words) for words in by_month.values()],
        "hovertemplate": "%{text}<extra></extra>",
        "cliponaxis": False,
    }
    return [flags], lines


def _extent(values: list[float], subject: Subject) -> tuple[float, float]:
    shown = [*values, *([] if subject.target is None else [subject.target])]
    low, high = min(shown), max(shown)
    if subject.unit != "percent":
        return min(0.0, low), high
    return max(0.0, low - (high - low) * 0.1), high


def _room(months: Months, compared_name: str, subject: Subject, language: str) -> int:
    words = [figure_text(months[-1][1], subject, language) if months else "", compared_name]
    return 16 + max(_width(text) for text in words) * TEXT // 2


def _width(text: str) -> int:
    """The width of a text in half characters: a Chinese character counts two."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text) + 1


def _month_axis(months: Sequence[date], look: Look) -> Figure:
    """At most five months counted back from the last; the year under the first of each year."""
    step = next(s for s in (1, 2, 3, 6, 12, 24) if len(months) <= 5 * s or s == 24)
    shown = list(months[::-1][::step][::-1])
    texts, year = [], 0
    for month in shown:
        text = formats.short_month(month, look.language)
        if month.year != year:
            text += f"<br>{month.year}{'' if look.language == 'en' else '年'}"
            year = month.year
        texts.append(text)
    # without a range of our own Plotly leaves room for half a marker on both sides
    reach = [(months[0] - timedelta(days=8)).isoformat(), (months[-1] + timedelta(days=2)).isoformat()]
    marks = [m.isoformat() for m in shown]
    return axis(
        look, type="date", tickvals=marks, ticktext=texts, tickangle=0, range=reach, ticklabelstandoff=8
    )


def _line(months: Months, subject: Subject, look: Look, partial: bool) -> list[Figure]:
    brand, last = look.colours.brand, len(months) - 1
    whole = months[:last] if partial else months
    traces = [_trace(whole, subject, look, line={"color": brand, "width": 2.5})]
    if partial:
        dashed = _trace(months[-2:], subject, look, line={"color": brand, "width": 2.5, "dash": "dot"})
        traces.append(dashed | {"hoverinfo": "skip", "hovertemplate": None})
    end = {
        "color": look.colours.ground if partial else brand,
        "size": 9,
        "line": {"color": brand, "width": 2},
    }
    traces.append(_trace(months[-1:], subject, look, mode="markers", marker=end))
    return traces


def _trace(months: Months, subject: Subject, look: Look, **style: object) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [month.isoformat() for month, _ in months],
        "y": [reading.drawn for _, reading in months],
        "text": [hover(r, subject, look.language, formats.month(m, look.language)) for m, r in months],
        "hovertemplate": "%{text}<extra></extra>",
        "connectgaps": False,
        "cliponaxis": False,
        **style,
    }


def _compared(months: Months, subject: Subject, look: Look) -> list[Figure]:
    line = {"color": look.colours.second, "width": 1.5}
    return [_trace(months, subject, look, line=line)] if months else []


def _target(subject: Subject, look: Look, ticks: Sequence[float]) -> tuple[list[Figure], list[Figure]]:
    """The dashed line and its words, on the side of it that has room."""
    if subject.target is None:
        return [], []
    line = {"color": look.colours.second, "width": 1.2, "dash": "dash"}
    span = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": subject.target, "y1": subject.target}
    text = target_text(subject, look.language)
    place = {
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "y": subject.target,
        "yanchor": "bottom" if subject.target <= (ticks[0] + ticks[-1]) / 2 else "top",
    }
    return [span | {"line": line, "layer": "below"}], [note(look, text, **place)]


def target_text(subject: Subject, language: str) -> str:
    """The target in words: "目标 100%"."""
    text = formats.quantity(subject.target, subject.unit, language)
    return translator(language)("Target {value}", value=text)


def _ends(months: Months, compared: Months, name: str, subject: Subject, look: Look) -> list[Figure]:
    """The last value in bold at the end of the line, and the name of the other line at its end."""
    ends = []
    if months and months[-1][1].drawn is not None:
        text = f"<b>{figure_text(months[-1][1], subject, look.language)}</b>"
        ends.append(_end(months[-1], text, look, size=look.text))
    if compared and compared[-1][1].drawn is not None and name:
        ends.append(_end(compared[-1], escape(name), look, size=look.text - 1))
    return _apart(ends)


def _end(point: tuple[date, Reading], text: str, look: Look, size: int) -> Figure:
    place = {"x": point[0].isoformat(), "y": point[1].drawn, "xanchor": "left", "xshift": 9}
    return note(look, text, **place, font={"size": size, "color": look.colours.ink})


def _apart(ends: list[Figure]) -> list[Figure]:
    """Two labels at the ends of two lines go one up, one down, so that they never lie on each other."""
    if len(ends) == 2:
        upper, lower = sorted(ends, key=lambda end: -float(end["y"]))
        upper["yanchor"], lower["yanchor"] = "bottom", "top"
    return ends
