"""The filters of a page: period and area, in one row, kept in the address, with a reset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

import duckdb
import streamlit as st

from neighborcare.errors import NotFound
from neighborcare.measures import figures
from neighborcare.text import N_, formats, translator
from neighborcare.ui.cache import answer
from neighborcare.ui.choices import settle
from neighborcare.ui.session import Session

PeriodKind = Literal["month", "quarter", "ytd"]
PERIODS: dict[PeriodKind, str] = {"month": N_("Month"), "quarter": N_("Quarter"), "ytd": N_("Year to date")}
STREET = ("street", "street")


@dataclass(frozen=True, slots=True)
class Place:
    """One grid (or whole-community pseudo-grid, `is_grid` False) and its community."""

    grid_id: str
    grid_name: str
    community_id: str
    community_name: str
    is_grid: bool


@dataclass(frozen=True, slots=True)
class View:
    """What the visitor looks at: a span of months (first days) of a kind, and an area (kind, id) with its name."""

    month: date
    kind: PeriodKind
    first: date
    last: date
    area: tuple[str, str]
    area_name: str

    @property
    def within(self) -> str | None:
        """The ID of a community or grid that is looked at, None for the whole street: as the lists' queries take it."""
        return None if self.area == STREET else self.area[1]

    def period_name(self, language: str) -> str:
        """The span in words."""
        return formats.period(self.first, self.last, language)


def places(con: duckdb.DuckDBPyConnection) -> tuple[Place, ...]:
    """All grids and pseudo-grids, by community."""
    rows = con.execute(
        "SELECT grid_id, grid_name, community_id, community_name, is_grid FROM place "
        "ORDER BY community_id, is_grid DESC, grid_id"
    ).fetchall()
    return tuple(Place(*row) for row in rows)


def months(con: duckdb.DuckDBPyConnection) -> tuple[tuple[date, date], ...]:
    """(month, last day that the data speaks of), newest first. Raises NotFound when there is nothing to count yet."""
    found = tuple(con.execute("SELECT month, day_to FROM months ORDER BY month DESC").fetchall())
    if not found:
        raise NotFound(
            N_("There is no dated record yet, so there is nothing to count."),
            remedy=N_("Load visits, cases or health services on the Upload page."),
        )
    return found


def area_names(session: Session) -> dict[tuple[str, str], str]:
    """Every area that this visitor may look at, by (kind, id): the street (not for workers), communities, grids."""
    _ = translator(session.language)
    found: dict[tuple[str, str], str] = {} if session.role == "worker" else {STREET: _(N_("Whole street"))}
    known = answer(session, places)
    if session.role == "worker":
        known = tuple(place for place in known if place.community_id == session.community)
    for place in known:
        found.setdefault(("community", place.community_id), place.community_name)
    for place in known:
        if place.is_grid:
            found[("grid", place.grid_id)] = place.grid_name
    return found


def community_of(session: Session) -> dict[str, Place]:
    """Grids and pseudo-grids by id."""
    return {place.grid_id: place for place in answer(session, places)}


def bar(
    session: Session, *, month: bool = True, period: bool = True, area: bool = True, grids: bool = False
) -> View:
    """Draw the row of filters and say what is chosen. `grids` offers single grids as areas too; without `month` it
    is the newest one.
    """
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
        chosen_month = _month(session) if month else answer(session, months)[0][0]
        kind = _kind(session) if period else "month"
        chosen, name = _area(session, grids) if area else _whole(session)
        _reset(session)
    first, last = figures.period(kind, chosen_month)
    return View(chosen_month, kind, first, last, chosen, name)


def month_slider(session: Session) -> date:
    """The month by a slider, oldest to newest (the map's way to look back)."""
    _ = translator(session.language)
    known = [f"{month:%Y-%m}" for month, _day in reversed(answer(session, months))]
    settle("month", known, known[-1])
    names = {code: formats.month(_date(code), session.language) for code in known}
    return _date(str(st.select_slider(_(N_("Month")), known, format_func=names.__getitem__, key="month")))


def _month(session: Session) -> date:
    _ = translator(session.language)
    known = [f"{month:%Y-%m}" for month, _day in answer(session, months)]
    chosen = settle("month", known, known[0])
    names = {code: formats.month(_date(code), session.language) for code in known}
    st.selectbox(_(N_("Month")), known, format_func=names.__getitem__, key="month", width=160)
    return _date(chosen)


def _kind(session: Session) -> PeriodKind:
    _ = translator(session.language)
    chosen = settle("period", tuple(PERIODS), "month")
    names = {kind: _(text) for kind, text in PERIODS.items()}
    st.segmented_control(
        _(N_("Period")), list(PERIODS), required=True, format_func=lambda kind: names[kind], key="period"
    )
    return cast("PeriodKind", chosen)


def _area(session: Session, grids: bool) -> tuple[tuple[str, str], str]:
    _ = translator(session.language)
    names = {":".join(area): name for area, name in area_names(session).items() if grids or area[0] != "grid"}
    codes = list(names)
    chosen = settle("area", codes, codes[0])
    st.selectbox(_(N_("Area")), codes, format_func=names.__getitem__, key="area", width=240)
    kind, _colon, area = chosen.partition(":")
    return (kind, area), names[chosen]


def _whole(session: Session) -> tuple[tuple[str, str], str]:
    return next(iter(area_names(session).items()))


def _reset(session: Session) -> None:
    _ = translator(session.language)
    st.button(_(N_("Reset")), key="reset", type="tertiary", icon=":material/restart_alt:", on_click=_forget)


def _forget() -> None:
    for key in ("month", "period", "area", "kpi"):
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)


def _date(text: str) -> date:
    return date.fromisoformat(f"{text}-01")
