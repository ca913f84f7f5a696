"""The catalogue on the screen: every KPI with its last figure, every export with its columns and template."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from neighborcare import contracts, measures
from neighborcare.contracts import Column, Contract, Severity
from neighborcare.contracts.template import template
from neighborcare.measures import Kpi
from neighborcare.privacy.views import THRESHOLDS
from neighborcare.text import N_, formats, translator
from neighborcare.ui import choices, explain, exports, figure, filters, tables, writing
from neighborcare.ui.cache import answer, generation
from neighborcare.ui.filters import View
from neighborcare.ui.picture import source_name
from neighborcare.ui.session import Session

GROUPS = {  # by the KPI's number, after domain/kpis.md
    "all": (N_("All"), 0, 999),
    "base": (N_("Residents and ledgers"), 1, 9),
    "visits": (N_("Visits and care"), 10, 17),
    "health": (N_("Health services"), 18, 22),
    "requests": (N_("Requests and claims"), 23, 37),
    "cases": (N_("Disputes and petitions"), 38, 45),
    "safety": (N_("Safety, works and activities"), 46, 57),
    "circle": (N_("Health circle"), 58, 60),
}
PARTS = {"kpis": N_("Indicators"), "exports": N_("Exports")}
KINDS = {
    "text": N_("text"),
    "date": N_("date"),
    "datetime": N_("date and time"),
    "time": N_("time of day"),
    "integer": N_("whole number"),
    "number": N_("number"),
    "boolean": N_("yes or no"),
    "code": N_("one of a list"),
    "codes": N_("several of a list"),
    "reference": N_("reference"),
}
HEIGHT = 640  # px of the catalogue's table
KEPT = {"mask": N_("masked"), "hash": N_("as a keyed hash only"), "drop": N_("not kept")}


def sentence(session: Session) -> str:
    """How many KPIs come from how many exports, and of which day they are."""
    _ = translator(session.language)
    return _(
        N_("{kpis} indicators are counted from {exports} exports, up to {day}"),
        kpis=len(measures.catalogue()),
        exports=len(contracts.catalogue()),
        day=formats.day(generation(session).as_of, session.language),
    )


def version(session: Session) -> str:
    """Which data the figures on this page come from."""
    _ = translator(session.language)
    live = generation(session)
    name = _(N_("Data version {name}"), name=live.name)
    return f"{name} · {_(N_('{count} files in force'), count=len(live.batches))}"


def part(session: Session) -> str:
    """KPIs or exports: `?about=` in the address; a link to an export (`?export=`) opens the exports."""
    _ = translator(session.language)
    linked = "exports" if "export" in st.query_params else "kpis"
    chosen = choices.settle("about", tuple(PARTS), linked)
    st.segmented_control(
        _(N_("Show")), list(PARTS), required=True, format_func=lambda code: _(PARTS[code]), key="about"
    )
    return chosen


def newest(session: Session) -> View:
    """The newest month of the whole street (a worker: of the community)."""
    month = answer(session, filters.months)[0][0]
    area, name = next(iter(filters.area_names(session).items()))
    return View(month, "month", month, month, area, name)


def find(session: Session) -> list[Kpi]:
    """The KPIs of the chosen group that hold what is searched for, in name, id, definition or source."""
    _ = translator(session.language)
    names = {code: _(name) for code, (name, _low, _high) in GROUPS.items() if _of_group(code)}
    chosen = choices.settle("group", tuple(names), "all")
    st.segmented_control(
        _(N_("Group")), list(names), required=True, format_func=names.__getitem__, key="group"
    )
    asked = st.text_input(
        _(N_("Search")),
        key="search",
        placeholder=_(N_("Name, number or a word")),
        icon=":material/search:",
        width=240,
    )
    return [kpi for kpi in _of_group(chosen) if asked.strip().lower() in _said(kpi)]


def _of_group(code: str) -> list[Kpi]:
    _name, low, high = GROUPS[code]
    return [kpi for kpi in measures.catalogue().values() if low <= int(kpi.id[1:]) <= high]


def _said(kpi: Kpi) -> str:
    labels = (kpi.label, kpi.short, kpi.definition, kpi.source)
    return " ".join([kpi.id, *(text for label in labels for text in (label.zh, label.en))]).lower()


def listing(session: Session, view: View, found: Sequence[Kpi]) -> None:
    """The KPIs as a table; a chosen row opens it (`?kpi=`)."""
    _ = translator(session.language)
    if not found:
        st.caption(_(N_("No indicator matches. Search for another word, or choose all groups.")))
        return
    told = [figure.ask(session, kpi.id, view) for kpi in found]
    columns: dict[str, Sequence[Any]] = {
        _(N_("No.")): [kpi.id for kpi in found],
        _(N_("Indicator")): [kpi.label.of(session.language) for kpi in found],
        _(N_("Target")): [_target(session, kpi) for kpi in found],
        _(N_("Newest figure")): [_figure(session, one) for one in told],
        _(N_("State")): [writing.state_words(one.state, session.language) for one in told],
    }
    tables.pick(
        columns,
        key=f"kpis_{session.language}",
        on_pick=lambda row: st.session_state.update(kpi=found[row].id),
        height=HEIGHT,
    )


def _target(session: Session, kpi: Kpi) -> str:
    return "" if kpi.target is None else formats.quantity(kpi.target, kpi.unit, session.language)


def _figure(session: Session, told: figure.Told) -> str:
    if told.now is not None and told.now.hidden:
        return formats.hidden(session.language)
    if told.too_few:
        return translator(session.language)(N_("Too few to judge"))
    return formats.quantity(told.value, told.kpi.unit, session.language)


def chosen(session: Session, found: Sequence[Kpi]) -> Kpi | None:
    """The KPI that the address names, else the first of those found."""
    ids = tuple(kpi.id for kpi in found)
    if not ids:
        return None
    return measures.get(choices.settle("kpi", ids, ids[0]))


def describe(session: Session, view: View, kpi: Kpi) -> None:
    """Everything that is known of one KPI."""
    _ = translator(session.language)
    told = figure.ask(session, kpi.id, view)
    st.html(
        f'<div class="formula">{writing.figure_html(session, told)}<span>{escape(writing.numbers(told.now))}</span>'
        f"{writing.standing_mark(told, session.language)}</div>"
    )
    if told.missing:
        names = explain.missing_name(told.missing, session.language)
        st.caption(_(N_("Load “{export}” to see this"), export=names))
    st.write(kpi.definition.of(session.language))
    st.html(_facts(session, kpi))
    explain.button(session, view, kpi.id)
    with st.expander(_(N_("How it is computed (SQL)"))):
        st.code(kpi.sql, language="sql", wrap_lines=True)


def _facts(session: Session, kpi: Kpi) -> str:
    _ = translator(session.language)
    comes = _(explain.TARGETS[kpi.target_source]) if kpi.target_source else ""
    exports = formats.listing(
        [source_name(n, session.language) for n in (*kpi.needs, *kpi.needs_any)], session.language
    )
    over = N_("months are added") if kpi.over_time == "sum" else N_("the last month stands for the period")
    facts = [
        (_(N_("Source")), kpi.source.of(session.language)),
        (
            _(N_("Target")),
            _(N_("{target}, {source}"), target=_target(session, kpi), source=comes) if comes else "",
        ),
        (_(N_("Unit")), formats.unit_name(kpi.unit, session.language, 2)),
        (_(N_("Exports")), exports),
        (_(N_("Over several months")), _(over)),
        (
            _(N_("Broken down by")),
            formats.listing([p.label.of(session.language) for p in kpi.parts], session.language),
        ),
        (_(N_("Marks")), formats.listing([_mark(session, kpi, t) for t in kpi.thresholds], session.language)),
        (_(N_("Privacy")), _hidden_from(session) if kpi.hidden_from else ""),
    ]
    lines = (f"<dt>{escape(fact[0])}</dt><dd>{escape(fact[1])}</dd>" for fact in facts if fact[1])
    return f'<dl class="facts">{"".join(lines)}</dl>'


def _hidden_from(session: Session) -> str:
    """The rule by which small numbers are hidden, with its limits: said here once and for all."""
    return translator(session.language)(
        N_(
            "Under {leader} not shown to leaders, under {meeting} not at meetings, and with it what would give it away"
        ),
        leader=THRESHOLDS["leader"],
        meeting=THRESHOLDS["presenter"],
    )


def _mark(session: Session, kpi: Kpi, threshold: measures.Threshold) -> str:
    value = formats.quantity(threshold.value, kpi.unit_of(threshold.part), session.language)
    return f"{threshold.label.of(session.language)} {value}"


def export(session: Session) -> Contract:
    """The export that is chosen: `?export=` in the address."""
    _ = translator(session.language)
    known = contracts.catalogue()
    picked = choices.settle("export", tuple(known), next(iter(known)))
    st.selectbox(
        _(N_("Export")),
        list(known),
        format_func=lambda code: known[code].label.of(session.language),
        key="export",
        width=320,
    )
    return known[picked]


def describe_export(session: Session, contract: Contract) -> None:
    """An export's template, columns, code lists and rules."""
    _ = translator(session.language)
    exports.button(
        session,
        _(N_("Blank template")),
        lambda: template(contract),
        file=f"{contract.label.zh}.xlsx",
        mime=tables.XLSX,
        what=f"template_{contract.id}",
        key=f"template_{contract.id}",
    )
    tables.show(
        session,
        _columns(session, contract),
        key=f"columns_{contract.id}",
        height="content",
    )
    coded = [column for column in contract.columns if column.codes]
    if coded:
        st.subheader(_(N_("Lists")), anchor=False)
        st.html(_lists(session, coded))
    _rules(session, contract, "error", _(N_("A row is turned back when")))
    _rules(session, contract, "warning", _(N_("A row goes in with a warning when")))


