"""Preparing a meeting: which month and area, for whom, agenda, slides with their order and notes, items offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import duckdb
import pyarrow as pa
import streamlit as st

from neighborcare.errors import UserError
from neighborcare.report import meeting as kept
from neighborcare.report import minutes, story
from neighborcare.report.meeting import Meeting, Offer, Story
from neighborcare.store import manifest
from neighborcare.text import LANGUAGES, N_, formats, say, translator
from neighborcare.ui import asking, deliberation, drill, errand, filters, meetings, tables
from neighborcare.ui.cache import generation
from neighborcare.ui.choices import settle
from neighborcare.ui.errand import Errand, Progress
from neighborcare.ui.meetings import NEWEST
from neighborcare.ui.session import Session

UNDER_WAY = "neighborcare.meeting_kept"
OPEN = "neighborcare.meeting_open"  # the meeting that the next rerun opens


@dataclass(frozen=True, slots=True)
class Draft:
    """What the page is about: the meeting, what it shows, the conclusions of all ten slides, whether it is kept."""

    meeting: Meeting
    story: Story
    titles: Mapping[str, str]
    is_kept: bool


def choose(session: Session) -> Draft:
    """A kept meeting, or a new one about the period and area of the filters."""
    _ = translator(session.language)
    known = {one.id: one for one in kept.every(session.home)}
    if OPEN in st.session_state:
        st.session_state["meeting"] = st.session_state.pop(OPEN)
    codes = [NEWEST, *known]
    chosen = settle("meeting", codes, NEWEST)
    names = {code: meetings.name(one, session.language) for code, one in known.items()}
    names[NEWEST] = _(N_("A new meeting"))
    if known:
        st.selectbox(_(N_("Meeting")), codes, format_func=names.__getitem__, key="meeting", width=480)
    if chosen == NEWEST:
        return _new(session)
    found, told = meetings.kept_in(session, chosen)
    return Draft(found, told, {slide.id: slide.title for slide in told.slides}, is_kept=True)


def _new(session: Session) -> Draft:
    _ = translator(session.language)
    with st.container(horizontal=True, vertical_alignment="bottom", key="meeting_about"):
        day = st.date_input(
            _(N_("Day of the meeting")),
            value=generation(session).as_of,
            format="YYYY-MM-DD",
            key="meeting_day",
            width=160,
        )
        view = filters.bar(session)
    made, told = meetings.told(session, view.area, view.month, view.kind, day)
    made = minutes.opening(session.home, made)
    return Draft(made, told, {slide.id: slide.title for slide in told.slides}, is_kept=False)


def conclusion(session: Session, draft: Draft) -> str:
    """The page's sentence: what became of the last decisions, and what is offered."""
    _ = translator(session.language)
    decided = draft.meeting.decisions
    late = sum(one.state == "overdue" for one in decided)
    said = _(N_("no earlier decisions stand in the ledger"))
    if decided:
        said = _(
            N_("{count} decisions of the last meetings, {late} of them overdue"),
            count=len(decided),
            late=late,
        )
    offered = _(N_("{count} items are offered for claiming"), count=len(draft.meeting.offered))
    words = formats.joined((said, offered), session.language)
    return words[0].upper() + words[1:]


def measured(session: Session, draft: Draft) -> str:
    """Which meeting it is, quietly."""
    _ = translator(session.language)
    name = meetings.name(draft.meeting, session.language)
    if draft.is_kept:
        return _(
            N_("{meeting} · kept with generation {number}"), meeting=name, number=draft.meeting.generation
        )
    return _(N_("{meeting} · not kept yet"), meeting=name)


