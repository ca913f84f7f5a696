"""The overview's pictures: the weakest grids, what needs attention, a KPI's course and its areas ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import streamlit as st

from neighborcare import measures
from neighborcare.charts import bars, trend
from neighborcare.charts.frame import Figure as Picture
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading, Subject
from neighborcare.measures import figures
from neighborcare.measures.figures import AreaKind, Figure
from neighborcare.report.opening import HEADLINES
from neighborcare.text import N_, formats, translator
from neighborcare.ui import attention, choices, conclusion, drawn, figure, filters, ranks, standing, tables
from neighborcare.ui.cache import answer
from neighborcare.ui.figure import Told
from neighborcare.ui.filters import View
from neighborcare.ui.picture import chart, foot, look, picture
from neighborcare.ui.session import Session
from neighborcare.ui.standing import Standing

MONTHS = 13
ROW = 30  # px a bar


def weakest(session: Session, view: View, found: Sequence[Standing]) -> None:
    """The grids that are off most targets, with who manages them."""
    _ = translator(session.language)
    measured = N_("Headline figures by grid, those off most targets first; {period}")
    sources = foot(session, *map(measures.get, HEADLINES), definition=False)
    with picture(
        conclusion.weakest(session, found),
        _(measured, period=view.period_name(session.language)),
        foot=f"{sources} · {_(N_('“—”: too few to judge'))}",
        key="weakest",
    ):
        st.html(answer(session, _table, session, view))
        tables.save(session, answer(session, _columns, session, view), key="grids")


def _table(_con: duckdb.DuckDBPyConnection, session: Session, view: View) -> str:
    shown = standings(session, view)[: standing.SHOWN]
    return standing.table(session, HEADLINES, shown)


def _columns(_con: duckdb.DuckDBPyConnection, session: Session, view: View) -> Mapping[str, Sequence[Any]]:
    return standing.columns(session, HEADLINES, standings(session, view))


def standings(session: Session, view: View) -> Sequence[Standing]:
    """How the grids of the area stand in the headline figures, the weakest first."""
    every = answer(session, standing.standings, HEADLINES, view.first, view.last)
    return standing.within(every, view.area)


def needs_attention(session: Session, view: View) -> None:
    """What is late or open, as counts."""
    with picture(
        attention.title(session, view),
        view.period_name(session.language),
        foot=foot(session, definition=False),
        key="attention",
    ):
        attention.lines(session, view)


def choose(session: Session) -> str:
    """Which headline KPI is drawn below."""
    _ = translator(session.language)
    options = HEADLINES
    names = {kpi_id: measures.get(kpi_id).short.of(session.language) for kpi_id in options}
    chosen = choices.settle("kpi", options, options[0])
    st.segmented_control(
        _(N_("Indicator")),
        options,
        required=True,
        format_func=names.__getitem__,
        key="kpi",
        label_visibility="collapsed",
    )
    return chosen


def draw_course(session: Session, view: View, kpi_id: str) -> None:
    """The KPI month by month; an area of the street beside the street (which a worker's file does not hold)."""
    _ = translator(session.language)
    kpi = measures.get(kpi_id)
    subject = figure.subject(session, kpi, view)
    alone = view.area[0] == "street" or session.role == "worker"
    street = "" if alone else _(N_("Whole street"))
    partial = is_partial(session, view.last)
    with picture(
        course_title(session, figure.ask(session, kpi_id, view), subject),
        _(N_("{name} by month, {area}"), name=kpi.label.of(session.language), area=view.area_name),
        foot=foot(session, kpi),
        key="course",
    ):
        arguments = (kpi_id, view.area, view.last, subject, look(session), street, partial)
        chart(answer(session, course, *arguments), key="course")


def draw_ranked(session: Session, view: View, kpi_id: str) -> None:
    """The KPI's areas, the weakest first."""
    _ = translator(session.language)
    kpi = measures.get(kpi_id)
    subject = figure.subject(session, kpi, view)
    arguments = (kpi_id, view.area, view.first, view.last, subject, look(session))
    bars_, worst, surely = answer(session, ranked, *arguments)
    with picture(
        ranked_title(session, subject, worst),
        _(N_("{name}, {period}"), name=subject.name, period=subject.period),
        foot=" · ".join(
            filter(None, (foot(session, kpi, definition=False), _surely(session, worst[0], surely)))
        ),
        key="ranked",
    ):
        chart(bars_, key="ranked")


def _surely(session: Session, area: str, open_: str) -> str:
    """How sure the last place is; whoever points at a bar is told its own."""
    if not open_:
        return ""
    _ = translator(session.language)
    return _(N_("{area}: {places} (1 is best, chance at 95%)"), area=area, places=open_)


def course_title(session: Session, told: Told, subject: Subject) -> str:
    """The finding of a KPI's course: a high or low, a run of months on or off target, or the last change."""
    _ = translator(session.language)
    known = [f for f, value in zip(told.months, told.course, strict=True) if value is not None]
    months = known[-MONTHS:]
    name = subject.name
    if not months or months[-1].first != told.months[-1].first:
        return name
    values = [f.value or 0.0 for f in months]
    value = formats.quantity(values[-1], subject.unit, session.language)
    if len(values) == 1:
        only = (
            N_("{name}: {value}, the first month on record")
            if len(told.months) == 1
            else N_("{name}: {value}")
        )
        return _(only, name=name, value=value)
    said = {"name": name, "value": value, "count": len(values)}
    if values[-1] > max(values[:-1]):
        return _(N_("{name}: {value}, the highest in {count} months"), **said)
    if values[-1] < min(values[:-1]):
        return _(N_("{name}: {value}, the lowest in {count} months"), **said)
    run = _run([figures.state(told.kpi, f) for f in months])
    if run < -1:
        return _(N_("{name}: {value}, short of the target for {run} months"), **said, run=-run)
    if run > 1:
        return _(N_("{name}: {value}, on target for {run} months"), **said, run=run)
    moved = figure.change_text(told.before, subject.unit, session.language)
    return _(N_("{name}: {value}, {change} on the period before"), change=moved, **said)


def _run(states: Sequence[str | None]) -> int:
    """How many last months were on target (positive) or short of it (negative); 0 where none can be judged."""
    if not states or states[-1] is None:
        return 0
    met = states[-1] == "good"
    length = 0
    for state in reversed(states):
        if state is None or (state == "good") != met:
            break
        length += 1
    return length if met else -length


def course(
    con: duckdb.DuckDBPyConnection,
    kpi_id: str,
    area: tuple[str, str],
    last: date,
    subject: Subject,
    look: Look,
    street: str,
    partial: bool,
) -> Picture:
    """A KPI's last 13 months; with the whole street beside an area of it (named `street`, "" for none)."""
    months = _months(con, kpi_id, area, last, subject)
    compared = _months(con, kpi_id, filters.STREET, last, subject) if street else []
    noted = drawn.notes(con, area, date(last.year - 1, last.month, 1), last)
    return trend.trend(
        months,
        subject,
        look,
        compared=compared,
        compared_name=street,
        partial=partial,
        height=300,
        notes=noted,
    )


def _months(
    con: duckdb.DuckDBPyConnection, kpi_id: str, area: tuple[str, str], last: date, subject: Subject
) -> list[tuple[date, Reading]]:
    kpi = measures.get(kpi_id)
    first = date(last.year - 1, last.month, 1)
    found = figures.figures(con, kpi, areas=area, first=first, last=last, by_month=True)
    return [(f.first, _reading(f, "")) for f in found if f.part is None]


def _reading(found: Figure, name: str, state: str | None = None, note: str = "") -> Reading:
    too_few = figures.too_few(measures.get(found.kpi), found)
    return Reading(
        found.area,
        name,
        found.value,
        found.numerator,
        found.denominator,
        found.hidden,
        too_few,
        state,
        note=note,
    )


def ranked(
    con: duckdb.DuckDBPyConnection,
    kpi_id: str,
    area: tuple[str, str],
    first: date,
    last: date,
    subject: Subject,
    look: Look,
) -> tuple[Picture, tuple[str, float | None], str]:
    """The communities of the street, or the grids of a community, the weakest first; who that is, and how surely."""
    kpi = measures.get(kpi_id)
    kind: AreaKind = "community" if area[0] == "street" else "grid"
    names = {p.grid_id if kind == "grid" else p.community_id: p for p in filters.places(con)}
    found = [f for f in figure.by_area(con, kpi_id, kind, first, last) if _inside(f, area, names)]
    judged = figure.worst_first(kpi, found)
    ordered = judged + [f for f in found if f not in judged]
    places = ranks.places(kpi, ordered)
    open_ = {area: ranks.words(place, len(places), look.language) for area, place in places.items()}
    readings = [
        _reading(f, _name(names[f.area], kind), figures.state(kpi, f), open_.get(f.area, ""))
        for f in ordered
        if f.area in names
    ]
    worst = (readings[0].name, readings[0].value) if judged else ("", None)
    return bars.ranked(readings, subject, look, row=ROW), worst, readings[0].note if judged else ""


def _inside(found: Figure, area: tuple[str, str], names: dict[str, filters.Place]) -> bool:
    place = names.get(found.area)
    return place is not None and (area[0] == "street" or area[1] in (place.community_id, place.grid_id))


def _name(place: filters.Place, kind: AreaKind) -> str:
    return place.grid_name if kind == "grid" else place.community_name


def ranked_title(session: Session, subject: Subject, worst: tuple[str, float | None]) -> str:
    """The finding of the ranking."""
    _ = translator(session.language)
    name, value = worst
    if value is None:
        return _(N_("No area can be judged"))
    text = formats.quantity(value, subject.unit, session.language)
    if subject.direction == "up":
        return _(N_("{area} is lowest: {value}"), area=name, value=text)
    return _(N_("{area} is highest: {value}"), area=name, value=text)


def is_partial(session: Session, month: date) -> bool:
    """Whether the data ends before that month does."""
    return dict(answer(session, filters.months)).get(month, formats.month_end(month)) < formats.month_end(
        month
    )
