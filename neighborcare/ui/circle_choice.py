"""What is asked of the health circle: services, single points switched off, day and hour, minutes, pace, stairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import streamlit as st

from neighborcare.circle import reach
from neighborcare.measures import opening, walking
from neighborcare.measures.walking import HEALTH_SERVICES, Homes, Question, Steps
from neighborcare.text import N_, formats, translator
from neighborcare.ui import circle_map, map_frame
from neighborcare.ui.cache import answer
from neighborcare.ui.choices import offered, settle, settle_many
from neighborcare.ui.circle_walk import Asked
from neighborcare.ui.session import Session

KEYS = ("types", "closed", "weekday", "hour", "minutes", "pace", "steps", "by", "plain")
MAP, SERVICES = "circle", "services"
BY_AGE, ANY_HOUR = "age", "any"
SPEEDS = ("0.5", "0.6", "0.65", "0.7", "0.75", "0.8", "0.85", "0.9", "1.0", "1.1", "1.2", "1.3")
SPEED_BANDS = ("0.6", "0.8", "1.0", "1.2")
MINUTES = tuple(str(minutes) for minutes in range(5, 31))
MINUTE_BANDS = ("5", "10", "15", "20", "30")
HOURS = tuple(f"{hour:02d}:00" for hour in range(6, 22))
BY = {
    "state": N_("Inside or outside"),
    "minutes": N_("Minutes on foot"),
    "bands": N_("Isochrones"),
    "grids": N_("Grids left out"),
}
STEPS: dict[Steps, str] = {
    "everybody": N_("Everybody climbs stairs"),
    "not_frail": N_("The frail avoid stairs"),
    "nobody": N_("No stairs (wheelchair)"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visitor asks, and how the map shows it."""

    asked: Asked
    by: str


def town(session: Session) -> Homes | None:
    """The buildings and streets of the visitor's file; None where the role is shown no buildings."""
    return answer(session, walking.town)


def choose(session: Session) -> Choice:
    """All questions in one row. Who is shown no buildings chooses the weekday and the picture only."""
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        if town(session) is None:
            question = Question(types=HEALTH_SERVICES, weekday=_weekday(session))
            by = _by(session, ("grids", "bands"))
        else:
            types = _types(session)
            weekday, hour = _weekday(session), _hour(session)
            minutes, speed, steps = limit(session), _pace(session), _steps(session)
            by = _by(session, tuple(BY))
            closed = _closed(session, types)
            question = Question(minutes, speed, types, weekday, hour, closed, steps)
        words = translator(session.language)(N_("Reset"))
        st.button(words, key="reset", type="tertiary", icon=":material/restart_alt:", on_click=_forget)
    return Choice(Asked(question, session.community), by)


def _types(session: Session) -> tuple[str, ...]:
    names = circle_map.type_names(session.language)
    chosen = settle_many("types", tuple(names), HEALTH_SERVICES)
    label = translator(session.language)(N_("Services"))
    st.multiselect(label, list(names), format_func=names.__getitem__, key="types", width=312)
    return tuple(chosen)


def _closed(session: Session, types: tuple[str, ...]) -> tuple[str, ...]:
    """Single points switched off: here, or by a click on the map."""
    _ = translator(session.language)
    names = {p.point_id: p.point_name for p in answer(session, opening.points) if p.point_type in types}
    chosen = settle_many("closed", tuple(names), ())
    label = _(N_("Switched off ({count})"), count=len(chosen)) if chosen else _(N_("Switch off"))
    with st.popover(label, icon=":material/toggle_off:"):
        st.multiselect(
            _(N_("Service points left out")),
            list(names),
            format_func=names.__getitem__,
            key="closed",
            width=360,
            help=_(N_("A click on a service on the map switches it off or on, too.")),
        )
    return tuple(chosen)