def decided(session: Session, meeting: Meeting) -> None:
    """What the last meetings decided and how it stands, folded away: the first slide opens with it."""
    if not meeting.decisions:
        return
    _ = translator(session.language)
    columns: dict[str, list[Any]] = {
        _(N_("Decision")): [one.title for one in meeting.decisions],
        _(N_("Responsible")): [one.owner for one in meeting.decisions],
        _(N_("Done by")): [one.due for one in meeting.decisions],
        _(N_("State")): [_(deliberation.STATES[one.state][0]) for one in meeting.decisions],
        _(N_("Held on")): [one.held for one in meeting.decisions],
    }
    with st.expander(_(N_("Decisions of the last meetings, and what became of them"))):
        tables.show(session, columns, key="last_decisions")


def form(session: Session, draft: Draft) -> None:
    """All that is said about a meeting beforehand, kept with one press."""
    _ = translator(session.language)
    meeting = draft.meeting
    waiting = st.session_state.get(UNDER_WAY)
    with st.form(f"meeting_form_{meeting.id}"):
        left, right = st.columns(2)
        audience = left.text_input(_(N_("Who takes part")), meeting.audience, key=f"audience_{meeting.id}")
        agenda = right.text_area(
            _(N_("Agenda, one item a line")),
            "\n".join(meeting.agenda),
            key=f"agenda_{meeting.id}",
            height=104,
        )
        st.markdown(f"**{_(N_('Slides: which, in what order, and what is said to them'))}**")
        chosen = _slides(session, draft)
        st.markdown(f"**{_(N_('Items offered for claiming'))}**")
        offered = _offers(session, meeting)
        pressed = st.form_submit_button(
            _(N_("Keep this meeting")), type="primary", icon=":material/save:", disabled=waiting is not None
        )
    if pressed:
        try:
            said = replace(
                meeting,
                audience=audience.strip(),
                agenda=tuple(line.strip() for line in agenda.splitlines() if line.strip()),
                slides=picked(chosen),
                notes={row["id"]: row["notes"].strip() for row in chosen if (row["notes"] or "").strip()},
                offered=offers(offered, meeting),
            )
        except UserError as error:
            st.error(say(error, session.language))
            return
        st.session_state[UNDER_WAY] = Errand(partial(keep, session, said)).start()
    _wait(session)


def _wait(session: Session) -> None:
    """Watch a meeting being kept; then open it, or say why it could not be."""
    waiting: Errand[Meeting] | None = st.session_state.get(UNDER_WAY)
    if waiting is None:
        return
    errand.watch(waiting, session.language)
    del st.session_state[UNDER_WAY]
    if waiting.failure:
        st.error(say(waiting.failure, session.language))
    elif waiting.outcome:
        st.session_state[OPEN] = waiting.outcome.id
        st.rerun()


def keep(session: Session, meeting: Meeting, progress: Progress) -> Meeting:
    """Tell the meeting in both languages from its own generation, and keep all of it."""
    asking.must(session, "meeting")
    made = manifest.read(session.home, meeting.generation)
    stories = {}
    with asking.asked(drill.as_presenter(session, made)) as con:
        for step, language in enumerate(LANGUAGES):
            progress(N_("Writing the slides"), 0.05 + 0.45 * step)
            own = replace(meeting, offered=worded(con, meeting, language))
            stories[language] = story.tell(con, own, language, batches=made.batches)
    kept.save(session.home, meeting, stories, session.by)
    progress(N_("Ready"), 1.0)
    return meeting


def worded(con: duckdb.DuckDBPyConnection, meeting: Meeting, language: str) -> tuple[Offer, ...]:
    """The offers in that language, those whose words are the ledger's and not somebody's own."""
    ledger = [
        {
            one.claim_id: one.item
            for one in story.prepare(
                con,
                meeting.generation,
                day=meeting.day,
                month=meeting.month,
                area=meeting.area,
                language=spoken,
            ).offered
        }
        for spoken in (language, *LANGUAGES)
    ]
    usual = {item for words in ledger for item in words.values()}
    return tuple(
        replace(one, item=ledger[0].get(one.claim_id, one.item)) if one.item in usual else one
        for one in meeting.offered
    )


