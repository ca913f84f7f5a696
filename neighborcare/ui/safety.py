"""Safety and works: hazards found and how old they are, works done of those planned, devices online, who benefits."""

from __future__ import annotations

from typing import Any

import duckdb

from neighborcare import contracts
from neighborcare.charts.bars import ranked
from neighborcare.charts.frame import empty
from neighborcare.charts.palette import SHAPES, Look
from neighborcare.charts.reading import Reading, Subject
from neighborcare.text import N_, formats, translator
from neighborcare.ui import cards, codes, drawn, figure, listing, query
from neighborcare.ui.drawn import Drawn, ask, clauses, value_text, where
from neighborcare.ui.filters import View
from neighborcare.ui.pairs import pair
from neighborcare.ui.picture import look
from neighborcare.ui.session import Session

# of an open hazard, in days: code, name, the age from which on
AGES = (
    ("week", N_("up to a week"), 0),
    ("month", N_("8 to 30 days"), 8),
    ("quarter", N_("31 to 90 days"), 31),
    ("older", N_("over 90 days"), 91),
)


def conclusion(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> str:
    """The page's sentence: hazards verified of those found, how many are overdue, works done."""
    _ = translator(session.language)
    told = {kpi: figure.told(con, kpi, view.area, view.first, view.last) for kpi in ("K46", "K47", "K50")}
    if told["K46"].missing and told["K50"].missing:
        return ""
    text = {kpi: value_text(session, one.kpi, one.now) for kpi, one in told.items()}
    period = view.period_name(session.language)
    fixed = _(N_("{period}: no hazard was found"), period=period)
    if told["K46"].value is not None:
        fixed = _(N_("{period}: {rate} of the hazards found are put right"), period=period, rate=text["K46"])
    late = _(N_("none is overdue"))
    if told["K47"].now is not None and told["K47"].now.value:
        late = _(N_("{count} are overdue"), count=text["K47"])
    works = (
        _(N_("{rate} of the year's works are done"), rate=text["K50"])
        if told["K50"].value is not None
        else ""
    )
    return formats.joined((clauses(session, fixed, late), works), session.language)


def _open(con: duckdb.DuckDBPyConnection, view: View) -> tuple[tuple[Any, ...], ...]:
    return query.rows(con, "open_hazards", area=view.within)


def ages(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """Hazards that are still open, by how long ago they were found."""
    _ = translator(session.language)
    rows = _open(con, view)
    what = _(N_("Hazards not verified yet by their age, {area}"), area=where(session, view))
    if not rows:
        return Drawn(_(N_("No hazard is open")), what, empty(look, _(N_("No hazard is open"))))
    held = [sum(age_of(int(row[6])) == code for row in rows) for code, _name, _from in AGES]
    readings = [
        Reading(code, _(name), float(count), state="bad" if code == "older" and count else None)
        for (code, name, _from), count in zip(AGES, held, strict=True)
    ]
    title = _(
        N_("{count} hazards are open, the oldest for {days}"),
        count=formats.number(len(rows)),
        days=formats.quantity(max(int(row[6]) for row in rows), "days", session.language),
    )
    subject = Subject(_(N_("Open hazards")), "places", "")
    return Drawn(title, what, ranked(readings, subject, look, row=44))


def age_of(days: int) -> str:
    """The code of the age class (AGES) that so many days fall into."""
    return next(code for code, _name, begins in reversed(AGES) if days >= begins)


def open_hazards(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]]:
    """Hazards to be put right or to be verified, those longest past their day first."""
    _ = translator(session.language)
    rows, language = _open(con, view), session.language
    return {
        _(N_("Hazard")): [row[0] for row in rows],
        _(N_("Kind of hazard")): [codes.name("hazards", "hazard_type", row[1], language) for row in rows],
        _(N_("Level")): [codes.name("hazards", "level", row[2], language) for row in rows],
        _(N_("State")): [_state(session, row[7], row[9]) for row in rows],
        _(N_("Days overdue")): [max(row[7], 0) if row[7] is not None else None for row in rows],
        _(N_("Days since found")): [row[6] for row in rows],
        _(N_("Whose task")): [row[8] or formats.NOTHING for row in rows],
        _(N_("Community")): [row[3] or "" for row in rows],
        _(N_("Grid")): [row[4] or "" for row in rows],
        _(N_("Found on")): [row[5] for row in rows],
    }


def _state(session: Session, past: int | None, status: str) -> str:
    shape = SHAPES["bad"] if (past or 0) > 0 else SHAPES["watch"] if past is not None else SHAPES["good"]
    return f"{shape} {codes.name('hazards', 'status', status, session.language)}"


def draw(session: Session, view: View) -> None:
    """Everything under the page's sentence."""
    drawing = look(session)
    types = tuple(code.code for code in contracts.get("improvements").column("type").codes)
    cards.row(session, view, ("K46", "K47", "K50", "K51", "K17"))
    pair(
        session,
        (ask(session, drawn.course, view, drawing, "K46"), "K46", "put_right"),
        (ask(session, ages, view, drawing), "K47", "ages"),
    )
    found = ask(session, open_hazards, view)
    _ = translator(session.language)
    late = sum(bool(days) for days in found[_("Days overdue")])
    title = _(N_("{count} hazards to follow up"), count=formats.number(listing.size(found)))
    if late:
        title = _(
            N_("{count} hazards to follow up, {late} of them past their day"),
            count=formats.number(listing.size(found)),
            late=formats.number(late),
        )
    what = _(N_("Found and not verified yet · {area}"), area=where(session, view))
    listing.show(session, found, title=title, measured=what, kpi="K47", key="open_hazards")
    pair(
        session,
        (
            ask(session, drawn.parts, view, drawing, "K50", N_("Furthest behind: {name}, {value}"), types),
            "K50",
            "works",
        ),
        (
            ask(session, drawn.parts, view, drawing, "K17", N_("Lowest: {name}, {value}"), types),
            "K17",
            "online",
        ),
    )
