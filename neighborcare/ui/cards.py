"""KPI cards: the figure, its state by colour, shape and word, target, changes and course.

The whole card is the door to what stands behind the figure (ui/explain.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from urllib.parse import quote

import duckdb
import streamlit as st

from neighborcare import measures
from neighborcare.measures.figures import Change
from neighborcare.text import N_, formats, translator
from neighborcare.ui import explain, figure, writing
from neighborcare.ui.cache import answer
from neighborcare.ui.figure import Told
from neighborcare.ui.filters import View
from neighborcare.ui.session import Session

STATES = writing.STATES
ABREAST = 6
WIDTH, HEIGHT, EDGE = 240, 36, 4  # of the course, in its own units


def row(session: Session, view: View, kpi_ids: Sequence[str]) -> None:
    """Cards of equal height side by side, six to a row at most; a meeting gets one line for those hidden from it."""
    hidden = [kpi_id for kpi_id in kpi_ids if session.role == "presenter" and _hidden(session, view, kpi_id)]
    seen = [kpi_id for kpi_id in kpi_ids if kpi_id not in hidden]
    with st.container(key=f"cards_{'_'.join(kpi_ids)}"):
        for start in range(0, len(seen), ABREAST):
            shown = seen[start : start + ABREAST]
            for column, kpi_id in zip(st.columns(len(shown), gap="small"), shown, strict=True):
                with column:
                    card(session, view, kpi_id)
        if hidden:
            names = [measures.get(kpi_id).short.of(session.language) for kpi_id in hidden]
            said = translator(session.language)(
                N_("Not shown at meetings: {names}"),
                names=formats.listing(names, session.language),
            )
            st.html(f'<p class="quiet">{escape(said)}</p>')


def parts(session: Session, view: View, kpi_id: str, codes: Sequence[str | None]) -> None:
    """The whole of a KPI (None) and parts of it as cards side by side."""
    with st.container(key=f"cards_{kpi_id}_parts"):
        for column, code in zip(st.columns(len(codes), gap="small"), codes, strict=True):
            with column:
                card(session, view, kpi_id, code)


def _hidden(session: Session, view: View, kpi_id: str) -> bool:
    now = figure.ask(session, kpi_id, view).now
    return now is not None and now.hidden


def card(session: Session, view: View, kpi_id: str, part: str | None = None) -> None:
    """One KPI (or one part of it) with the door to its rows."""
    with st.container(key=f"card_{kpi_id}_{part or 'whole'}", border=True, height="stretch"):
        st.html(answer(session, _inside, session, view, kpi_id, part))
        explain.button(session, view, kpi_id, part)


def _inside(
    _con: duckdb.DuckDBPyConnection, session: Session, view: View, kpi_id: str, part: str | None
) -> str:
    return html(session, view, figure.ask(session, kpi_id, view, part), part)


def html(session: Session, view: View, told: Told, part: str | None = None) -> str:
    """The card's inside. All words are escaped."""
    name = told.kpi.short if part is None else told.kpi.part(part).label
    return (
        f'<div class="card {told.state or "none"}">'
        f'<div class="card-name">{escape(name.of(session.language))}</div>'
        f"{writing.figure_html(session, told, part)}"
        f'<div class="card-numbers"><span>{escape(writing.numbers(told.now))}</span>'
        f"{writing.standing_mark(told, session.language)}</div>"
        f"{_lines(session, view, told, part)}"
        f"{course(told.course)}</div>"
    )


def _lines(session: Session, view: View, told: Told, part: str | None) -> str:
    _ = translator(session.language)
    if told.missing:
        waits = _(
            N_("Load “{export}” to see this"), export=explain.missing_name(told.missing, session.language)
        )
        return f'<p class="card-waits">{escape(waits)}</p>'
    unit = told.kpi.unit_of(part)
    target = told.kpi.target_of(part)
    lines = []
    if target is not None:
        lines.append(_line(_(N_("Target")), formats.quantity(target, unit, session.language), ""))
    if told.expected is not None:  # whole numbers of what is counted
        due = told.expected if unit == "percent" else round(told.expected)
        lines.append(_line(_(N_("Expected by now")), formats.quantity(due, unit, session.language), ""))
    if view.kind != "ytd":  # a year so far has no period before it
        lines.append(_changed(session, _(N_("Prior period")), told.before, unit))
    lines.append(_changed(session, _(N_("Year earlier")), told.year_ago, unit))
    return f'<dl class="card-lines">{"".join(lines)}</dl>'


def _changed(session: Session, name: str, change: Change, unit: str) -> str:
    tone = {True: "better", False: "worse", None: ""}[change.better]
    return _line(name, figure.change_text(change, unit, session.language), tone)


def _line(name: str, value: str, tone: str) -> str:
    return f'<dt>{escape(name)}</dt><dd class="{tone}">{escape(value)}</dd>'


def course(values: Sequence[float | None]) -> str:
    """The months as a line without axes, broken where nothing may be shown, its last point marked.

    Nothing where no two months that follow each other may be shown: points alone are no course.
    """
    known = [value for value in values if value is not None]
    if not any(None not in pair for pair in pairwise(values)):
        return ""
    low, span = min(known), (max(known) - min(known)) or 1.0
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    path, pen, end = [], "M", ""
    for place, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        height = HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE)
        end = f"{EDGE + place * step:.1f},{height:.1f}"
        path.append(f"{pen}{end}")
        pen = "L"
    # A dot by its round cap: a circle would be stretched with the picture. None where the last month is not shown.
    dot = f'<path d="M{end}h0.01" stroke-width="7" vector-effect="non-scaling-stroke"/>'
    last = dot if values[-1] is not None else ""
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" '
        'fill="none" stroke="black" stroke-linecap="round">'
        f'<path d="{" ".join(path)}" stroke-width="1.5" vector-effect="non-scaling-stroke"/>'
        f"{last}</svg>"
    )
    # As a mask it takes the colour of the ground; Streamlit takes SVG elements out of st.html.
    return f'<div class="spark" style="--course:url(data:image/svg+xml,{quote(drawing, safe="")})"></div>'
