"""Who is looking, in which language, at which home: one frozen object a rerun, which the pages read."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import streamlit as st

from neighborcare.access import entrance, sessions
from neighborcare.access.house import House
from neighborcare.access.roles import TABLE, Role
from neighborcare.errors import Forbidden
from neighborcare.privacy import views
from neighborcare.store.home import Home
from neighborcare.store.lease import Reader
from neighborcare.store.manifest import EMPTY, Manifest
from neighborcare.text import LANGUAGES, N_

ROOT = Path(__file__).parents[2]
KEY = "neighborcare.session"


@dataclass(frozen=True, slots=True)
class Session:
    """One visitor's view: `community` is the scope of a community worker, None for everybody else.

    All figures of one rerun come from one `generation`, whatever is published meanwhile; it is no part of who is
    looking, so that a session can be an argument of a kept answer (`ui.cache` adds the generation itself). Nor are
    the `account` that signed in and its `ticket`, the session that the entrance let in ("" in the demonstration).
    """

    role: Role
    language: str
    community: str | None
    home: Home
    generation: Manifest = field(default=EMPTY, compare=False)
    account: str = field(default="", compare=False)
    ticket: str = field(default="", compare=False)

    def at_newest(self) -> Session:
        """The same view on what is published now."""
        return replace(self, generation=reader(self.home).generation())

    @property
    def file(self) -> str:
        """The role file that this visitor's questions are answered from, and no other."""
        return views.file_of(TABLE[self.role].file, self.community)

    @property
    def by(self) -> str:
        """Who does what is done now, as batches keep it: the account, in the demonstration the role."""
        return self.account or self.role


@cache
def reader(home: Home) -> Reader:
    """The one reader of a home in this process."""
    return Reader(home)


@cache
def house(home: Home) -> House:
    """How that home stands, as this server serves it."""
    return House(home, st.config.get_option("server.address"))


class Closed(Forbidden):
    """The open demonstration has just ended: there is data of somebody's own, or an account."""

    code = "closed"


def signed_in(home: Home) -> sessions.Session | None:
    """Who signed in, as the entrance said by header; None in the open demonstration.

    Raises Forbidden when nobody did and it is not open: a page that was reached past the front door, a session that
    has just ended (Closed: the demonstration has).
    """
    named = st.context.headers.get(entrance.SESSION)
    if named is None or named == entrance.DEMONSTRATION:
        if house(home).situation() != "demonstration":
            raise _past_the_door() if named is None else _closed()
        return None
    found = sessions.find(home, named)
    if found is None:
        raise Forbidden(N_("Your session is over."), remedy=N_("Sign in again."))
    return found


def begin(session: Session) -> None:
    """Make it the session of this rerun (ui/main.py alone does)."""
    st.session_state[KEY] = session


def current() -> Session:
    """The session of this rerun. Raises Forbidden when the page was reached past the front door."""
    found = st.session_state.get(KEY)
    if not isinstance(found, Session):
        raise _past_the_door()
    return found


def _past_the_door() -> Forbidden:
    return Forbidden(
        N_("This page opens through the front door only."),
        remedy=N_("Start the application with “streamlit run app.py”."),
    )


def _closed() -> Closed:
    return Closed(
        N_("From now on one signs in"),
        remedy=N_(
            "There is data of your own here now; all of it is kept. The page for the first accounts opens."
        ),
    )


def language() -> str:
    """The language of this visitor, also before the session has begun."""
    found = st.session_state.get(KEY)
    return found.language if isinstance(found, Session) else browser_language()


def browser_language() -> str:
    """zh-CN unless the browser asks for something else."""
    locale = st.context.locale or LANGUAGES[0]
    return "zh-CN" if locale.lower().startswith("zh") else "en"


def home() -> Home:
    """The data folder: NEIGHBORCARE_HOME, or data/var beside the code."""
    return Home(Path(os.environ.get("NEIGHBORCARE_HOME") or ROOT / "data" / "var"))
