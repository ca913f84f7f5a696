"""What is missing before the meeting: every export due from every community for a month, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape
from string import Template

import duckdb
import streamlit as st

from neighborcare import contracts
from neighborcare.contracts import Contract, template
from neighborcare.text import N_, formats, translator
from neighborcare.ui import batch_history, exports, filters, picture, query, tables
from neighborcare.ui.cache import answer, generation
from neighborcare.ui.choices import settle
from neighborcare.ui.session import Session

LOOK_BACK = 12  # months in the strip beside each export
# state: colour, shape, word; the worst first
STATES = {
    "missing": ("bad", "■", N_("missing")),
    "errors": ("watch", "▲", N_("rows sent back")),
    "late": ("watch", "◆", N_("late")),
    "pending": ("", "○", N_("not due yet")),
    "clean": ("good", "●", N_("complete")),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One export of one community for one month."""

    dataset: str
    community: str
    month: date
    due_by: date
    arrived_on: date | None
    open_errors: int
    batches: tuple[str, ...]
    state: str


Standing = Mapping[tuple[str, str], tuple[int, date | None]]


def draw(session: Session) -> None:
    """The matrix of one month, what to do about its gaps, and the blank templates."""
    if not generation(session).number:
        _templates(session, contracts.catalogue().values())
        return
    _ = translator(session.language)
    items = answer(session, due)
    communities = {place.community_id: place.community_name for place in answer(session, filters.places)}
    month = _month(session, items)
    own = [item for item in items if item.month == month]
    with picture.picture(
        _title(session, own, month),
        _(N_("One export of one community for one month; monthly ones are due early in the next month")),
        foot=picture.as_of(session),
        key="expected",
    ):
        _choose_month(session, items)
        st.html(_matrix(session, items, own, month, communities))
        _gaps(session, own, communities)
        with st.expander(_(N_("Ledgers sent by the year or when something changes, and blank templates"))):
            st.html(_ledgers(session, answer(session, standing), communities))
            _templates(session, contracts.catalogue().values())


def due(con: duckdb.DuckDBPyConnection) -> tuple[Item, ...]:
    """Everything due by the month. What is missing but not due yet is `pending`."""
    if not query.has(con, "reporting"):
        return ()
    return tuple(
        Item(
            name,
            place,
            month,
            by,
            on,
            errors,
            tuple((who or "").split(";")) if who else (),
            _said(state, past),
        )
        for name, place, month, by, on, errors, who, state, past in query.rows(con, "reporting")
        if contracts.get(name).due == "month"
    )


def _said(state: str, is_due: bool) -> str:
    return "pending" if state == "missing" and not is_due else state


def standing(con: duckdb.DuckDBPyConnection) -> Standing:
    """(export, community) → number of rows, last day."""
    parts = [_part(contract) for contract in contracts.catalogue().values() if query.has(con, contract.id)]
    rows = con.execute(" UNION ALL ".join(parts)).fetchall() if parts else []
    return {(dataset, community): (count, day) for dataset, community, count, day in rows}


def _part(contract: Contract) -> str:
    """The template with this contract's identifiers; a day only where it says when something happened."""
    day = f'"{contract.when}"' if contract.when else "NULL"
    return Template(query.text("standing_rows")).substitute(dataset=contract.id, day=day)


def _months(items: Sequence[Item]) -> list[str]:
    return sorted({f"{item.month:%Y-%m}" for item in items}, reverse=True)


def _month(session: Session, items: Sequence[Item]) -> date:
    """The month that is looked at, from the address; else the newest."""
    known = _months(items) or [f"{generation(session).as_of:%Y-%m}"]
    return date.fromisoformat(f"{settle('due', known, known[0])}-01")


def _choose_month(session: Session, items: Sequence[Item]) -> None:
    _ = translator(session.language)
    known = _months(items)
    if known:
        names = {code: formats.month(date.fromisoformat(f"{code}-01"), session.language) for code in known}
        st.selectbox(_(N_("Month")), known, format_func=names.__getitem__, key="due", width=160)


def _title(session: Session, own: Sequence[Item], month: date) -> str:
    _ = translator(session.language)
    named = formats.month(month, session.language)
    count = {state: sum(item.state == state for item in own) for state in STATES}
    clauses = [
        (N_("{count} missing"), count["missing"]),
        (N_("{count} with rows sent back"), count["errors"]),
        (N_("{count} late"), count["late"]),
        (N_("{count} not due yet"), count["pending"]),
    ]
    said = [_(words, count=number) for words, number in clauses if number]
    if not own:
        return _(N_("No export is due for {month}"), month=named)
    if not said:
        return _(N_("{month}: all {count} exports came, complete"), month=named, count=len(own))
    rest = _(N_(", ")).join(said)
    return _(N_("{month}: of {count} exports due, {rest}"), month=named, count=len(own), rest=rest)


def _matrix(
    session: Session,
    items: Sequence[Item],
    own: Sequence[Item],
    month: date,
    communities: Mapping[str, str],
) -> str:
    _ = translator(session.language)
    by_cell = {(item.dataset, item.community): item for item in own}
    recent = _strips(items, month)
    lines = []
    for contract in contracts.catalogue().values():
        cells = [by_cell.get((contract.id, community)) for community in communities]
        if any(cells):
            written = "".join(_cell(session, cell) for cell in cells)
            strip = _strip(session, recent.get(contract.id, {}))
            lines.append(f"<tr>{_name(session, contract)}{written}<td>{strip}</td></tr>")
    recently = _(N_("Last {count} months"), count=LOOK_BACK)
    return _framed(session, [*communities.values(), recently], lines)


