"""A community worker's day: whom to visit, in walking order, and who still waits for a greeting."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import duckdb
import streamlit as st

from neighborcare import contracts, measures
from neighborcare.measures import rounds, walking
from neighborcare.measures.rounds import Round
from neighborcare.text import N_, formats, translator
from neighborcare.ui import noting, query, tables
from neighborcare.ui.drawn import ask
from neighborcare.ui.filters import View
from neighborcare.ui.picture import as_of, foot, picture
from neighborcare.ui.session import Session

A_DAY = 30  # people on a round: the gravest first, the others wait for tomorrow
STATE_OF = {"red": "bad", "yellow": "watch"}


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the day's list, masked as the worker's file has it."""

    id: str
    name: str
    building_id: str | None
    building: str
    grid: str
    tier: str
    categories: str
    last_visit: Any
    days_overdue: int
    helper: str
    request: str
    greeting_due: bool


@dataclass(frozen=True, slots=True)
class Day:
    """Whom to visit (in walking order, then those whose building is not known), whom to greet, and the way between."""

    visits: tuple[Person, ...]
    later: tuple[Person, ...]
    greetings: tuple[Person, ...]
    way: Round

    def metres_to(self, person: Person) -> float | None:
        """The way from the door before; None for a second person of one building, or where it is not known."""
        first = next((p for p in self.visits if p.building_id == person.building_id), None)
        if first is not person:
            return None
        return next((door.metres for door in self.way.doors if door.building_id == person.building_id), None)


