"""A picture that a question answers: its words and its figure together, made once a generation.

The titles are findings, so they are made where the figures are known: inside the question, not on a rerun.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import duckdb
import streamlit as st

from neighborcare import measures
from neighborcare.charts.bars import ranked
from neighborcare.charts.frame import empty
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading, Subject, figure_text
from neighborcare.charts.trend import trend
from neighborcare.measures import Kpi, figures
from neighborcare.measures.figures import Figure
from neighborcare.privacy.views import THRESHOLDS
from neighborcare.text import N_, formats, translator
from neighborcare.ui import figure, query
from neighborcare.ui.cache import answer
from neighborcare.ui.figure import Told
from neighborcare.ui.filters import View
from neighborcare.ui.picture import chart, foot, picture
from neighborcare.ui.session import Session

Answer = TypeVar("Answer")

FEWEST_MONTHS = 3  # that make a course
ROW, ROOMY, FEW_BARS = 28, 52, 5  # px a bar, of a picture with few bars, and how many are few
MONTHS = 13  # of a course: a year and the same month of the year before


@dataclass(frozen=True, slots=True)
class Drawn:
    """The finding, what is measured, the figure (Plotly's dict), and a legend as HTML where it needs one.

    `blank` where the role may see nothing of it: a meeting is spared a picture that only says so.
    """

    title: str
    measured: str
    figure: Mapping[str, Any]
    legend: str = ""
    blank: bool = False


def ask(session: Session, question: Callable[..., Answer], *arguments: Hashable) -> Answer:
    """`question(connection, session, *arguments)`, kept by role, language and community (not by visitor)."""
    return answer(session, question, session, *arguments)


def show(
    session: Session,
    drawn: Drawn,
    *kpis: Kpi,
    key: str,
    definition: bool = True,
    sources: tuple[str, ...] = (),
) -> None:
    """Draw it in its frame, with source, date and definition of these KPIs under it."""
    under = foot(session, *kpis, definition=definition, sources=sources)
    with picture(drawn.title, drawn.measured, foot=under, key=key):
        if drawn.legend:
            st.html(drawn.legend)
        chart(drawable(drawn.figure), key=key)


def drawable(figure_: Mapping[str, Any]) -> Mapping[str, Any]:
    """The figure; one that only says "no data" gets a blank trace, since Plotly refuses a figure without any."""
    return figure_ if figure_["data"] else {**figure_, "data": [{"type": "scatter"}]}


def value_text(session: Session, kpi: Kpi, found: Figure | None) -> str:
    """A figure in words, as this role may see it: "93.4%", "not shown", "too few to judge", "—"."""
    if found is None:
        return formats.NOTHING
    unit = kpi.unit_of(found.part)
    if found.hidden:
        return formats.hidden(session.language)
    if figures.too_few(kpi, found):
        return translator(session.language)("Too few to judge")
    return formats.quantity(found.value, unit, session.language)


def share_text(session: Session, told: Told) -> str:
    """A rate for a sentence: "93.4%", on too few to judge its two numbers ("1/2"), "" where there is nothing to say."""
    now = told.now
    if told.value is not None:
        return value_text(session, told.kpi, now)
    if now is None or now.hidden or not now.denominator:
        return ""
    return f"{formats.number(now.numerator)}/{formats.number(now.denominator)}"


def fewest(session: Session, kpi: Kpi) -> int:
    """The smallest count of that KPI which this role may see, where a page counts something out itself; 0: any."""
    return THRESHOLDS[session.role] if session.role in kpi.hidden_from else 0


def subject_of(
    session: Session, kpi: Kpi, view: View, part: str | None = None, *, target: bool = True
) -> Subject:
    """What a chart measures, on request without the target that would draw a line."""
    told = figure.subject(session, kpi, view, part)
    return told if target else replace(told, target=None)


def moved(session: Session, view: View, told: Told) -> str:
    """The change in words, named: 环比 for a month or a quarter, 同比 for a year to date. Empty where unknown."""
    _ = translator(session.language)
    yearly = view.kind == "ytd" and told.kpi.over_time == "sum"
    change = told.year_ago if yearly else told.before
    if change.points is None and change.share is None:
        return ""
    unit = told.kpi.unit_of(told.now.part if told.now else None)
    delta = change.points if change.points is not None else change.share
    words = formats.change_words(delta, unit if change.points is not None else "", session.language)
    if yearly:
        return _(N_("{change} against the year before"), change=words)
    if view.kind == "quarter":
        return _(N_("{change} quarter on quarter"), change=words)
    return _(N_("{change} month on month"), change=words)


def where(session: Session, view: View) -> str:
    """The area's name within a sentence."""
    return translator(session.language)(N_("the street")) if view.area[0] == "street" else view.area_name


def clauses(session: Session, *parts: str) -> str:
    """Clauses that are not empty as one sentence's run: "…，…" / "…, …"."""
    return formats.comma(*parts, language=session.language)


def course(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look, kpi_id: str) -> Drawn:
    """A KPI over 13 months up to the period's last, with the year before as a quiet line."""
    _ = translator(session.language)
    kpi = measures.get(kpi_id)
    told = figure.told(con, kpi_id, view.area, view.first, view.last)
    months = _months(con, session, kpi, view, 0)
    before = tuple((shifted(month, 12), reading) for month, reading in _months(con, session, kpi, view, 12))
    shown = {month for month, _reading in months}
    before = tuple(pair for pair in before if pair[0] in shown)
    drawn = trend(
        months,
        subject_of(session, kpi, view),
        look,
        compared=before if kpi.kind == "count" else (),
        compared_name=_(N_("A year before")),
        partial=not ending(con, view.last)[1],
        notes=notes(con, view.area, shifted(ending(con, view.last)[0], 1 - MONTHS), view.last),
    )
    gaps = sum(reading.drawn is None for _month, reading in months)
    if len(months) - gaps < FEWEST_MONTHS:
        drawn = empty(look, _why_empty(session, [reading for _month, reading in months]))
    elif gaps:  # a month between two gaps has no line to be seen by
        line = next(trace for trace in drawn["data"] if trace["mode"] == "lines")
        line |= {"mode": "lines+markers", "marker": {"size": 6, "color": look.colours.brand}}
    title = clauses(
        session,
        _headline(session, view, kpi, told.now),
        moved(session, view, told),
        _on_last_year(session, view, told),
    )
    measured = _(
        N_("{name}, month by month, {area}"), name=kpi.label.of(session.language), area=where(session, view)
    )
    return Drawn(title, measured, drawn)


def notes(
    con: duckdb.DuckDBPyConnection, area: tuple[str, str], first: date, last: date
) -> tuple[tuple[date, str], ...]:
    """What the office noted on the days of these months, for the area's community and for everywhere."""
    kind, place = area
    if kind == "grid":
        found = con.execute(
            "SELECT community_id FROM place WHERE grid_id = $grid", {"grid": place}
        ).fetchone()
        place = found[0] if found else place
    until = formats.month_end(last)
    return query.rows(con, "notes", kind=kind, community=place, first=first, until=until)


def _why_empty(session: Session, readings: Sequence[Reading]) -> str:
    """Why no month can be drawn."""
    _ = translator(session.language)
    kinds = {reading.kind for reading in readings}
    if "hidden" in kinds:
        return formats.hidden_rule(session.language)
    if "too_few" in kinds:
        return _("Too few to judge")
    return _(N_("Too few months for a line")) if "value" in kinds else _("No data")


def _headline(session: Session, view: View, kpi: Kpi, now: Figure | None) -> str:
    """The figure by its name; of what span, where that is not the one month that the line ends with."""
    _ = translator(session.language)
    said = {"indicator": kpi.short.of(session.language), "value": _short(session, kpi, now)}
    if view.kind == "month":
        return _(N_("{indicator}: {value}"), **said)
    return _(N_("{indicator}, {period}: {value}"), **said, period=view.period_name(session.language))


def _short(session: Session, kpi: Kpi, now: Figure | None) -> str:
    """The figure after its name; English leaves out a unit that only says the name again."""
    said = value_text(session, kpi, now)
    english = session.language == "en" and kpi.kind == "count" and now is not None and not now.hidden
    return formats.number(now.value) if english and now is not None else said


def _on_last_year(session: Session, view: View, told: Told) -> str:
    change = told.year_ago
    if view.kind == "ytd" or (change.points is None and change.share is None):
        return ""
    unit = told.kpi.unit if change.points is not None else ""
    delta = change.points if change.points is not None else change.share
    text = formats.change_words(delta, unit, session.language)
    return translator(session.language)(N_("{change} year on year"), change=text)


def _months(
    con: duckdb.DuckDBPyConnection, session: Session, kpi: Kpi, view: View, ago: int
) -> tuple[tuple[date, Reading], ...]:
    last = shifted(ending(con, view.last)[0], -ago)
    found = figures.figures(
        con, kpi, areas=view.area, first=shifted(last, 1 - MONTHS), last=last, by_month=True
    )
    return tuple((f.first, figure.reading(session, kpi, f, key=f"{f.first:%Y-%m}", name="")) for f in found)


def ending(con: duckdb.DuckDBPyConnection, month: date) -> tuple[date, bool]:
    """The latest month up to that one which the data speaks of (a quarter may not have come to its last), and
    whether the month was over by the as-of day.
    """
    found = query.rows(con, "month_end", month=month)
    return (found[0][0], bool(found[0][2])) if found else (month, True)


def shifted(month: date, months: int) -> date:
    """The first day of the month that is so many months away."""
    index = month.year * 12 + month.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def by_part(con: duckdb.DuckDBPyConnection, session: Session, view: View, kpi_id: str) -> tuple[Figure, ...]:
    """A KPI's parts in an area and period, in the catalogue's order."""
    return tuple(
        figures.figures(
            con, measures.get(kpi_id), areas=view.area, first=view.first, last=view.last, by_part=True
        )
    )


def parts(
    con: duckdb.DuckDBPyConnection,
    session: Session,
    view: View,
    look: Look,
    kpi_id: str,
    most: str,
    codes: tuple[str, ...] = (),
) -> Drawn:
    """A KPI's parts as bars, the largest first (of rates the lowest); `most` names the finding ({name}, {value}).

    `codes`: only these parts, where a KPI is broken down in several ways.
    """
    _ = translator(session.language)
    kpi = measures.get(kpi_id)
    found = [one for one in by_part(con, session, view, kpi_id) if not codes or one.part in codes]
    ahead = sorted(found, key=lambda f: (f.value is None, f.value or 0.0))
    if kpi.direction != "up":
        ahead = sorted(found, key=lambda f: (f.value is None, -(f.value or 0.0)))
    readings = [
        figure.reading(
            session, kpi, f, key=str(f.part), name=kpi.part(str(f.part)).label.of(session.language)
        )
        for f in ahead
    ]
    subject = subject_of(session, kpi, view)
    first = next((r for r in readings if r.kind == "value"), None)
    name = kpi.label.of(session.language)
    title = name if not readings else _(N_("Single parts are not shown"))
    if first is not None:
        one = N_("{name}: {value}")  # of one part alone nothing is the lowest
        said = most if len(readings) > 1 else one
        title = _(said, name=first.name, value=figure_text(first, subject, session.language))
    measured = _(
        N_("{name}, {area}, {period}"),
        name=name,
        area=where(session, view),
        period=view.period_name(session.language),
    )
    return Drawn(
        title,
        measured,
        ranked(readings, subject, look, row=ROOMY if len(readings) <= FEW_BARS else ROW),
        blank=bool(readings) and first is None,
    )
