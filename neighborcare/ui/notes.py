"""Notes on days (a typhoon, a campaign): written here or loaded as an export, drawn on every course."""

from __future__ import annotations

from datetime import date

import duckdb
import streamlit as st

from neighborcare.errors import UserError
from neighborcare.generation import entries
from neighborcare.store.home import Home
from neighborcare.text import N_, say, translator
from neighborcare.ui import asking, desk, filters, query, tables
from neighborcare.ui.cache import answer
from neighborcare.ui.session import Session

LONGEST = 60  # characters of a note: it has to fit where one points at it
EVERYWHERE = ""


def panel(session: Session) -> None:
    """A folded form for one more note, and the notes that there are; nothing where there is no data yet."""
    if not session.generation.number:
        return
    _ = translator(session.language)
    with st.expander(_(N_("Notes on days, drawn on every course"))):
        with st.form("note", clear_on_submit=True, border=False):
            day = st.date_input(_(N_("Day")), value=None, format="YYYY-MM-DD", key="note_day")
            what = st.text_input(_(N_("What happened")), max_chars=LONGEST, key="note_what")
            places = {EVERYWHERE: _(N_("Whole street"))} | _communities(session)
            where = st.selectbox(
                _(N_("Community")), list(places), format_func=places.__getitem__, key="note_where"
            )
            sent = st.form_submit_button(_(N_("Add the note")))
        if sent:
            _add(session, day, what, where)
        tables.show(session, answer(session, _noted, session), key="notes", download=False)


def _communities(session: Session) -> dict[str, str]:
    return {area: name for (kind, area), name in filters.area_names(session).items() if kind == "community"}


def _add(session: Session, day: date | None, what: str, where: str) -> None:
    _ = translator(session.language)
    if day is None or not what.strip():
        st.warning(_(N_("A note needs a day and a few words.")))
        return
    try:
        asking.must(session, desk.PAGE)
        taken = write(session.home, day, what.strip(), where, by=session.by)
    except UserError as error:
        st.error(say(error, session.language))
        return
    if not taken:
        st.info(_(N_("That note is there already.")))
        return
    st.rerun()


def write(home: Home, day: date, what: str, where: str, *, by: str) -> bool:
    """Take one note through the ordinary intake; whether it was new. Raises UserError."""
    note = {"note_date": day, "title": what, "community_id": where or None}
    return entries.take(home, {"notes": [note]}, name=f"{day:%Y%m%d}", by=by).generation is not None


def _noted(con: duckdb.DuckDBPyConnection, session: Session) -> dict[str, list[object]]:
    _ = translator(session.language)
    rows = query.rows(con, "every_note")
    return {
        _(N_("Day")): [row[0] for row in rows],
        _(N_("What happened")): [row[1] for row in rows],
        _(N_("Community")): [row[2] for row in rows],
    }
