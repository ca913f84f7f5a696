"""The files of a meeting (deck, PDF, brief, annex), made in the background and downloaded one by one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from neighborcare.report.meeting import Story
from neighborcare.text import N_, say, translator
from neighborcare.ui import errand, exports
from neighborcare.ui.errand import Errand, Progress
from neighborcare.ui.session import Session

KEY = "neighborcare.meeting_pack"
WORDS = {
    "pptx": N_("Deck for PowerPoint and WPS"),
    "pdf": N_("Deck as PDF"),
    "docx": N_("Brief for Word and WPS"),
    "xlsx": N_("Annex: all indicators"),
}
TYPES = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Pack = Mapping[str, tuple[str, bytes]]  # kind → file name, content


def draw(session: Session, story: Story) -> None:
    """The button that makes them, how far that is, then one button a file."""
    _ = translator(session.language)
    about = (story.meeting.id, story.language, hash(story.slides), story.meeting.generation)
    known: tuple[object, Errand[Pack]] | None = st.session_state.get(KEY)
    if known is None or known[0] != about:
        st.button(
            _(N_("Make the files")),
            key="make_pack",
            icon=":material/folder_zip:",
            on_click=_begin,
            args=(about, story),
        )
        return
    errand.watch(known[1], session.language)
    if known[1].failure:
        st.error(say(known[1].failure, session.language))
        st.button(_(N_("Make the files")), key="make_pack", on_click=_begin, args=(about, story))
    elif known[1].outcome:
        _downloads(session, story, known[1].outcome)


def _begin(about: object, story: Story) -> None:
    st.session_state[KEY] = about, Errand(partial(make, story)).start()


def make(story: Story, progress: Progress) -> Pack:
    """All four files."""
    from neighborcare.report import pack  # its office formats take a while to import

    made = {}
    for step, kind in enumerate(pack.FILES):
        progress(WORDS[kind], step / len(pack.FILES))
        made[kind] = pack.name(story, kind), pack.content(story, kind)
    return made


def _downloads(session: Session, story: Story, made: Pack) -> None:
    _ = translator(session.language)
    with st.container(horizontal=True, key="pack_files"):
        for kind, (name, content) in made.items():
            exports.button(
                session,
                _(WORDS[kind]),
                partial(bytes, content),
                file=name,
                mime=TYPES[kind],
                what=f"meeting_{story.meeting.id}",
                key=f"pack_{kind}",
            )
