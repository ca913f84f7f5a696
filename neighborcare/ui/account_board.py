"""The accounts: what five communities have published about their service systems, beside what the rows say."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import duckdb
import streamlit as st

from neighborcare import contracts, measures
from neighborcare.measures.accounts import accounts
from neighborcare.measures.accounts.board import Beside, Entry, Quoted, board
from neighborcare.text import N_, formats, translator
from neighborcare.ui import choices, query, signals
from neighborcare.ui.drawn import ask, value_text
from neighborcare.ui.picture import as_of, foot, picture
from neighborcare.ui.session import Session

EVERY = "all"
YEAR = "年"  # the unit of a published year, as the export has it
QUALIFIERS = {
    "exact": "",
    "over": N_("more than {value}"),
    "approx": N_("about {value}"),
    "vague": "“{value}”",
}


def conclusion(con: duckdb.DuckDBPyConnection, session: Session) -> str:
    """The page's sentence: how many systems have rows, and how many published figures the rows bear out."""
    _ = translator(session.language)
    if not query.has(con, "account_counts"):
        return ""
    entries = board(con)
    alive = sum(entry.is_alive for entry in entries)
    judged = [beside for entry in entries for beside in entry.metrics if beside.agrees is not None]
    borne = sum(bool(beside.agrees) for beside in judged)
    return _(
        N_(
            "{alive} of {count} service systems have rows; the rows bear out {borne} of {judged} published figures"
        ),
        alive=alive,
        count=len(entries),
        borne=borne,
        judged=len(judged),
    )


def measured(session: Session) -> str:
    """What the page is about, quietly."""
    _ = translator(session.language)
    words = _(
        N_("Published figures are quoted with their period; they are never part of a computed indicator")
    )
    return f"{words} · {as_of(session)}"


def choose(session: Session) -> str:
    """Which account is shown."""
    _ = translator(session.language)
    names = {EVERY: _(N_("All accounts"))} | {
        account.id: account.label.of(session.language) for account in accounts().values()
    }
    options = list(names)
    chosen = choices.settle("account", options, EVERY)
    st.segmented_control(
        _(N_("Account")),
        options,
        required=True,
        format_func=names.__getitem__,
        key="account",
        label_visibility="collapsed",
    )
    return chosen


def tables(con: duckdb.DuckDBPyConnection, session: Session) -> dict[str, tuple[str, str, str]]:
    """For each account: (its title, what it covers, its table as HTML)."""
    entries = board(con)
    found = {}
    for account in accounts().values():
        own = [entry for entry in entries if entry.account.id == account.id]
        found[account.id] = (_title(session, own), _covers(session, own), _table(session, own))
    return found


def draw(session: Session, chosen: str) -> None:
    """One table an account."""
    for account, (title, covers, table) in ask(session, tables).items():
        if chosen in (EVERY, account):
            with picture(title, covers, foot=foot(session, definition=False), key=f"account_{account}"):
                st.html(table)


def _title(session: Session, own: Sequence[Entry]) -> str:
    _ = translator(session.language)
    name = own[0].account.label.of(session.language)
    judged = [beside for entry in own for beside in entry.metrics if beside.agrees is not None]
    off = sum(not beside.agrees for beside in judged)
    if not judged:
        return _(N_("{account}: {count} systems"), account=name, count=len(own))
    said = N_("{account}: {count} systems, all {judged} figures borne out")
    if off:
        said = N_("{account}: {count} systems, {off} of {judged} figures not borne out")
    return _(said, account=name, count=len(own), judged=len(judged), off=off)


def _covers(session: Session, own: Sequence[Entry]) -> str:
    _ = translator(session.language)
    exports = dict.fromkeys(question.dataset for entry in own for question in entry.system.exports)
    names = [contracts.get(name).label.of(session.language) for name in exports]
    return _(N_("From {exports}"), exports=formats.listing(names, session.language))


def _table(session: Session, own: Sequence[Entry]) -> str:
    _ = translator(session.language)
    heads = (
        _(N_("System")),
        _(N_("Rows of exports")),
        _(N_("Indicators now")),
        _(N_("As published")),
        _(N_("Counted from the rows")),
    )
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    rows = "".join(_row(session, entry) for entry in own)
    return f'<div class="scroll"><table class="board"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(session: Session, entry: Entry) -> str:
    system, language = entry.system, session.language
    link = escape(signals.address(session, system.page))
    name = (
        f'<td><a href="{link}" target="_self"><b>{escape(system.id)} {escape(system.label.of(language))}</b></a>'
        f'<div class="quiet">{escape(system.does.of(language))}</div></td>'
    )
    return (
        f"<tr>{name}<td>{_rows(session, entry)}</td><td>{_kpis(session, entry)}</td>"
        f"<td>{_lines(_published(session, beside) for beside in entry.metrics)}</td>"
        f"<td>{_lines(_counted(session, beside) for beside in entry.metrics)}</td></tr>"
    )


def _lines(parts: object) -> str:
    return "".join(f"<div>{part}</div>" for part in parts)  # type: ignore[attr-defined]


def _rows(session: Session, entry: Entry) -> str:
    words = []
    for question, count in zip(entry.system.exports, entry.rows, strict=True):
        name = contracts.get(question.dataset).label.of(session.language)
        words.append(
            f"{escape(name)} {formats.hidden(session.language) if count is None else formats.number(count)}"
        )
    return _lines(words)


def _kpis(session: Session, entry: Entry) -> str:
    words = []
    for figure in entry.kpis:
        kpi = measures.get(figure.kpi)
        value = escape(value_text(session, kpi, figure))
        words.append(f'<span class="quiet">{escape(kpi.short.of(session.language))}</span> {value}')
    return _lines(words)


def _published(session: Session, beside: Beside) -> str:
    """ "探访对象 161 户（截至 2025-08-20）", as quoted."""
    label = escape(beside.metric.label.of(session.language))
    said = escape(quoted_text(session, beside.published))
    period = (
        f' <span class="quiet">{escape(beside.published.period)}</span>' if beside.published.period else ""
    )
    return f"{label} <b>{said}</b>{period}"


def quoted_text(session: Session, quoted: Quoted) -> str:
    """The figure as it was published, with its qualifier and unit."""
    _ = translator(session.language)
    if quoted.value is None:
        return quoted.unit or formats.NOTHING
    value = f"{_number(quoted.value, is_year=quoted.unit == YEAR)} {quoted.unit or ''}".strip()
    words = QUALIFIERS.get(quoted.qualifier or "", "")
    return _(words, value=value) if words else value


def _number(value: float, *, is_year: bool) -> str:
    """A figure; a year's thousands stay together."""
    return str(int(value)) if is_year else formats.number(value)


def _counted(session: Session, beside: Beside) -> str:
    _ = translator(session.language)
    if beside.metric.question is None:
        return f'<span class="quiet">{escape(_(N_("quoted only")))}</span>'
    if beside.counted is None:
        return escape(formats.hidden(session.language))
    count = _number(beside.counted, is_year=beside.metric.question.measure == "first_year")
    if beside.agrees is None:
        return count
    state, words = ("good", N_("agrees")) if beside.agrees else ("bad", N_("differs"))
    shape = "●" if beside.agrees else "■"
    return f'{count} <span class="state {state}">{shape} {escape(_(words))}</span>'
