"""What a visitor does on the pages, as the trail keeps it: looked at single records, presented, asked for too much."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from neighborcare.access import trail
from neighborcare.ui.session import Session

PAGE = "neighborcare.page"


def at(address: str) -> None:
    """Keep which page this visitor is on (`ui.shell` alone does); dialogs and fragments ask for it later."""
    st.session_state[PAGE] = address


def page() -> str:
    """The address of the page that this visitor is on."""
    return str(st.session_state.get(PAGE, ""))


def looked(session: Session, what: str, rows: int) -> None:
    """Note a look at a list of single persons, cases, requests or households, before it is drawn.

    Once for the same list of the same area within ten minutes, not at every rerun. Raises Unnoted: then it must
    not be drawn.
    """
    if rows:
        _once(session, "records.looked", rows=rows, list=trail.coded(what), scope=scope(session))


def presented(session: Session, meeting: str) -> None:
    """Note that a meeting is shown."""
    _once(session, "meeting.presented", meeting=trail.coded(meeting))


def refused(session: Session) -> None:
    """Note that the page of another role was asked for."""
    _once(session, "page.refused", role=session.role)


def scope(session: Session) -> str:
    """The area that a page's filter says; a worker's own community where it says none."""
    own = f"community:{session.community}" if session.community else "street:street"
    return trail.coded(str(st.session_state.get("area") or own))


def _once(session: Session, what: str, *, rows: int = 0, **detail: str) -> None:
    trail.once(
        session.home,
        session.by,
        session.ticket or _tab(),
        what,
        rows=rows,
        page=page(),
        generation=session.generation.number,
        **detail,
    )


def _tab() -> str:
    """The open page of a visitor of the demonstration, who has no session of ours."""
    context = get_script_run_ctx()
    return context.session_id if context else ""
