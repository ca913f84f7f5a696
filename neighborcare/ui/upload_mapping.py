"""Column names on the Upload page: how each was understood and why; what was not is asked once and remembered."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from neighborcare import contracts
from neighborcare.store import mappings
from neighborcare.store.understanding import Question
from neighborcare.text import N_, formats, translator
from neighborcare.ui import asking, picture, tables
from neighborcare.ui.desk import PAGE, Desk
from neighborcare.ui.origin import hand, moment, source
from neighborcare.ui.plain import plain
from neighborcare.ui.session import Session

UNDECIDED = "?"  # the choice that says nothing yet
_NOW = "mapping"  # the session's key of the remembered name that is looked at


def mapping_panel(session: Session, desk: Desk, question: Question, *, key: str) -> None:
    """Header → column with the reason of each, and a question for every header that nothing was found for."""
    st.html(_understood(session, question))
    _ask(session, desk, question, key)


def remembered(session: Session, desk: Desk) -> None:
    """The column names that were told once: whose, what for, by whom and when; each may be corrected or forgotten."""
    _ = translator(session.language)
    found = mappings.every(session.home)
    if not found:
        return
    title = _(N_("{count} column names are remembered"), count=len(found))
    with picture.picture(
        title, _(N_("Told once on this page; used for that community's next files")), key=_NOW
    ):
        tables.show(session, _table(session, found), key=f"{_NOW}_table", height="content")
        by_key = {answer.key: answer for answer in found}
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"{_NOW}_one"):
            chosen = st.selectbox(
                _(N_("Remembered column name")),
                list(by_key),
                index=None,
                format_func=lambda name: _named(session, by_key[name]),
                placeholder=_(N_("Choose one to correct or forget it")),
                key=f"{_NOW}_chosen",
                width=420,
            )
            if chosen in by_key:
                _change(session, desk, by_key[str(chosen)])


def _understood(session: Session, question: Question) -> str:
    _ = translator(session.language)
    contract = contracts.get(question.dataset)
    rows = "".join(
        f"<tr><td>{escape(header)}</td><td>{escape(contract.column(name).label.of(session.language))}</td>"
        f"<td>{escape(reason.says.of(session.language))}</td></tr>"
        for header, (name, reason) in question.reasons.items()
    )
    heads = "".join(
        f"<th>{escape(_(word))}</th>" for word in (N_("Header in the file"), N_("Understood as"), N_("Why"))
    )
    if not rows:
        return ""
    return (
        f'<div class="parcel-table"><table class="plain mapping"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _ask(session: Session, desk: Desk, question: Question, key: str) -> None:
    _ = translator(session.language)
    open_ = list(question.open)
    whose = question.community or _(N_("the whole street"))
    with st.form(f"{key}_mapping", border=False):
        if question.missing:
            names = [
                contracts.get(question.dataset).column(n).label.of(session.language) for n in question.missing
            ]
            st.caption(_(N_("Still needed: {names}."), names=formats.listing(names, session.language)))
        for number, header in enumerate(open_):
            _choice(session, question, header, f"{key}_means_{number}")
        if question.reasons:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                st.selectbox(
                    _(N_("Correct another column")),
                    list(question.reasons),
                    index=None,
                    placeholder=_(N_("All others are right")),
                    key=f"{key}_correct",
                    width=220,
                )
                _choice(session, question, "", f"{key}_means_other", width=220)
        st.form_submit_button(
            _(N_("Remember for {community} and look again"), community=plain(whose)),
            icon=":material/bookmark_added:",
            on_click=_remember,
            args=(session, desk, question, open_, key),
        )


def _choice(session: Session, question: Question, header: str, key: str, *, width: int = 420) -> None:
    """What one header means: a column, nothing at all, or not decided."""
    _ = translator(session.language)
    names = _options(session, question, header)
    examples = formats.listing([plain(cell) for cell in question.examples.get(header, ())], session.language)
    words = _(N_("“{header}” holds"), header=plain(header)) if header else _(N_("It holds"))
    st.selectbox(
        f"{words} · {_(N_('for example {cells}'), cells=examples)}" if examples else words,
        list(names),
        format_func=names.__getitem__,
        key=key,
        width=width,
    )


def _options(session: Session, question: Question, header: str) -> Mapping[str, str]:
    """The columns to choose from: those that it is like, those that are needed, those that are free, the rest."""
    _ = translator(session.language)
    contract = contracts.get(question.dataset)
    taken = {name for name, _reason in question.reasons.values()}
    own = [column.name for column in contract.columns]
    ranked = dict.fromkeys(
        (*question.open.get(header, ()), *question.missing, *(n for n in own if n not in taken), *own)
    )
    labels = {name: contract.column(name).label.of(session.language) for name in ranked}
    return {UNDECIDED: _(N_("Not decided")), mappings.IGNORE: _(N_("Nothing that is needed")), **labels}


def _remember(session: Session, desk: Desk, question: Question, asked: list[str], key: str) -> None:
    asking.must(session, PAGE)
    said = {header: st.session_state.get(f"{key}_means_{number}") for number, header in enumerate(asked)}
    other = st.session_state.get(f"{key}_correct")
    if other:
        said[str(other)] = st.session_state.get(f"{key}_means_other")
    answers = [
        mappings.Mapping(question.community, question.dataset, header, str(column))
        for header, column in said.items()
        if column is not None and column != UNDECIDED
    ]
    if answers:
        mappings.remember(session.home, answers, session.by)
        desk.asked = ()  # the next rerun looks again


def _table(session: Session, found: list[mappings.Mapping]) -> dict[str, list[object]]:
    _ = translator(session.language)
    return {
        _(N_("Header in the file")): [answer.header for answer in found],
        _(N_("Understood as")): [_meaning(session, answer) for answer in found],
        _(N_("Export")): [source(answer.dataset, session.language) for answer in found],
        _(N_("Community")): [answer.community or _(N_("the whole street")) for answer in found],
        _(N_("Told by")): [hand(answer.by, session.language) for answer in found],
        _(N_("Remembered at")): [moment(answer.at) for answer in found],
    }


def _meaning(session: Session, answer: mappings.Mapping) -> str:
    if answer.column == mappings.IGNORE:
        return translator(session.language)(N_("Nothing that is needed"))
    return contracts.get(answer.dataset).column(answer.column).label.of(session.language)


def _named(session: Session, answer: mappings.Mapping) -> str:
    whose = answer.community or translator(session.language)(N_("the whole street"))
    return f"{answer.header} → {_meaning(session, answer)} · {whose}"


def _change(session: Session, desk: Desk, answer: mappings.Mapping) -> None:
    _ = translator(session.language)
    contract = contracts.get(answer.dataset)
    labels = {column.name: column.label.of(session.language) for column in contract.columns}
    names = {mappings.IGNORE: _(N_("Nothing that is needed")), **labels}
    options, key = list(names), f"{_NOW}_{answer.key}"
    st.selectbox(
        _(N_("Understood as")),
        options,
        index=options.index(answer.column),
        format_func=names.__getitem__,
        key=key,
        width=220,
        on_change=_correct,
        args=(session, desk, answer, key),
    )
    st.button(
        _(N_("Forget it")),
        key=f"{_NOW}_forget",
        type="tertiary",
        icon=":material/delete:",
        on_click=_forget,
        args=(session, desk, answer),
    )


def _correct(session: Session, desk: Desk, answer: mappings.Mapping, key: str) -> None:
    asking.must(session, PAGE)
    column = str(st.session_state[key])
    told = mappings.Mapping(answer.community, answer.dataset, answer.header, column)
    mappings.remember(session.home, [told], session.by)
    desk.asked = ()


def _forget(session: Session, desk: Desk, answer: mappings.Mapping) -> None:
    asking.must(session, PAGE)
    mappings.forget(session.home, answer.key, session.by)
    desk.asked = ()
