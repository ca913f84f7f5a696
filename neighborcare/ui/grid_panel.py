"""One grid opened: who answers for it, its figure and how that came about, its other headline figures."""

from __future__ import annotations

from datetime import date
from html import escape
from urllib.parse import urlencode

import duckdb
import streamlit as st

from neighborcare.charts import trend
from neighborcare.charts.frame import Figure as Drawing
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading, Subject
from neighborcare.measures import figures, get
from neighborcare.text import N_, formats, translator
from neighborcare.ui import coverage, filters, picture, query, writing
from neighborcare.ui.cache import answer
from neighborcare.ui.coverage import Asked, Seen, Survey
from neighborcare.ui.session import Session

HEADLINES = ("K10", "K11", "K12", "K06", "K58", "K18", "K07", "K45")
MONTHS = 13


def manager(con: duckdb.DuckDBPyConnection, grid: str) -> tuple[str | None, str | None]:
    """(staff ID, masked name) of a grid's manager; None for what is not known or not for this role."""
    found = query.rows(con, "manager", grid=grid) if query.has(con, "grids") else ()
    return found[0] if found else (None, None)


def headlines(con: duckdb.DuckDBPyConnection, grid: str, month: date, language: str) -> tuple[Seen, ...]:
    """The grid's other headline figures of that month, those that it has."""
    found = []
    for kpi_id in HEADLINES:
        survey = coverage.survey(con, Asked(kpi_id, month, language))
        found += [seen for seen in survey.grids if seen.place.grid_id == grid and seen.figure]
    return tuple(found)


def course(con: duckdb.DuckDBPyConnection, asked: Asked, grid: str, dark: bool, as_of: date) -> Drawing:
    """The KPI's last 13 months in the grid, with its community beside it."""
    kpi = get(asked.kpi)
    survey = coverage.survey(con, asked)
    place = next(seen.place for seen in survey.grids if seen.place.grid_id == grid)
    first = date(asked.month.year - 1, asked.month.month, 1)

    def months(area: tuple[str, str]) -> list[tuple[date, Reading]]:
        found = figures.figures(con, kpi, areas=area, first=first, last=asked.month, by_month=True)
        known = {one.first: one for one in found}
        return [(m, _reading(kpi.id, known.get(m), m)) for m in _months(first, MONTHS)]

    return trend.trend(
        months(("grid", grid)),
        survey.subject,
        Look(asked.language, dark),
        compared=months(("community", place.community_id)),
        compared_name=place.community_name,
        partial=as_of < formats.month_end(asked.month),
        height=248,
    )


def _months(first: date, count: int) -> list[date]:
    steps = (first.year * 12 + first.month - 1 + i for i in range(count))
    return [date(step // 12, step % 12 + 1, 1) for step in steps]


def _reading(kpi_id: str, found: figures.Figure | None, month: date) -> Reading:
    if found is None:
        return Reading(f"{month:%Y-%m}", "", None)
    few = figures.too_few(get(kpi_id), found)
    return Reading(
        f"{month:%Y-%m}", "", found.value, found.numerator, found.denominator, found.hidden, too_few=few
    )


def show(session: Session, asked: Asked, survey: Survey, grid: str, as_of: date) -> None:
    """The panel."""
    _ = translator(session.language)
    seen = next(one for one in survey.grids if one.place.grid_id == grid)
    title, measured = f"{seen.place.community_name} · {seen.place.grid_name}", _who(session, grid)
    with picture.picture(title, measured, foot=picture.foot(session, survey.kpi), key="grid"):
        left, middle, right = st.columns([1, 2, 1.4], gap="medium")
        with left:
            st.html(_figure_html(seen, survey.subject, session.language))
            st.html(_link(grid, asked, session.language))
        with middle:
            dark = picture.look(session).dark
            drawing = answer(session, course, asked, grid, dark, as_of)
            st.html(f'<p class="quiet">{escape(_(N_("{kpi}, last 13 months"), kpi=survey.subject.name))}</p>')
            picture.chart(drawing, key="grid_course")
        with right:
            _others(session, asked, grid)


def _who(session: Session, grid: str) -> str:
    _ = translator(session.language)
    if session.role == "presenter":
        return ""
    staff, name = answer(session, manager, grid)
    if staff is None:
        return _(N_("No grid manager on the ledger"))
    return _(N_("Grid manager: {name}"), name=name or staff)


def _figure_html(seen: Seen, subject: Subject, language: str) -> str:
    _ = translator(language)
    reading = seen.reading
    value, unit = _shown(seen, subject, language)
    lines = []
    if reading.kind == "value" and reading.denominator is not None and subject.unit in ("percent", "ratio"):
        both = f"{formats.number(reading.numerator)} / {formats.number(reading.denominator)}"
        lines.append(_(N_("Numerator / denominator: {both}"), both=both))
    if subject.target is not None:
        target = formats.quantity(subject.target, subject.unit, language)
        lines.append(_(N_("Target {target}"), target=target))
    lines.append(reading.change)
    shown = "".join(f"<div>{escape(line)}</div>" for line in lines if line)
    mark = writing.state_mark(reading.state, language) if reading.kind == "value" else ""
    return (
        f'<div><p class="quiet">{escape(f"{subject.name} · {subject.period}")}</p>'
        f'<div class="card-figure"><span class="card-value">{escape(value)}</span>'
        f'<span class="card-unit">{escape(unit)}</span>{mark}</div>'
        f'<div style="font-size:14px;line-height:24px">{shown}</div></div>'
    )


def _shown(seen: Seen, subject: Subject, language: str) -> tuple[str, str]:
    if seen.reading.kind == "value":
        return formats.split(seen.reading.drawn, subject.unit, language)
    return coverage.state_words(seen, subject, language), ""


def _link(grid: str, asked: Asked, language: str) -> str:
    address = urlencode(
        {"grid": grid, "kpi": asked.kpi, "month": f"{asked.month:%Y-%m}", "lang": asked.language}
    )
    text = escape(translator(language)(N_("Link to this grid")))
    style = "font-size:14px;color:var(--brand)"
    return f'<a href="coverage?{escape(address)}" target="_self" style="{style}">{text}</a>'


def _others(session: Session, asked: Asked, grid: str) -> None:
    _ = translator(session.language)
    found = answer(session, headlines, grid, asked.month, asked.language)
    rows = []
    for seen in found:
        kpi = get(seen.figure.kpi) if seen.figure else None
        if kpi is None or kpi.id == asked.kpi:
            continue
        subject = Subject(kpi.short.of(session.language), kpi.unit)
        words = " ".join(_shown(seen, subject, session.language)).strip().replace(" %", "%")
        mark = writing.state_mark(seen.reading.state, session.language)
        rows.append(
            f'<tr><td class="words">{escape(subject.name)}</td><td>{escape(words)}</td>'
            f'<td class="words">{mark}</td></tr>'
        )
    st.html(
        f'<p class="quiet">{escape(_(N_("Other figures of this grid")))}</p>'
        f'<table class="plain">{"".join(rows)}</table>'
    )


def place_name(session: Session, grid: str) -> str:
    """A grid as it is offered in a list: with its community where the name does not say it."""
    place = filters.community_of(session)[grid]
    stem = place.community_name.removesuffix("社区")
    return place.grid_name if stem in place.grid_name else f"{place.community_name} · {place.grid_name}"