def _slides(session: Session, draft: Draft) -> list[dict[str, Any]]:
    """All ten as a table: on or off, order, conclusion, notes."""
    _ = translator(session.language)
    chosen = draft.meeting.slides
    ids = [*chosen, *(one for one in story.SLIDES if one not in chosen)]
    table = pa.table(
        {
            "id": ids,
            "shown": [one in chosen for one in ids],
            "place": list(range(1, len(ids) + 1)),
            "name": [_(story.NAMES[one]) for one in ids],
            "title": [draft.titles.get(one) for one in ids],
            "notes": pa.array([draft.meeting.notes.get(one, "") for one in ids], pa.string()),
        }
    )
    columns = {
        "id": None,
        "shown": st.column_config.CheckboxColumn(_(N_("Shown")), width=64),
        "place": st.column_config.NumberColumn(
            _(N_("Position")), min_value=1, max_value=99, step=1, width=64
        ),
        "name": st.column_config.TextColumn(_(N_("Slide")), disabled=True, width=160),
        "title": st.column_config.TextColumn(_(N_("Conclusion")), disabled=True, width=480),
        "notes": st.column_config.TextColumn(_(N_("Speaker's notes")), width=320, max_chars=1000),
    }
    edited = st.data_editor(
        table, column_config=columns, hide_index=True, key=f"slides_{draft.meeting.id}_{session.language}"
    )
    found: list[dict[str, Any]] = edited.to_pylist()
    return found


def picked(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The slides that are shown, by their order; of two with the same number the upper one first.

    Raises UserError when none is left.
    """
    ordered = sorted((row for row in rows if row["shown"]), key=lambda row: row["place"] or 0)
    if not ordered:
        raise UserError(N_("A meeting needs at least one slide."))
    return tuple(str(row["id"]) for row in ordered)


def _offers(session: Session, meeting: Meeting) -> list[dict[str, Any]]:
    """What units may claim: rows of the ledger, and others that are written here."""
    _ = translator(session.language)
    offered = meeting.offered
    table = pa.table(
        {
            "item": pa.array([one.item for one in offered], pa.string()),
            "place": pa.array([one.place for one in offered], pa.string()),
            "deadline": pa.array([one.deadline for one in offered], pa.date32()),
            "claim_id": pa.array([one.claim_id for one in offered], pa.string()),
        }
    )
    columns = {
        "item": st.column_config.TextColumn(
            _(N_("Item")),
            width=360,
            max_chars=80,
            required=True,
            help=_(N_("In words that may be read out: no names, no addresses.")),
        ),
        "place": st.column_config.SelectboxColumn(
            _(N_("Community")), options=list(communities(session).values()), width=160, required=True
        ),
        "deadline": st.column_config.DateColumn(_(N_("Done by")), format="YYYY-MM-DD", width=120),
        "claim_id": st.column_config.TextColumn(_(N_("Number in the ledger")), disabled=True, width=160),
    }
    edited = st.data_editor(
        table,
        column_config=columns,
        hide_index=True,
        num_rows="dynamic",
        key=f"offers_{meeting.id}",
        placeholder=formats.NOTHING,
    )
    found: list[dict[str, Any]] = edited.to_pylist()
    return found


def offers(rows: Sequence[Mapping[str, Any]], meeting: Meeting) -> tuple[Offer, ...]:
    """The offers of the table's rows; one without words or place is none. A number counts only if it was offered."""
    known = {one.claim_id for one in meeting.offered}
    return tuple(
        Offer(
            " ".join(row["item"].split()),
            row["place"],
            day_of(row["deadline"]),
            row["claim_id"] if row["claim_id"] in known else "",
        )
        for row in rows
        if row["item"] and row["place"]
    )


def communities(session: Session) -> dict[str, str]:
    """Names of the communities by ID."""
    return {area: name for (kind, area), name in filters.area_names(session).items() if kind == "community"}


def day_of(value: object) -> date | None:
    """A day as a table's editor gives it: a date, a moment, or its text."""
    if value is None or value == "":
        return None
    return date.fromisoformat(str(value)[:10])