def toggle(point: str) -> None:
    """Switch a point off or on (a click on the map)."""
    chosen = list(st.session_state.get("closed", ()))
    if point:
        st.session_state["closed"] = [one for one in chosen if one != point] + [point] * (point not in chosen)


def _weekday(session: Session) -> int:
    codes = [str(day) for day in range(8)]
    chosen = settle("weekday", codes, "0")
    names = {code: circle_map.day_name(int(code), session.language) for code in codes}
    label = translator(session.language)(N_("Day of the week"))
    st.selectbox(label, codes, format_func=names.__getitem__, key="weekday", width=120)
    return int(chosen)


def _hour(session: Session) -> str | None:
    _ = translator(session.language)
    chosen = settle("hour", (ANY_HOUR, *HOURS), ANY_HOUR)
    names = {ANY_HOUR: _(N_("Any hour"))} | {hour: hour for hour in HOURS}
    st.selectbox(_(N_("Hour")), list(names), format_func=names.__getitem__, key="hour", width=112)
    return None if chosen == ANY_HOUR else chosen


def limit(session: Session) -> int:
    """The minutes of the circle."""
    codes = offered(session.role, MINUTES, MINUTE_BANDS)
    chosen = settle("minutes", codes, f"{reach.MINUTES:g}")
    with st.container(width=144):
        st.select_slider(translator(session.language)(N_("Minutes")), codes, key="minutes")
    return int(chosen)


def _pace(session: Session) -> float | None:
    _ = translator(session.language)
    speeds = offered(session.role, SPEEDS, SPEED_BANDS)
    chosen = settle("pace", (BY_AGE, *speeds), BY_AGE)
    names = {BY_AGE: _(N_("By age"))} | {one: _(N_("{speed} m/s for all"), speed=one) for one in speeds}
    st.selectbox(_(N_("Pace")), list(names), format_func=names.__getitem__, key="pace", width=144)
    return None if chosen == BY_AGE else float(chosen)


def _steps(session: Session) -> Steps:
    _ = translator(session.language)
    chosen = settle("steps", tuple(STEPS), "everybody")
    names = {code: _(text) for code, text in STEPS.items()}
    st.selectbox(_(N_("Stairs")), list(names), format_func=names.__getitem__, key="steps", width=176)
    return cast("Steps", chosen)


def _by(session: Session, offered: tuple[str, ...]) -> str:
    _ = translator(session.language)
    chosen = settle("by", offered, offered[0])
    names = {code: _(BY[code]) for code in offered}
    st.segmented_control(
        _(N_("On the map")), list(names), required=True, format_func=names.__getitem__, key="by"
    )
    return chosen


def _forget() -> None:
    for key in KEYS:
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)
    map_frame.forget_click(MAP, SERVICES)


def services_name(question: Question, language: str) -> str:
    """What is walked to, in words."""
    _ = translator(language)
    if sorted(question.types) == sorted(HEALTH_SERVICES):
        return _(N_("a health service"))
    names = circle_map.type_names(language)
    if len(question.types) == 1:
        name = names[question.types[0]]
        return name if language != "en" else f"the nearest {name.lower()}"
    return _(N_("one of the chosen services"))


def when(question: Question, language: str) -> str:
    """The day and hour in words."""
    day = circle_map.day_name(question.weekday, language)
    return f"{day} {question.hour}" if question.hour else day


def paces(question: Question, language: str) -> str:
    """The paces and stairs behind the map, in words."""
    _ = translator(language)
    known = dict(question.paces)
    walk = _(
        N_("Pace {young} m/s at 65-79, {old} at 80+, {frail} when frail; bands drawn at {young} m/s"),
        young=known["65-79"],
        old=known["80+"],
        frail=known["frail"],
    )
    if question.speed is not None:
        walk = _(N_("Pace {speed} m/s for all"), speed=f"{question.speed:g}")
    stairs = "" if question.steps == "everybody" else _(STEPS[question.steps])
    return formats.listing([walk, stairs], language) if stairs else walk
