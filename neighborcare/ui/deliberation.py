"""Deliberation: from proposal to decision to done, and what became of the last meeting's decisions."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import duckdb

from neighborcare.charts.frame import empty
from neighborcare.charts.outcomes import Stage, outcomes
from neighborcare.charts.palette import SHAPES, Look
from neighborcare.text import N_, formats, translator
from neighborcare.ui import cards, codes, drawn, figure, listing, query
from neighborcare.ui.drawn import Drawn, ask, value_text, where
from neighborcare.ui.filters import View
from neighborcare.ui.pairs import pair
from neighborcare.ui.picture import look
from neighborcare.ui.session import Session

BEGINNING = date(1900, 1, 1)
STATES = {
    "done": (N_("done"), "good"),
    "under_way": (N_("under way"), "watch"),
    "overdue": (N_("overdue"), "bad"),
    "deferred": (N_("deferred"), ""),
    "rejected": (N_("rejected"), ""),
    "open": (N_("not decided"), ""),
}


def conclusion(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> str:
    """The page's sentence: what became of the last meeting's decisions, and how many in all were carried out."""
    _ = translator(session.language)
    told = figure.told(con, "K55", view.area, view.first, view.last)
    if told.missing:
        return ""
    rows = _last_meeting(con, view)
    last = _(N_("no meeting was held yet"))
    if rows:
        states = Counter(row[6] for row in rows)
        adopted = states["done"] + states["under_way"] + states["overdue"]
        last = _(
            N_("The last meeting ({day}): {adopted} adopted, {done} done, {late} overdue"),
            day=formats.day(rows[0][2], session.language),
            adopted=formats.number(adopted),
            done=formats.number(states["done"]),
            late=formats.number(states["overdue"]),
        )
    if told.value is None:
        return last
    rate = _(
        N_("of the decisions due in {period}, {rate} were carried out"),
        period=view.period_name(session.language),
        rate=value_text(session, told.kpi, told.now),
    )
    return formats.joined((last, rate), session.language)


def _topics(con: duckdb.DuckDBPyConnection, view: View, first: date) -> tuple[tuple[Any, ...], ...]:
    return query.rows(con, "decisions", area=view.within, first=first, until=formats.month_end(view.last))


def _last_meeting(con: duckdb.DuckDBPyConnection, view: View) -> list[tuple[Any, ...]]:
    """The topics of the newest meeting up to the period's end."""
    rows = _topics(con, view, BEGINNING)
    return [row for row in rows if _meeting(row) == _meeting(rows[0])]


def _meeting(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Its number, day and community: each community numbers its own."""
    return row[0], row[2], row[3]


def course_of(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """The year's topics from proposed to decided to done."""
    _ = translator(session.language)
    first = view.last.replace(month=1)
    rows = _topics(con, view, first)
    what = _(
        N_("Topics of the meetings from {day} on, {area}"),
        day=formats.month(first, session.language),
        area=where(session, view),
    )
    if not rows:
        return Drawn(_(N_("No meeting was held this year")), what, empty(look, _("No data")), blank=True)
    states = Counter(row[6] for row in rows)
    adopted = states["done"] + states["under_way"] + states["overdue"]
    counted = [
        Stage("proposed", _(N_("Proposed")), len(rows)),
        Stage("adopted", _(N_("Adopted")), adopted),
        Stage("done", _(N_("Done")), states["done"], "good"),
        Stage("under_way", _(N_("Under way")), states["under_way"]),
        Stage("overdue", _(N_("Overdue")), states["overdue"], "bad" if states["overdue"] else None),
    ]
    title = _(
        N_("{adopted} of {count} topics were adopted, {done} of them are done"),
        adopted=formats.number(adopted),
        count=formats.number(len(rows)),
        done=formats.number(states["done"]),
    )
    return Drawn(title, what, outcomes(counted, "ratio", look))


def last_decisions(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]]:
    """The newest meeting's topics and where they stand."""
    return _columns(session, _last_meeting(con, view))


def topics(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]]:
    """All topics of the two years up to the period's end, the newest meeting first."""
    return _columns(session, list(_topics(con, view, drawn.shifted(view.last, -24))))


def _columns(session: Session, rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    _ = translator(session.language)
    language = session.language
    return {
        _(N_("Proposed topic")): [row[4] for row in rows],
        _(N_("Where it stands")): [_state(session, row[6]) for row in rows],
        _(N_("Whose task")): [row[7] or formats.NOTHING for row in rows],
        _(N_("Due on")): [row[8] for row in rows],
        _(N_("Done on")): [row[9] for row in rows],
        _(N_("Days overdue")): [row[10] if (row[10] or 0) > 0 else None for row in rows],
        _(N_("Proposed by")): [codes.name("topics", "proposer_type", row[5], language) for row in rows],
        _(N_("Meeting")): [codes.name("topics", "meeting_type", row[1], language) for row in rows],
        _(N_("Held on")): [row[2] for row in rows],
        _(N_("Community")): [row[3] or "" for row in rows],
    }


def _state(session: Session, code: str) -> str:
    text, state = STATES.get(code, (code, ""))
    words = translator(session.language)(text)
    return f"{SHAPES[state]} {words}" if state else words


def draw(session: Session, view: View) -> None:
    """Everything under the page's sentence."""
    _ = translator(session.language)
    drawing = look(session)
    cards.parts(session, view, "K55", (None, "meetings", "quarters"))
    found = ask(session, last_decisions, view)
    overdue = sum(bool(days) for days in found[_("Days overdue")])
    title = _(N_("Last meeting: {count} topics, {late} overdue"), count=listing.size(found), late=overdue)
    what = _(N_("What became of the newest meeting's topics · {area}"), area=where(session, view))
    listing.show(session, found, title=title, measured=what, kpi="K55", key="last_decisions")
    pair(
        session,
        (ask(session, course_of, view, drawing), "K55", "topics_course"),
        (ask(session, drawn.course, view, drawing, "K55"), "K55", "carried_out"),
    )
    every = ask(session, topics, view)
    title = _(N_("{count} topics in two years"), count=listing.size(every))
    what = _(N_("Every topic, the newest meeting first · {area}"), area=where(session, view))
    listing.show(session, every, title=title, measured=what, kpi="K55", key="topics")
