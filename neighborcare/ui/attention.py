"""Who and what needs attention now: counts for everybody, lists for those whose duty it is."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import duckdb
import streamlit as st

from neighborcare import contracts, measures
from neighborcare.measures import Kpi
from neighborcare.privacy.views import THRESHOLDS
from neighborcare.text import N_, formats, translator
from neighborcare.ui import explain, figure, noting, query, tables, writing
from neighborcare.ui.cache import answer
from neighborcare.ui.figure import Told
from neighborcare.ui.filters import View
from neighborcare.ui.session import Session

TIERS = ("red", "yellow", "green", "blue")


@dataclass(frozen=True, slots=True)
class Matter:
    """One line: what it is called, and the KPI it is counted by (what is missing to all, or the count itself)."""

    kpi: str
    name: str
    unit: str


MATTERS = (
    Matter("K13", N_("Overdue visits"), "persons"),
    Matter("K14", N_("Abnormal findings not handled in 24 h"), "cases"),
    Matter("K42", N_("Petitions past their deadline"), "cases"),
    Matter("K44", N_("Backlog petitions unsettled"), "cases"),
    Matter("K20", N_("Health Days not held"), "events"),
)


def title(session: Session, view: View) -> str:
    """The finding over the lines: how many matters there are to look at."""
    _ = translator(session.language)
    open_ = sum(1 for matter in _shown(session, view) if _is_open(figure.ask(session, matter.kpi, view)))
    return _(N_("{count} matters need attention"), count=open_) if open_ else _(N_("Nothing needs attention"))


def _is_open(told: Told) -> bool:
    return bool(missed(told)) or _is_hidden(told)


def _is_hidden(told: Told) -> bool:
    return told.now is not None and told.now.hidden


def _shown(session: Session, view: View) -> list[Matter]:
    """The matters; a meeting is spared those that it may not see."""
    spared = session.role == "presenter"
    return [m for m in MATTERS if not (spared and _is_hidden(figure.ask(session, m.kpi, view)))]


def lines(session: Session, view: View) -> None:
    """One line a matter: its count, and beside it what it is out of. Each is the door to its rows."""
    for matter in _shown(session, view):
        with st.container(key=f"line_{matter.kpi}", gap=None):
            st.html(answer(session, _line, session, view, matter))
            explain.button(session, view, matter.kpi)


def _line(_con: duckdb.DuckDBPyConnection, session: Session, view: View, matter: Matter) -> str:
    _ = translator(session.language)
    told = figure.ask(session, matter.kpi, view)
    value, unit = _count(session, matter, told)
    tone = told.state if told.state in writing.STATES else ""
    mark = writing.state_mark(tone or None, session.language, word=False)
    return (
        f'<div class="matter"><span class="matter-name">{mark} {escape(_(matter.name))}'
        f'<span class="quiet">{escape(_beside(session, view, matter, told))}</span></span>'
        f'<span class="matter-count"><b>{escape(value)}</b> <span class="card-unit">{escape(unit)}</span></span></div>'
    )


def missed(told: Told) -> float | None:
    """How many: a count itself, of a rate what is missing to all; None where it cannot be said."""
    now = told.now
    if now is None or now.hidden or now.value is None:
        return None
    if told.kpi.kind == "count" or now.numerator is None or now.denominator is None:
        return now.value
    return now.denominator - now.numerator


def _count(session: Session, matter: Matter, told: Told) -> tuple[str, str]:
    count = missed(told)
    least = THRESHOLDS[session.role] if session.role in told.kpi.hidden_from else 0
    if told.now is not None and told.now.hidden:
        return formats.hidden(session.language), ""
    if count is not None and 0 < count < least:
        return formats.hidden(session.language), ""
    return formats.split(count, matter.unit, session.language)


def _beside(session: Session, view: View, matter: Matter, told: Told) -> str:
    _ = translator(session.language)
    if told.missing:
        name = explain.missing_name(told.missing, session.language)
        return _(N_("Load “{export}” to see this"), export=name)
    if matter.kpi == "K13":
        return _by_tier(session, view, told.kpi)
    now = told.now
    if now is None or now.hidden or now.denominator is None:
        return ""
    return _(N_("of {count}"), count=formats.number(now.denominator))


def _by_tier(session: Session, view: View, kpi: Kpi) -> str:
    words = []
    for tier in TIERS:
        now = figure.ask(session, kpi.id, view, tier).now
        if now is not None and (now.hidden or now.value):
            count = formats.hidden(session.language) if now.hidden else formats.number(now.value)
            words.append(f"{kpi.part(tier).label.of(session.language)} {count}")
    return " · ".join(words)


def lists(session: Session, view: View) -> None:
    """The persons and cases themselves, for the analyst and for the worker of the community."""
    _ = translator(session.language)
    people, cases = st.tabs([_(N_("Overdue visits")), _(N_("Cases due within a week or late"))])
    with people:
        _people(session, view)
    with cases:
        _cases(session, view)


def _people(session: Session, view: View) -> None:
    _ = translator(session.language)
    found = answer(session, overdue, *view.area)
    kpi = measures.get("K13")
    shown = [list(column) for column in zip(*found, strict=True)] or [[]] * 6
    heads = [
        _(N_("Name")),
        _(N_("Tier")),
        _(N_("Grid")),
        _(N_("Last reached")),
        _(N_("Days overdue")),
        _(N_("Paired with")),
    ]
    columns = dict(zip(heads, shown, strict=True))
    columns[heads[1]] = [kpi.part(tier).label.of(session.language) for tier in shown[1]]
    noting.looked(session, "overdue_people", len(found))
    tables.show(session, columns, key="overdue_people", height=320)


def _cases(session: Session, view: View) -> None:
    _ = translator(session.language)
    found = answer(session, cases_due, *view.area)
    shown = [list(column) for column in zip(*found, strict=True)] or [[]] * 6
    contract = contracts.get("cases")
    heads = [
        _(N_("Case")),
        contract.column("case_type").label.of(session.language),
        contract.column("topic").label.of(session.language),
        _(N_("Grid")),
        _(N_("Deadline")),
        _(N_("Days late")),
    ]
    columns = dict(zip(heads, shown, strict=True))
    for place, name in ((1, "case_type"), (2, "topic")):
        words = {code.code: code.label.of(session.language) for code in contract.column(name).codes}
        columns[heads[place]] = [words.get(code, code) for code in shown[place]]
    noting.looked(session, "cases_due", len(found))
    tables.show(session, columns, key="cases_due", height=320)


def overdue(con: duckdb.DuckDBPyConnection, kind: str, area: str) -> tuple[tuple[Any, ...], ...]:
    """(name, tier, grid, last visit, days overdue, paired with) of an area, the most urgent first."""
    return query.rows(con, "overdue_people", kind=kind, area=area)


def cases_due(con: duckdb.DuckDBPyConnection, kind: str, area: str) -> tuple[tuple[Any, ...], ...]:
    """(case, type, topic, grid, deadline, days late) of an area, the latest first."""
    return query.rows(con, "cases_due", kind=kind, area=area)
