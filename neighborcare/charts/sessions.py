"""Series of sessions as a calendar: one row a series, one mark a planned day, kept or missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from neighborcare.charts.frame import Figure, axis, empty, layout
from neighborcare.charts.palette import Look
from neighborcare.text import N_, formats, translator

# state: (Plotly's symbol, size px, name). Shape and fill tell the states apart without colour.
MARKS = {
    "held": ("circle", 9, N_("held")),
    "missed": ("x", 10, N_("missed")),
    "ahead": ("circle-open", 8, N_("still to come")),
}


@dataclass(frozen=True, slots=True)
class Session:
    """One planned session: its row's code, its day, held, missed or ahead, and words for the pointer."""

    row: str
    day: date
    state: str
    note: str = ""


def sessions(
    rows: Sequence[tuple[str, str]],
    found: Sequence[Session],
    span: tuple[date, date],
    look: Look,
    *,
    height: int = 30,
) -> Figure:
    """`rows` are (code, name) from top to bottom, `span` the first and the last day of the axis; `height` px a row."""
    if not rows or not found:
        return empty(look, translator(look.language)("No data"))
    frame = layout(look, height * len(rows) + 44, top=4, bottom=36)
    frame |= {"hovermode": "closest"}
    frame["xaxis"] = _days(span, look)
    frame["yaxis"] = axis(
        look,
        type="category",
        autorange="reversed",
        categoryorder="array",
        categoryarray=[code for code, _name in rows],
        tickvals=[code for code, _name in rows],
        ticktext=[f"{escape(name)}  " for _code, name in rows],
        tickfont={"size": look.text, "color": look.colours.ink},
        lines=True,
    )
    return {"data": [_marks(state, found, look) for state in MARKS], "layout": frame}


def _days(span: tuple[date, date], look: Look) -> Figure:
    first, last = span
    months = [first.replace(day=1)]
    while months[-1] < last.replace(day=1):
        months.append((months[-1] + timedelta(days=32)).replace(day=1))
    step = next(s for s in (1, 2, 3, 6, 12) if len(months) <= 7 * s or s == 12)
    shown = [month for month in months[::step] if month >= first] or [first]
    reach = [(first - timedelta(days=3)).isoformat(), (last + timedelta(days=3)).isoformat()]
    names = [formats.month(month, look.language) for month in shown]
    return axis(look, type="date", tickvals=[m.isoformat() for m in shown], ticktext=names, range=reach)


def _marks(state: str, found: Sequence[Session], look: Look) -> Figure:
    symbol, size, name = MARKS[state]
    own = [session for session in found if session.state == state]
    colour = {"held": look.colours.brand, "missed": look.colours.bad}.get(state, look.colours.second)
    said = translator(look.language)(name)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [session.day.isoformat() for session in own],
        "y": [session.row for session in own],
        "marker": {"symbol": symbol, "size": size, "color": colour, "line": {"color": colour, "width": 1.5}},
        "hovertext": [
            f"<b>{formats.day(s.day, look.language)} {formats.weekday(s.day, look.language)}</b><br>"
            f"{escape(said)}{escape(s.note)}"
            for s in own
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
