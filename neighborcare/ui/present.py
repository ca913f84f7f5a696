"""Presenting: the slides of a meeting over the whole screen, with clock, drill and claims. The browser turns them by
itself (`present.js`); the server is asked only when a unit claims something.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import streamlit as st

from neighborcare.charts.palette import Look
from neighborcare.errors import UserError
from neighborcare.report import meeting as kept
from neighborcare.report import minutes
from neighborcare.report.meeting import Meeting, Offer, Story
from neighborcare.report.minutes import Minutes
from neighborcare.report.svg import svg
from neighborcare.text import N_, formats, say, translator
from neighborcare.ui import asking, drill, noting, query
from neighborcare.ui.cache import answer
from neighborcare.ui.session import Session

HERE = Path(__file__).parent
PARTS = ("present_panels.js", "present.js", "present.css")
KEY = "show"
MINUTES = 10  # what a meeting gives to it
USUAL = timedelta(days=30)  # the deadline that is proposed where the ledger has none
PROBLEM = "neighborcare.claim_problem"
WORDS = {
    "start": N_("Present in full screen"),
    "keys": N_(
        "→ Page Down or space: next · ← Page Up: back · Home, End · number and Enter: that slide · B: black · "
        "D: figures · C: claim · T: clock from 0 · Esc: end. Remote controls work as they are."
    ),
    "meeting": N_("Slides of the meeting"),
    "back": N_("Slide back"),
    "next": N_("Next slide"),
    "drill": N_("Figures (D)"),
    "claim": N_("Claim (C)"),
    "restart": N_("Clock from 0 (T)"),
    "black": N_("Black (B)"),
    "end": N_("End (Esc)"),
    "up": N_("One step back"),
    "left": N_("{time} left"),
    "over": N_("{time} over"),
    "figures": N_("Figures of this slide"),
    "by_grid": N_("By grid, what lags first"),
    "none": N_("There is nothing more to open here."),
    "offered": N_("{free} of {all} items are open for claiming"),
    "taken": N_("claimed by {unit}, until {day}"),
    "unit": N_("Unit"),
    "deadline": N_("Done by"),
    "claim_it": N_("Claim"),
    "sending": N_("Being written down"),
    "again": N_("No connection; claim again"),
}


def show(session: Session, meeting: Meeting, story: Story) -> None:
    """The slides as small pictures with the button that starts; a claim made on the stage is written down."""
    noting.presented(session, meeting.id)
    written = minutes.read(session.home, meeting.id)
    sent = _component()(
        key=KEY, data=_said(session, meeting, story, written), width="stretch", on_claim_change=lambda: None
    ).claim
    if sent:
        _claim(session, meeting, sent)
        st.rerun()


def _said(session: Session, meeting: Meeting, story: Story, written: Minutes) -> dict[str, Any]:
    """Everything that the stage needs, words included: it asks for nothing while it runs."""
    look = Look(session.language, st.context.theme.type == "dark", 24)
    count = len(story.slides)
    drawings = [svg(slide, place, count, look) for place, slide in enumerate(story.slides, start=1)]
    wanted = [drill.asked(slide) for slide in story.slides]
    figures = drill.opened(session, meeting, [one for slide in wanted for one in slide])
    slides = [
        {"title": slide.title, "svg": drawing, "figures": [_key(one) for one in asked if one in figures]}
        for slide, drawing, asked in zip(story.slides, drawings, wanted, strict=True)
    ]
    _ = translator(session.language)
    street = meeting.area[0] == "street"
    return {
        "version": hashlib.sha256("".join((session.language, *drawings)).encode()).hexdigest(),
        "slides": slides,
        "figures": {_key(one): asdict(found) for one, found in figures.items()},
        "below": _(N_("By community, what lags first")) if street else _(WORDS["by_grid"]),
        "offers": [_offer(session, meeting, written, one, n) for n, one in enumerate(meeting.offered)],
        "units": _units(session, meeting),
        "day": meeting.day.isoformat(),
        "minutes": MINUTES,
        "problem": st.session_state.pop(PROBLEM, ""),
        "words": {name: _(text) for name, text in WORDS.items()},
    }


def _key(asked: drill.Asked) -> str:
    return f"{asked[0]}:{asked[1] or ''}"


def _offer(session: Session, meeting: Meeting, written: Minutes, offer: Offer, number: int) -> dict[str, Any]:
    taken = minutes.claimed(written, offer)
    due = (taken.deadline if taken else None) or offer.deadline
    proposed = due if due and due >= meeting.day else meeting.day + USUAL
    return {
        "key": number,
        "item": offer.item,
        "place": offer.place,
        "until": formats.day(due, session.language) if due else "",
        "day": proposed.isoformat(),
        "unit": taken.unit if taken else "",
    }


def _units(session: Session, meeting: Meeting) -> list[str]:
    """The partners' names, to choose from; any other may be typed."""
    seen = drill.presenting(session, meeting)
    return list(answer(seen, _partners, meeting.area)) if seen else []


def _partners(con: duckdb.DuckDBPyConnection, area: tuple[str, str]) -> tuple[str, ...]:
    rows = query.rows(con, "partner_deeds", area=None if area[0] == "street" else area[1])
    return tuple(dict.fromkeys(str(row[0]) for row in rows))


def _claim(session: Session, meeting: Meeting, sent: dict[str, Any]) -> None:
    """Write down what the stage sent, after checking all of it; what is wrong is said on the stage."""
    try:
        asking.must(session, "present")
        offer = meeting.offered[int(sent["key"])]
        deadline = date.fromisoformat(str(sent["deadline"]))
        minutes.claim(session.home, _standing(session, meeting), offer, str(sent["unit"]), deadline)
    except (ValueError, LookupError, TypeError):
        _ = translator(session.language)
        st.session_state[PROBLEM] = _(N_("Nothing was written down; choose the item and a day again."))
    except UserError as error:
        st.session_state[PROBLEM] = say(error, session.language)


def _standing(session: Session, meeting: Meeting) -> Meeting:
    """The meeting, kept from now on: somebody claimed something at it."""
    if any(one.id == meeting.id for one in kept.every(session.home)):
        return meeting
    from neighborcare.report import pack  # its office formats take a while to import, and this is rare

    area = None if meeting.area[0] == "street" else meeting.area[1]
    made = pack.standing(session.home, meeting.generation)
    with asking.asked(drill.as_presenter(session, made)) as con:
        found, stories = pack.arranged(con, made, month=meeting.month, area=area, day=meeting.day)
    kept.save(session.home, found, stories, session.by)
    return meeting


@cache
def _component() -> Any:  # noqa: ANN401 - Streamlit's own type is not public
    panels, script, sheet = ((HERE / name).read_text(encoding="utf-8") for name in PARTS)
    return st.components.v2.component("neighborcare_show", js=panels + script, css=sheet)
