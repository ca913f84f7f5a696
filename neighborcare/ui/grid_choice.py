"""What is asked of the coverage page's map: indicator, picture, month (which plays), the month beside it, a grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from neighborcare import measures
from neighborcare.measures import figures
from neighborcare.text import N_, formats, translator
from neighborcare.ui import filters, grid_map, grid_panel, map_frame
from neighborcare.ui.cache import answer
from neighborcare.ui.choices import settle
from neighborcare.ui.coverage import Asked
from neighborcare.ui.session import Session

DEFAULT = "K10"
KEYS = ("kpi", "shown", "month", "against", "grid", "plain")
MAP = "coverage"
PLAYING, NEXT = "coverage.playing", "coverage.next_month"
STEP_SECONDS = 1.2
BEFORE, YEAR_AGO = "before", "year"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visitor asks of the map. `against` None is the month before, `grid` "" is none opened."""

    kpi: str
    shown: str
    month: date
    against: date | None
    grid: str


def choose(session: Session) -> Choice:
    """The row of filters, kept in the address."""
    _ = translator(session.language)
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="medium"):
        kpi = _kpi(session)
        offered = [one for one in grid_map.SHOWN if one != "funnel" or measures.get(kpi).kind == "rate"]
        shown = settle("shown", offered, "value")
        names = {code: _(grid_map.SHOWN[code]) for code in offered}
        st.segmented_control(
            _(N_("On the map")), list(names), required=True, format_func=names.__getitem__, key="shown"
        )
        _take_step()
        with st.container(width=256):
            month = filters.month_slider(session)
        _play_button(session, month)
        against = _against(session, month) if shown in ("change", "beside") else None
        grid = _grid(session)
        st.button(
            _(N_("Reset")), key="reset", type="tertiary", icon=":material/restart_alt:", on_click=_forget
        )
    if st.session_state.get(PLAYING):
        _tick(session, month)
    return Choice(kpi, shown, month, against, grid)


def asked_of(session: Session, choice: Choice) -> Asked:
    """The question behind the page."""
    return Asked(
        choice.kpi,
        choice.month,
        session.language,
        session.community,
        against=choice.against,
    )


def _kpi(session: Session) -> str:
    _ = translator(session.language)
    names = {kpi.id: kpi.short.of(session.language) for kpi in measures.catalogue().values()}
    chosen = settle("kpi", tuple(names), DEFAULT)
    st.selectbox(_(N_("Indicator")), list(names), format_func=lambda code: names[code], key="kpi", width=232)
    return chosen


def _against(session: Session, month: date) -> date | None:
    """The month that is compared with: the one before, the same a year ago, or any."""
    _ = translator(session.language)
    known = [f"{one:%Y-%m}" for one, _day in answer(session, filters.months)]
    names = {BEFORE: _(N_("Month before")), YEAR_AGO: _(N_("Same month a year ago"))}
    names |= {code: formats.month(_date(code), session.language) for code in known}
    chosen = settle("against", tuple(names), BEFORE)
    label = _(N_("Compared with"))
    st.selectbox(label, list(names), format_func=names.__getitem__, key="against", width=152)
    if chosen == BEFORE:
        return None
    return figures.last_year(month, month)[0] if chosen == YEAR_AGO else _date(chosen)


def _grid(session: Session) -> str:
    _ = translator(session.language)
    known = [
        place.grid_id
        for place in filters.community_of(session).values()
        if place.is_grid and session.community in (None, place.community_id)
    ]
    names = {"": _(N_("None opened"))} | {one: grid_panel.place_name(session, one) for one in known}
    chosen = settle("grid", tuple(names), "")
    st.selectbox(
        _(N_("Grid")),
        list(names),
        format_func=names.__getitem__,
        key="grid",
        width=192,
        on_change=map_frame.forget_click,
        args=(MAP, "grids"),
    )
    return chosen


def _play_button(session: Session, month: date) -> None:
    """Play the months in order; from the start where the last is shown."""
    _ = translator(session.language)
    playing = bool(st.session_state.get(PLAYING))
    st.button(
        _(N_("Stop")) if playing else _(N_("Play")),
        key="play",
        type="tertiary",
        icon=":material/pause:" if playing else ":material/play_arrow:",
        on_click=_stop if playing else _start,
        args=() if playing else (_months(session), month),
    )


def _months(session: Session) -> tuple[str, ...]:
    return tuple(f"{one:%Y-%m}" for one, _day in reversed(answer(session, filters.months)))


def _start(known: tuple[str, ...], month: date) -> None:
    st.session_state[PLAYING] = True
    if f"{month:%Y-%m}" == known[-1]:
        st.session_state[NEXT] = known[0]


def _stop() -> None:
    st.session_state[PLAYING] = False


def _tick(session: Session, month: date) -> None:
    """Every second or so the next month, until the last; sentence, map and ranking go along."""
    known = _months(session)
    following = known[known.index(f"{month:%Y-%m}") + 1 :]
    if not following:
        _stop()
        st.rerun()
    begun = st.session_state.setdefault("coverage.tick", 0)

    @st.fragment(run_every=STEP_SECONDS)
    def step() -> None:
        # Drawn once with the page, then alone every STEP_SECONDS: only then is it time for the next month.
        if st.session_state["coverage.tick"] == begun:
            st.session_state["coverage.tick"] = begun + 1
            return
        st.session_state[NEXT] = following[0]
        st.rerun(scope="app")

    step()


def _take_step() -> None:
    """Move the slider before it is drawn, which a widget asks for."""
    following = st.session_state.pop(NEXT, None)
    if following:
        st.session_state["month"] = following
        st.query_params["month"] = following


def _forget() -> None:
    for key in (*KEYS, PLAYING):
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)
    map_frame.forget_click(MAP, "grids")


def _date(text: str) -> date:
    return date.fromisoformat(f"{text}-01")
