"""Earlier versions: every generation that was published, and what its figures were, exactly, beside those of now."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from neighborcare.errors import UserError
from neighborcare.generation import preview
from neighborcare.generation.preview import Preview
from neighborcare.store import batches, manifest
from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest
from neighborcare.text import N_, formats, say, translator
from neighborcare.ui import asking, picture, upload_changes
from neighborcare.ui.choices import settle
from neighborcare.ui.desk import PAGE
from neighborcare.ui.origin import hand, moment, source
from neighborcare.ui.plain import plain
from neighborcare.ui.session import Session

ACTIONS = {
    "load": N_("taken"),
    "undo": N_("undone"),
    "redo": N_("put back"),
    "geo": N_("map taken"),
    "build": N_("built again"),
    "erase": N_("somebody erased on request"),
}
NONE = "none"
FEW = 4  # batches of which the exports are named


def draw(session: Session) -> None:
    """The choice of a version, and its figures then and now. Nothing where there is only one."""
    live = manifest.current_number(session.home)
    if live < 2:
        return
    _ = translator(session.language)
    title = _(N_("{count} versions were published; each one's figures can be seen again"), count=live)
    with picture.picture(title, _(N_("Kept exactly as they were published")), key="versions"):
        known = {str(made.number): made for made in _every(session.home, live) if made.number != live}
        options = [NONE, *known]
        settle("version", options, NONE)
        chosen = st.selectbox(
            _(N_("An earlier version")),
            options,
            format_func=lambda n: _(N_("Choose a version")) if n == NONE else _named(session, known[n]),
            key="version",
            width=640,
        )
        if chosen != NONE:
            _compare(session, known[chosen], live)


def _compare(session: Session, then: Manifest, live: int) -> None:
    _ = translator(session.language)
    asking.must(session, PAGE)
    try:
        found = _since(session.home, then.number, live)
    except UserError as error:
        st.error(plain(say(error, session.language)))
        return
    heads = (_(N_("Version {number}"), number=then.number), _(N_("Now")))
    st.caption(
        _(
            N_("Version {number}, figures as of {day}; {count} files"),
            number=then.number,
            day=formats.day(then.as_of, session.language),
            count=len(then.batches),
        )
    )
    upload_changes.compared(session, found, heads)


@lru_cache(maxsize=8)
def _every(home: Home, _live: int) -> tuple[Manifest, ...]:
    """All generations, newest first; they change only with the newest."""
    return tuple(manifest.history(home))


@lru_cache(maxsize=32)
def _since(home: Home, number: int, _live: int) -> Preview:
    return preview.since(home, number)


def _named(session: Session, made: Manifest) -> str:
    """When, by whom, what was done with which exports."""
    _ = translator(session.language)
    names = dict.fromkeys(
        source(batches.read(session.home, name).dataset, session.language)
        for name in made.action.batches[:FEW]
    )
    what = formats.listing(list(names), session.language) + ("…" if len(made.action.batches) > FEW else "")
    when = moment(made.action.at)
    parts = (
        f"{when:%Y-%m-%d %H:%M}",
        hand(made.action.by, session.language),
        f"{_(ACTIONS.get(made.action.kind, N_('built again')))} {what}".strip(),
    )
    return " · ".join((_(N_("Version {number}"), number=made.number), *parts))
