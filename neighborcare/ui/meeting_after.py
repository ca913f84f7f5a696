"""After a meeting: its decisions written down, the claims made on the spot, and both taken into the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pyarrow as pa
import streamlit as st

from neighborcare import contracts
from neighborcare.errors import UserError
from neighborcare.generation import Loaded, entries
from neighborcare.report import minutes
from neighborcare.report.meeting import Meeting
from neighborcare.report.minutes import Claimed, Minutes, Resolved
from neighborcare.store.home import Home
from neighborcare.text import N_, formats, say, translator
from neighborcare.ui import asking, desk, errand, tables
from neighborcare.ui.errand import Errand, Progress
from neighborcare.ui.meeting_draft import communities, day_of
from neighborcare.ui.origin import source
from neighborcare.ui.session import Session

PAGE = "meeting"
UNDER_WAY = "neighborcare.minutes_taken"
NEWS = "neighborcare.minutes_news"


def draw(session: Session, meeting: Meeting) -> None:
    """Decisions, claims, and the button that takes them into the data."""
    _ = translator(session.language)
    written = minutes.read(session.home, meeting.id)
    st.subheader(_(N_("After the meeting")))
    _decide(session, meeting, written)
    _claims(session, meeting, written)
    if session.role == "analyst":
        _take(session, meeting, written)
    elif written.resolved or written.claimed:
        st.caption(_(N_("A data analyst takes these rows into the data on this page.")))


def _decide(session: Session, meeting: Meeting, written: Minutes) -> None:
    _ = translator(session.language)
    with st.form(f"minutes_{meeting.id}"):
        st.markdown(f"**{_(N_('Decisions, with owner and deadline'))}**")
        rows = _table(session, meeting, written)
        attended = st.number_input(
            _(N_("People present")), 0, 9999, written.attended, key=f"attended_{meeting.id}", width=160
        )
        pressed = st.form_submit_button(_(N_("Write down")), icon=":material/edit_note:")
    if pressed:
        try:
            asking.must(session, PAGE)
            found = resolved(rows, communities(session))
            minutes.resolve(session.home, meeting.id, found, None if attended is None else int(attended))
        except UserError as error:
            st.error(say(error, session.language))
            return
        st.toast(_(N_("Written down: {count} decisions"), count=len(found)))


def _table(session: Session, meeting: Meeting, written: Minutes) -> list[dict[str, Any]]:
    _ = translator(session.language)
    names, codes = communities(session), contracts.get("topics").column("decision").codes
    words = {code.code: code.label.of(session.language) for code in codes}
    known = written.resolved
    table = pa.table(
        {
            "title": pa.array([one.title for one in known], pa.string()),
            "place": pa.array([names.get(one.community) for one in known], pa.string()),
            "decision": pa.array([words.get(one.decision) for one in known], pa.string()),
            "owner": pa.array([one.owner for one in known], pa.string()),
            "due": pa.array([one.due for one in known], pa.date32()),
        }
    )
    columns = {
        "title": st.column_config.TextColumn(
            _(N_("Decision")), width=360, max_chars=80, required=True, help=_(N_("Without names of persons."))
        ),
        "place": st.column_config.SelectboxColumn(
            _(N_("Community")), options=list(names.values()), width=160, required=True
        ),
        "decision": st.column_config.SelectboxColumn(
            _(N_("Outcome")), options=list(words.values()), default=words["adopted"], width=120, required=True
        ),
        "owner": st.column_config.TextColumn(_(N_("Responsible unit")), width=200, max_chars=40),
        "due": st.column_config.DateColumn(_(N_("Done by")), format="YYYY-MM-DD", width=120),
    }
    key = f"decisions_{meeting.id}_{session.language}"
    edited = st.data_editor(
        table,
        column_config=columns,
        hide_index=True,
        num_rows="dynamic",
        key=key,
        placeholder=formats.NOTHING,
    )
    back = {word: code for code, word in words.items()}
    found: list[dict[str, Any]] = edited.to_pylist()
    return [row | {"decision": back.get(row["decision"], "adopted")} for row in found]


def resolved(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> tuple[Resolved, ...]:
    """The decisions of the table's rows; empty ones are left out. `names`: the communities by ID.

    Raises UserError for one without a community, and for an adopted one without owner or deadline.
    """
    ids = {name: one for one, name in names.items()}
    found = []
    for row in rows:
        title = " ".join((row["title"] or "").split())
        if not title:
            continue
        if row["place"] not in ids:
            raise UserError(N_("“{decision}”: choose its community."), decision=title)
        owner, due = " ".join((row["owner"] or "").split()), day_of(row["due"])
        if row["decision"] == "adopted" and not (owner and due):
            raise UserError(
                N_("“{decision}”: an adopted decision needs an owner and a deadline."), decision=title
            )
        found.append(Resolved(title, ids[row["place"]], row["decision"], owner, due))
    return tuple(found)


def _claims(session: Session, meeting: Meeting, written: Minutes) -> None:
    """Who claimed what; a claim made by mistake is taken back."""
    _ = translator(session.language)
    st.markdown(
        f"**{_(N_('Claimed at the meeting: {count} of {all} items'), **_counted(meeting, written))}**"
    )
    if not written.claimed:
        st.caption(_(N_("Units claim items while the meeting is presented (key C); they appear here.")))
        return
    columns: dict[str, list[Any]] = {
        _(N_("Item")): [one.item for one in written.claimed],
        _(N_("Community")): [one.place for one in written.claimed],
        _(N_("Claimed by")): [one.unit for one in written.claimed],
        _(N_("Done by")): [one.deadline for one in written.claimed],
    }
    tables.show(session, columns, key="claimed")
    names = {n: f"{one.item} · {one.unit}" for n, one in enumerate(written.claimed)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _(N_("Made by mistake")), list(names), format_func=names.__getitem__, key="mistaken", width=360
        )
        st.button(
            _(N_("Take the claim back")),
            key="release",
            type="tertiary",
            icon=":material/undo:",
            on_click=_release,
            args=(session, meeting.id, written.claimed[chosen]),
        )


def _release(session: Session, meeting_id: str, claimed: Claimed) -> None:
    asking.must(session, PAGE)
    minutes.release(session.home, meeting_id, claimed)


def _counted(meeting: Meeting, written: Minutes) -> dict[str, str]:
    return {"count": formats.number(len(written.claimed)), "all": formats.number(len(meeting.offered))}


def _take(session: Session, meeting: Meeting, written: Minutes) -> None:
    """Take the rows into the data through the ordinary intake, in the background."""
    _ = translator(session.language)
    waiting: Errand[Loaded] | None = st.session_state.get(UNDER_WAY)
    st.button(
        _(N_("Take decisions and claims into the data")),
        key="take_minutes",
        type="primary",
        icon=":material/check:",
        disabled=waiting is not None or not (written.resolved or written.claimed),
        on_click=_begin,
        args=(session, meeting, written),
        help=_(
            N_(
                "As rows of the exports “Topics” and “Claims”, checked like any file; taken again, nothing changes."
            )
        ),
    )
    if waiting is not None:
        errand.watch(waiting, session.language)
        st.session_state[NEWS] = waiting
        del st.session_state[UNDER_WAY]
        st.rerun()
    news: Errand[Loaded] | None = st.session_state.pop(NEWS, None)
    if news is not None and news.failure:
        st.error(say(news.failure, session.language))
    elif news is not None and news.outcome:
        st.success(came_of_it(news.outcome, session.language), icon=":material/check_circle:")


def _begin(session: Session, meeting: Meeting, written: Minutes) -> None:
    asking.must(session, desk.PAGE)  # into the data: who may take a file may take these rows
    st.session_state[UNDER_WAY] = Errand(partial(_taken, session.home, meeting, written, session.by)).start()


def _taken(home: Home, meeting: Meeting, written: Minutes, by: str, progress: Progress) -> Loaded:
    rows = minutes.rows(written, meeting)
    return entries.take(home, rows, name=f"{meeting.day:%Y%m%d}", by=by, progress=progress)


def came_of_it(loaded: Loaded, language: str) -> str:
    """What was taken, by export, and which version came of it."""
    _ = translator(language)
    if loaded.generation is None:
        return _(N_("All of it stands in the data already."))
    fresh = [
        _(N_("{export} {count}"), export=source(one.dataset, language), count=formats.number(one.accepted))
        for one in loaded.tables
        if one.accepted
    ]
    return _(
        N_("Taken: {rows}. Published as version {number}."),
        rows=formats.listing(fresh, language),
        number=loaded.generation.number,
    )
