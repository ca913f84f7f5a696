"""Which meeting a page is about: one that was prepared and kept, or the newest month as it stands."""

from __future__ import annotations

from datetime import date
from html import escape
from urllib.parse import urlencode

import duckdb
import streamlit as st

from neighborcare.report import meeting as kept
from neighborcare.report import story
from neighborcare.report.meeting import Meeting, Story
from neighborcare.text import N_, formats, translator
from neighborcare.ui import filters
from neighborcare.ui.cache import answer, generation
from neighborcare.ui.choices import settle
from neighborcare.ui.drill import presenting
from neighborcare.ui.session import Session

NEWEST = "newest"


def choose(session: Session) -> tuple[Meeting, Story]:
    """The meeting that the visitor picks among those that are kept (in the address), with what it shows."""
    _ = translator(session.language)
    known = {one.id: one for one in kept.every(session.home)}
    codes = [*known, NEWEST]
    chosen = settle("meeting", codes, codes[0])
    names = {code: name(one, session.language) for code, one in known.items()}
    names[NEWEST] = _(N_("The newest month as it stands"))
    if known:
        st.selectbox(_(N_("Meeting")), codes, format_func=names.__getitem__, key="meeting", width=480)
    if chosen == NEWEST:
        return newest(session)
    return kept_in(session, chosen)


def kept_in(session: Session, meeting_id: str) -> tuple[Meeting, Story]:
    """A kept meeting in the visitor's language. Raises NotFound."""
    _found, stories = kept.read(session.home, meeting_id)
    told = stories.get(session.language) or next(iter(stories.values()))
    return told.meeting, told


def name(meeting: Meeting, language: str) -> str:
    """A meeting in a list: its day, about which area and month."""
    _ = translator(language)
    day, month = formats.day(meeting.day, language), formats.month(meeting.month, language)
    return _(N_("{day}: {area}, {month}"), day=day, area=meeting.area_name, month=month)


def door(session: Session, meeting: Meeting, *, is_kept: bool) -> str:
    """The link that presents a meeting, as HTML; one that is not kept is presented as the newest month stands."""
    _ = translator(session.language)
    said = {key: value for key, value in st.query_params.items() if key in ("role", "lang")}
    said["meeting"] = meeting.id if is_kept else NEWEST
    words = escape(_(N_("Present this meeting") if is_kept else N_("Present the newest month as it stands")))
    return f'<p class="meeting-door"><a href="present?{escape(urlencode(said))}" target="_self">▶ {words}</a></p>'


def newest(session: Session) -> tuple[Meeting, Story]:
    """The ten slides about the newest month of the whole street, kept by nobody."""
    month = answer(session, filters.months)[0][0]
    return told(session, filters.STREET, month, "month", generation(session).as_of)


def told(
    session: Session, area: tuple[str, str], month: date, period: filters.PeriodKind, day: date
) -> tuple[Meeting, Story]:
    """A meeting about that as it stands now, from the meeting's own file whoever asks."""
    live = generation(session)
    blank = Meeting("", day, area, "", month, live.number)
    seen = presenting(session, blank)
    if seen is None:
        raise LookupError(f"generation {live.number} has no presenter's file")
    return answer(seen, _told, live.number, live.batches, session.language, area, month, period, day)


def _told(
    con: duckdb.DuckDBPyConnection,
    number: int,
    batches: tuple[str, ...],
    language: str,
    area: tuple[str, str],
    month: date,
    period: filters.PeriodKind,
    day: date,
) -> tuple[Meeting, Story]:
    found = story.prepare(con, number, day=day, month=month, area=area, period=period, language=language)
    return found, story.tell(con, found, language, batches=batches)
