"""Signals on the overview: what is wrong where, whose task it is, by when; each leads to the page that shows more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from urllib.parse import urlencode

import duckdb
import streamlit as st

from neighborcare.measures import telling
from neighborcare.measures.signals import catalogue
from neighborcare.text import N_, formats, translator
from neighborcare.ui import query, tables, writing
from neighborcare.ui.cache import answer
from neighborcare.ui.filters import View
from neighborcare.ui.picture import foot, picture
from neighborcare.ui.session import Session


@dataclass(frozen=True, slots=True)
class Told:
    """One signal of one place in words: where, what, whose, by when, how grave, and the page that shows more."""

    label: str
    where: str
    what: str
    owner: str
    due: date
    severity: str
    page: str


def told(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> tuple[Told, ...]:
    """The signals of the area as this role may see them, the gravest first."""
    if not query.has(con, "signals"):
        return ()
    kind, area = view.area
    return tuple(_told(session, *row) for row in query.rows(con, "signals", kind=kind, area=area))


def _told(
    session: Session,
    name: str,
    subject: str | None,
    items: int | None,
    value: float | None,
    expected: float | None,
    owner: str | None,
    due: date,
    community: str | None,
    grid: str | None,
) -> Told:
    _ = translator(session.language)
    signal = catalogue()[name]
    words = telling.sentence(
        signal, session.language, subject=subject, items=items, value=value, expected=expected
    )
    duty = {"grid_manager": N_("grid manager"), "community": N_("community"), "office": N_("street office")}
    return Told(
        label=signal.label.of(session.language),
        where=grid or community or _(N_("Whole street")),
        what=words,
        owner=owner or _(duty[signal.owner]),
        due=due,
        severity=signal.severity,
        page=signal.page,
    )


def draw(session: Session, view: View) -> None:
    """The list under its finding; the rest behind a fold, all of it as a workbook."""
    _ = translator(session.language)
    found = answer(session, told, session, view)
    if not found:
        return
    with picture(
        _title(session, found),
        _(N_("What the data says today, whose task it is, and by when")),
        foot=foot(session, definition=False),
        key="signals",
    ):
        worst = _worst(session, found)
        st.html(_list(session, worst))
        if len(found) > len(worst) and session.role != "presenter":  # a hall reads the kinds, not a table
            with st.expander(_(N_("All {count} signals"), count=len(found))):
                tables.show(session, _columns(session, found), key="signals", height=400)


def _title(session: Session, found: Sequence[Told]) -> str:
    _ = translator(session.language)
    urgent = sum(one.severity == "bad" for one in found)
    said = {"count": formats.number(len(found)), "urgent": formats.number(urgent)}
    if not urgent:
        return _(N_("{count} signals, none urgent"), **said)
    return _(N_("{count} signals, {urgent} of them urgent"), **said)


def _list(session: Session, found: Sequence[Told]) -> str:
    return f'<ul class="signals">{"".join(_item(session, one) for one in found)}</ul>'


def _worst(session: Session, found: Sequence[Told]) -> list[Told]:
    """The gravest place of each rule, which says how many more there are: a leader wants the kinds, then the list."""
    _ = translator(session.language)
    places = Counter(one.label for one in found)
    seen: dict[str, Told] = {}
    for one in found:
        seen.setdefault(one.label, one)
    return [
        one
        if places[label] == 1
        else replace(one, what=one.what + _(N_("; and {count} more places"), count=places[label] - 1))
        for label, one in seen.items()
    ]


def _item(session: Session, one: Told) -> str:
    _ = translator(session.language)
    task = _(N_("{owner}, by {day}"), owner=one.owner, day=formats.short_day(one.due, session.language))
    mark = writing.state_mark(one.severity, session.language, word=False)
    return (
        f'<li>{mark}<a href="{escape(address(session, one.page))}" target="_self"><b>{escape(one.where)}</b> '
        f'{escape(one.what)}</a><span class="quiet">{escape(task)}</span></li>'
    )


def address(session: Session, page: str) -> str:
    """The page's address with who is looking; the rest of the view is the page's own default."""
    asked = {key: value for key, value in st.query_params.items() if key in ("role", "community", "lang")}
    return f"{page}?{urlencode(asked)}" if asked else page


def _columns(session: Session, found: Sequence[Told]) -> dict[str, list[object]]:
    _ = translator(session.language)
    return {
        _(N_("Where")): [one.where for one in found],
        _(N_("Signal")): [one.label for one in found],
        _(N_("What was found")): [one.what for one in found],
        _(N_("Whose task")): [one.owner for one in found],
        _(N_("By")): [one.due for one in found],
    }