def day(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> Day:
    """The day's work in an area: due or overdue visits, at most `A_DAY`, the gravest tier and the longest first."""
    kind, area = view.area
    people = [_person(session, row) for row in query.rows(con, "due_today", kind=kind, area=area)]
    due = [person for person in people if person.days_overdue >= 0]
    now, later = due[:A_DAY], due[A_DAY:]
    way = rounds.round_of(walking.town(con), [p.building_id for p in now if p.building_id])
    order = {door.building_id: n for n, door in enumerate(way.doors)}
    now.sort(key=lambda person: order.get(person.building_id or "", len(order)))
    return Day(tuple(now), tuple(later), tuple(p for p in people if p.greeting_due), way)


def _person(session: Session, row: tuple[Any, ...]) -> Person:
    (
        person,
        name,
        building,
        building_name,
        grid,
        tier,
        categories,
        last,
        overdue,
        helper,
        request,
        greeting,
    ) = row
    labels = {c.code: c.label for c in contracts.get("key_people").column("categories").codes}
    named = [labels[code].of(session.language) for code in (categories or "").split(";") if code in labels]
    return Person(
        id=person,
        name=name or person,
        building_id=building,
        building=building_name or "",
        grid=grid or "",
        tier=tier,
        categories=formats.listing(named, session.language),
        last_visit=last,
        days_overdue=int(overdue),
        helper=helper or "",
        request=request or "",
        greeting_due=bool(greeting),
    )


def conclusion(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> str:
    """The page's sentence: how many to visit, how many of them overdue, how far it is, how many to greet."""
    _ = translator(session.language)
    found = day(con, session, view)
    if not found.visits and not found.greetings:
        return _(N_("Nobody is due for a visit or a greeting today"))
    late = sum(person.days_overdue > 0 for person in (*found.visits, *found.later))
    visits = _(
        N_("Visit {count} people today, {late} of them overdue"),
        count=formats.number(len(found.visits) + len(found.later)),
        late=formats.number(late),
    )
    greet = _(N_("{count} greetings are still to be made"), count=formats.number(len(found.greetings)))
    return formats.joined((visits, greet if found.greetings else ""), session.language)


def measured(session: Session, view: View) -> str:
    """What the page is about, quietly."""
    return f"{view.area_name} · {as_of(session)}"


def draw(session: Session, view: View) -> None:
    """The round, the greetings, and what can wait."""
    _ = translator(session.language)
    found = ask(session, day, view)
    noting.looked(session, "round", len({person.id for person in _everybody(found)}))
    if found.visits:
        with picture(_way(session, found), _rule(session, found), foot=_foot(session), key="round"):
            st.html(_round(session, found))
            tables.save(session, _columns(session, found), key="round")
    if found.greetings:
        title = _(
            N_("Greet {count} people of the red tier today"), count=formats.number(len(found.greetings))
        )
        with picture(
            title, _(N_("No greeting is recorded for them today")), foot=_foot(session), key="greet"
        ):
            st.html(_greetings(found))
    if found.later:
        with st.expander(_(N_("{count} more are due and can wait until tomorrow"), count=len(found.later))):
            st.html(_waiting(session, found))


def _everybody(found: Day) -> tuple[Person, ...]:
    return (*found.visits, *found.later, *found.greetings)


def _way(session: Session, found: Day) -> str:
    _ = translator(session.language)
    doors = len(found.way.doors)
    if doors < 2:
        return _(N_("{count} people to visit"), count=formats.number(len(found.visits)))
    return _(
        N_("{people} people behind {doors} doors, {metres} on foot, about {minutes} of walking"),
        people=formats.number(len(found.visits)),
        doors=formats.number(doors),
        metres=formats.quantity(round(found.way.metres, -1), "metres", session.language),
        minutes=formats.quantity(round(found.way.minutes), "minutes", session.language),
    )


def _rule(session: Session, found: Day) -> str:
    _ = translator(session.language)
    said = _(N_("In walking order along the streets; names masked"))
    if found.way.aside:
        said += _(N_("; {count} buildings are not on the map and stand last"), count=len(found.way.aside))
    return said


def _foot(session: Session) -> str:
    return foot(session, measures.get("K13"), definition=False)


def _round(session: Session, found: Day) -> str:
    items = "".join(_stop(session, person, found.metres_to(person)) for person in found.visits)
    return f'<ol class="round">{items}</ol>'


def _stop(session: Session, person: Person, metres: float | None) -> str:
    _ = translator(session.language)
    way = ""
    if metres:
        way = _(N_("{metres} further"), metres=formats.quantity(round(metres), "metres", session.language))
    lines = [person.building, person.grid, way]
    why = [_due(session, person), person.categories]
    if person.request:
        why.append(_(N_("open request: {topic}"), topic=person.request))
    if person.helper:
        why.append(_(N_("paired with {name}"), name=person.helper))
    return (
        f'<li><div class="stop-who"><b>{escape(person.name)}</b> {_badge(session, person)}</div>'
        f"<div>{escape(' · '.join(filter(None, lines)))}</div>"
        f'<div class="quiet">{escape(" · ".join(filter(None, why)))}</div></li>'
    )


def _badge(session: Session, person: Person) -> str:
    tier = measures.get("K11").part(person.tier).label.of(session.language)
    return f'<span class="state {STATE_OF.get(person.tier, "good")}">{escape(tier)}</span>'


def _due(session: Session, person: Person) -> str:
    _ = translator(session.language)
    if person.days_overdue > 0:
        return _(N_("{days} overdue"), days=formats.quantity(person.days_overdue, "days", session.language))
    return _(N_("due today"))


def _greetings(found: Day) -> str:
    items = "".join(
        f'<li><b>{escape(person.name)}</b> <span class="quiet">{escape(person.building or person.grid)}</span></li>'
        for person in found.greetings
    )
    return f'<ul class="greetings">{items}</ul>'


def _waiting(session: Session, found: Day) -> str:
    items = "".join(_stop(session, person, None) for person in found.later)
    return f'<ol class="round">{items}</ol>'


def _columns(session: Session, found: Day) -> dict[str, list[Any]]:
    """The round as a workbook to print."""
    _ = translator(session.language)
    people = found.visits
    return {
        _(N_("Name")): [person.name for person in people],
        _(N_("Building")): [person.building for person in people],
        _(N_("Grid")): [person.grid for person in people],
        _(N_("Metres from the door before")): [
            None if (metres := found.metres_to(person)) is None else round(metres) for person in people
        ],
        _(N_("Why today")): [_due(session, person) for person in people],
        _(N_("Categories")): [person.categories for person in people],
        _(N_("Open request")): [person.request for person in people],
        _(N_("Paired helper")): [person.helper for person in people],
    }