def _rules(session: Session, contract: Contract, severity: Severity, title: str) -> None:
    """What is asked of a row, or of several, with that consequence."""
    said = [rule.says for rule in contract.rules if rule.severity == severity]
    said += [check.gist for check in contract.checks if check.severity == severity]
    if said:
        st.subheader(title, anchor=False)
        listed = "".join(f"<li>{escape(words.of(session.language))}</li>" for words in said)
        st.html(f'<ul class="rules">{listed}</ul>')


def _columns(session: Session, contract: Contract) -> dict[str, list[Any]]:
    _ = translator(session.language)
    columns = contract.columns
    return {
        _(N_("Column")): [c.label.of(session.language) for c in columns],
        _(N_("Field")): [c.name for c in columns],
        _(N_("Needed")): [
            _(N_("key")) if c.key else _(N_("required")) if c.required else "" for c in columns
        ],
        _(N_("Type of value")): [_kind(session, c) for c in columns],
        _(N_("Unit")): [c.unit for c in columns],
        _(N_("Personal")): [_(KEPT[c.keep]) if c.keep in KEPT else "" for c in columns],
        _(N_("Headers that are understood too")): [formats.listing(c.synonyms, "zh-CN") for c in columns],
        _(N_("Remark")): [c.note.of(session.language) if c.note else "" for c in columns],
    }


def _kind(session: Session, column: Column) -> str:
    _ = translator(session.language)
    if column.reference:
        return _(N_("reference to “{export}”"), export=source_name(column.reference, session.language))
    return _(KINDS[column.kind])


def _lists(session: Session, columns: Sequence[Column]) -> str:
    lines = ""
    for column in columns:
        names = formats.listing([code.label.of(session.language) for code in column.codes], session.language)
        lines += f"<dt>{escape(column.label.of(session.language))}</dt><dd>{escape(names)}</dd>"
    return f'<dl class="facts">{lines}</dl>'
