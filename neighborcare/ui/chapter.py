"""A chapter: the page of one subject, with its period and area, its conclusion, and all that leads to it.

Until its exports are there it says which to load. The subject is a module that concludes and draws.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import duckdb
import streamlit as st

from neighborcare.text import translator
from neighborcare.ui import filters, page
from neighborcare.ui.drawn import ask
from neighborcare.ui.filters import View
from neighborcare.ui.picture import as_of
from neighborcare.ui.session import Session


class Subject(Protocol):
    """What a chapter is about."""

    def conclusion(self, con: duckdb.DuckDBPyConnection, session: Session, view: View, /) -> str:
        """The page's sentence, from the role's file; "" where nothing can be counted yet."""

    def draw(self, session: Session, view: View, /) -> None:
        """Everything under the sentence."""


def show(roles: Iterable[str], subject: Subject, *, empty: str, load: str) -> None:
    """The whole page for these roles. `empty` and `load` (catalogue texts): that nothing is there, and what to do."""
    session = page.require(roles)
    _ = translator(session.language)
    top = st.container()
    view = filters.bar(session)
    conclusion = ask(session, subject.conclusion, view)
    with top:
        page.head(conclusion or _(empty), f"{view.area_name} · {as_of(session)}" if conclusion else "")
    if conclusion:
        subject.draw(session, view)
    else:
        st.info(_(load))
