"""The one way to a role's file: at each question it is checked who asks, of which file, and what.

Pages check before they are drawn (`page.require`), a file holds only what is its role's (`privacy/views`); this holds
without either. Nothing else in `ui/` or `pages/` opens a file (tests/ui/test_asking.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import duckdb

from neighborcare.access import allowance, sessions
from neighborcare.access.allowance import Allowed
from neighborcare.access.roles import Role, may_open, working
from neighborcare.errors import Forbidden
from neighborcare.store.home import Home
from neighborcare.text import N_
from neighborcare.ui.session import Session, house, reader


def check(session: Session) -> None:
    """Raise Forbidden unless who asks is still let in, and asks as what he was let in for."""
    if not session.ticket:
        if house(session.home).situation() != "demonstration":
            raise _over()
        return
    found = sessions.find(session.home, session.ticket)
    if found is None or found.must_change:
        raise _over()
    own = working(found.role)
    strange = own is None or session.role not in allowance.files(own)
    if strange or session.community != (found.community if session.role == "worker" else None):
        raise _not_yours()


def must(session: Session, page: str) -> None:
    """Raise Forbidden unless who is about to change something may do so: his role opens the page where it is done."""
    check(session)
    if not may_open(session.role, page):
        raise _not_yours()


@contextmanager
def asked(session: Session) -> Iterator[duckdb.DuckDBPyConnection]:
    """The visitor's role file of his generation, for one question. Raises Forbidden and NotFound."""
    check(session)
    with reader(session.home).lease(session.file, session.generation.number or None) as (connection, made):
        closed = _spoilt(session.home, made.number, session.file, session.role, connection)
        # Questions are written for a connection; of one they use nothing but what Allowed has.
        yield cast("duckdb.DuckDBPyConnection", Allowed(connection, session.role, closed))


_known: dict[tuple[Home, int, str, Role], frozenset[str]] = {}


def _spoilt(
    home: Home, number: int, file: str, role: Role, connection: duckdb.DuckDBPyConnection
) -> frozenset[str]:
    """A file never changes, so it is looked through once."""
    key = (home, number, file, role)
    if key not in _known:
        _known[key] = allowance.spoilt(connection, role)
    return _known[key]


def _over() -> Forbidden:
    return Forbidden(N_("Your session is over."), remedy=N_("Sign in again."))


def _not_yours() -> Forbidden:
    return Forbidden(
        N_("This question is not part of your work area."), remedy=N_("Choose a page from the menu.")
    )
