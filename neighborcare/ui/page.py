"""A page's frame: who may open it, the sentence that concludes, and where the figures come from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

import streamlit as st

from neighborcare.access.roles import LABELS
from neighborcare.text import N_, formats, translator
from neighborcare.ui import noting
from neighborcare.ui.session import Session, current


def require(roles: Iterable[str]) -> Session:
    """The session, if its role is one of these; else a polite word and the page ends here.

    Raises Forbidden when the page was reached past the front door (no session at all).
    """
    session = current()
    if session.role not in tuple(roles):
        closed()
        st.stop()
    return session


def closed() -> None:
    """What a role sees at the address of a page that is not for it."""
    session = current()
    noting.refused(session)
    _ = translator(session.language)
    role = LABELS[session.role].of(session.language)
    head(
        _(N_("This page is not part of your work area")),
        _(N_("You are here as “{role}”. Choose a page from the menu above."), role=role),
    )


def head(conclusion: str, measured: str = "", *, meeting: bool = False) -> None:
    """The page's first line: one sentence that concludes; under it, quietly, what is measured.

    Both are plain text, whatever characters they hold.
    """
    under = f'<p class="quiet">{escape(measured)}</p>' if measured else ""
    # The vermilion hairline is the sign of a meeting's page.
    is_meeting = meeting or current().role == "presenter"
    hairline = '<div class="hairline"></div>' if is_meeting else ""
    st.html(f'<div class="page-head">{hairline}<h1>{escape(conclusion)}</h1>{under}</div>')


def foot(language: str, *, source: str, as_of: date | None = None, definition: str = "") -> None:
    """Source · as-of date · definition, under a picture or a page. Plain text."""
    _ = translator(language)
    parts = [_(N_("Source: {source}"), source=source)]
    if as_of is not None:
        parts.append(formats.as_of(as_of, language))
    if definition:
        parts.append(definition)
    st.html(f'<p class="quiet">{escape(" · ".join(parts))}</p>')