def _framed(session: Session, heads: Iterable[str], lines: Sequence[str]) -> str:
    _ = translator(session.language)
    first = f'<th class="words" scope="col">{escape(_(N_("Export")))}</th>'
    cells = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    table = f"<thead><tr>{first}{cells}</tr></thead><tbody>{''.join(lines)}</tbody>"
    return f'<div class="scroll"><table class="plain">{table}</table></div>'


def _name(session: Session, contract: Contract) -> str:
    grain = escape(contract.grain.of(session.language))
    return f'<th class="words" scope="row" title="{grain}">{escape(contract.label.of(session.language))}</th>'


def _cell(session: Session, item: Item | None) -> str:
    _ = translator(session.language)
    if item is None:
        return f'<td class="hushed">{formats.NOTHING}</td>'
    kind, shape, word = STATES[item.state]
    says = _(word)
    if item.state == "errors":
        says = _(N_("{count} rows out"), count=item.open_errors)
    dates = [_(N_("due by {day}"), day=formats.day(item.due_by, session.language))]
    if item.arrived_on:
        dates.append(_(N_("came on {day}"), day=formats.day(item.arrived_on, session.language)))
    title = escape(_(N_(", ")).join(dates))
    return f'<td title="{title}"><span class="state {kind}">{shape} {escape(says)}</span></td>'


def _strips(items: Sequence[Item], month: date) -> dict[str, dict[date, str]]:
    """Of every export the worst state of each of the last months."""
    order = list(STATES)
    oldest = date(month.year - 1, month.month, 1)
    worst: dict[str, dict[date, str]] = {}
    for item in items:
        if oldest < item.month <= month:
            own = worst.setdefault(item.dataset, {})
            own[item.month] = min(own.get(item.month, item.state), item.state, key=order.index)
    return worst


def _strip(session: Session, months: Mapping[date, str]) -> str:
    _ = translator(session.language)
    marks = "".join(
        f'<span class="state {STATES[state][0]}" title="{escape(formats.month(month, session.language))} · '
        f'{escape(_(STATES[state][2]))}">{STATES[state][1]}</span>'
        for month, state in sorted(months.items())
    )
    return f'<span class="strip">{marks}</span>'


def _gaps(session: Session, own: Sequence[Item], communities: Mapping[str, str]) -> None:
    """One line an export that is not complete: who it waits for, and the template or the rows that help."""
    for name in dict.fromkeys(item.dataset for item in own):
        missing = [item for item in own if item.dataset == name and item.state == "missing"]
        wrong = [item for item in own if item.dataset == name and item.state == "errors"]
        if missing or wrong:
            with st.container(key=f"gap_{name}", horizontal=True, vertical_alignment="center", gap="small"):
                _gap(session, contracts.get(name), missing, wrong, communities)


def _gap(
    session: Session,
    contract: Contract,
    missing: Sequence[Item],
    wrong: Sequence[Item],
    communities: Mapping[str, str],
) -> None:
    _ = translator(session.language)
    said = []
    if missing:
        said.append(_(N_("missing from {names}"), names=_who(session, missing, communities)))
    if wrong:
        said.append(_(N_("rows sent back to {names}"), names=_who(session, wrong, communities)))
    words = _(N_(", ")).join(said)
    label = escape(contract.label.of(session.language))
    st.html(f'<p class="gap"><b>{label}</b> {escape(words)}</p>', width="content")
    if missing:
        _template(session, contract, f"gap_template_{contract.id}", _(N_("Blank template")))
    for batch in dict.fromkeys(batch for item in wrong for batch in item.batches):
        file = batch_history.file_of(session.home, batch)
        st.button(
            _(N_("Rows of {file}"), file=file),
            key=f"gap_{batch}",
            type="tertiary",
            icon=":material/search:",
            on_click=batch_history.choose,
            args=(batch,),
        )


def _who(session: Session, items: Sequence[Item], communities: Mapping[str, str]) -> str:
    if len(items) == len(communities) > 1:
        return translator(session.language)(N_("all communities"))
    return formats.listing([communities.get(i.community, i.community) for i in items], session.language)


def _ledgers(session: Session, known: Standing, communities: Mapping[str, str]) -> str:
    """What is not due by the month: how many rows there are, and their last day."""
    lines = []
    for contract in contracts.catalogue().values():
        if contract.due != "month":
            cells = "".join(_held(session, known.get((contract.id, community))) for community in communities)
            lines.append(f"<tr>{_name(session, contract)}{cells}</tr>")
    return _framed(session, communities.values(), lines)


def _held(session: Session, found: tuple[int, date | None] | None) -> str:
    _ = translator(session.language)
    if found is None:
        return f'<td><span class="state bad">■ {escape(_(N_("never sent")))}</span></td>'
    count, last = found
    rows = _(N_("{count} rows"), count=formats.number(count, 9))
    day = f' title="{escape(formats.day(last, session.language))}"' if last else ""
    return f"<td{day}>{escape(rows)}</td>"


def _templates(session: Session, offered: Iterable[Contract]) -> None:
    _ = translator(session.language)
    with st.container(horizontal=True, gap="small", key="templates", vertical_alignment="center"):
        st.html(f'<p class="quiet">{escape(_(N_("Blank templates")))}</p>', width="content")
        for contract in offered:
            _template(session, contract, f"template_{contract.id}", contract.label.of(session.language))


def _template(session: Session, contract: Contract, key: str, words: str) -> None:
    exports.button(
        session,
        words,
        partial(template.template, contract),
        file=f"{contract.label.of(session.language)}.xlsx",
        mime=tables.XLSX,
        what=f"template_{contract.id}",
        key=key,
        style="tertiary",
    )
