"""Try and see: a point dropped on the map, or a Health Day on other days, and what either changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import streamlit as st

from neighborcare.measures import estimating, opening
from neighborcare.measures.estimating import GridChange
from neighborcare.measures.opening import Point, Post
from neighborcare.measures.walking import HEALTH_SERVICES, Homes, Question
from neighborcare.text import N_, formats, translator
from neighborcare.ui import (
    circle_map,
    circle_walk,
    filters,
    ground,
    map_frame,
    page,
    picture,
    siting_map,
    tables,
    writing,
)
from neighborcare.ui.cache import answer
from neighborcare.ui.choices import settle, settle_many
from neighborcare.ui.circle_choice import limit, paces, town
from neighborcare.ui.circle_walk import Asked, joined
from neighborcare.ui.grid_page import tables_height
from neighborcare.ui.map_frame import Caption, Clicked, Drawing
from neighborcare.ui.session import Session
from neighborcare.ui.siting_choice import forget_button
from neighborcare.ui.siting_map import Trial
from neighborcare.ui.siting_page import persons

KINDS = {"point": N_("A new point"), "days": N_("Other days for a Health Day")}
MAP, NEW = "trial", "new"
HEIGHT = 480


@dataclass(frozen=True, slots=True)
class Tried:
    """The change: as it is and as it would be; `name` of the place, None while none is chosen."""

    before: Question
    after: Question
    name: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change does: persons by grid, and the shares covered by weekday before and after (0: any day)."""

    grids: tuple[GridChange, ...]
    before: dict[int, float | None]
    after: dict[int, float | None]
    estimated: bool

    @property
    def gained(self) -> float:
        """Elders who come within reach."""
        return sum(grid.gained for grid in self.grids)

    @property
    def lost(self) -> float:
        """Elders who fall out of it."""
        return sum(grid.lost for grid in self.grids)


def choose(session: Session) -> Tried:
    """The row of questions: what is tried, where or when."""
    _ = translator(session.language)
    kind = settle("kind", tuple(KINDS), "point")
    names = {code: _(text) for code, text in KINDS.items()}
    label = _(N_("What is tried"))
    st.segmented_control(label, list(KINDS), required=True, format_func=names.__getitem__, key="kind")
    plain = Question(limit(session), types=HEALTH_SERVICES)
    tried = _days(session, plain) if kind == "days" else _point(session, plain)
    forget_button(session)
    return tried


def _point(session: Session, plain: Question) -> Tried:
    """A point by a click on the map, by coordinates, or at one of the office's venues."""
    _ = translator(session.language)
    venues = {f"{p.lon:.6f},{p.lat:.6f}": p.point_name for p in _venues(session)}
    at = _coordinates(settle("at", _Anything(), ""))
    names = {"": _(N_("Click on the map, or choose"))} | venues
    here = f"{at[0]:.6f},{at[1]:.6f}" if at else ""
    if here and here not in names:
        names[here] = here
    st.session_state["at_venue"] = here
    st.selectbox(
        _(N_("Place")),
        list(names),
        format_func=names.__getitem__,
        key="at_venue",
        width=264,
        on_change=_take_venue,
    )
    st.session_state["at_text"] = here
    st.text_input(
        _(N_("Longitude, latitude")),
        key="at_text",
        width=200,
        placeholder="104.0657,30.6595",
        on_change=_take_text,
    )
    if at is None:
        return Tried(plain, plain, None, "point")
    name = venues.get(here) or _(N_("the point on the map"))
    return Tried(plain, replace(plain, added=(Post(NEW, *at, name),)), name, "point")


class _Anything(tuple[str, ...]):
    """Any text is an option: what is no coordinate is taken for none."""

    __slots__ = ()

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str)


def _venues(session: Session) -> list[Point]:
    return [p for p in answer(session, opening.venues, session.community) if p.lon and p.lat]


def _coordinates(text: str) -> tuple[float, float] | None:
    parts = text.replace("，", ",").split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        return None
    return (lon, lat) if -180 <= lon <= 180 and -85 <= lat <= 85 else None


def _take_venue() -> None:
    st.session_state["at"] = st.session_state["at_venue"]


def _take_text() -> None:
    st.session_state["at"] = st.session_state["at_text"].strip()


def _take_click(place: str) -> None:
    if place:
        st.session_state["at"] = place


def _days(session: Session, plain: Question) -> Tried:
    """An existing Health Day on other days of the week; the comparison is on one day."""
    _ = translator(session.language)
    posts = {p.point_id: p for p in answer(session, opening.points) if p.point_type == "health_day_post"}
    if not posts:
        st.caption(_(N_("No Health Day among the service points.")))
        return Tried(plain, plain, None, "days")
    chosen = settle("post", ("all", *posts), "all")
    names = {"all": _(N_("All Health Days"))} | {one: point.point_name for one, point in posts.items()}
    st.selectbox(_(N_("Health Day")), list(names), format_func=names.__getitem__, key="post", width=216)
    weekdays = {str(day): circle_map.day_name(day, session.language) for day in range(1, 8)}
    days = settle_many("days", tuple(weekdays), ("6",))
    st.multiselect(_(N_("Moved to")), list(weekdays), format_func=weekdays.__getitem__, key="days", width=216)
    on = settle("on", tuple(weekdays), days[0] if days else "6")
    st.selectbox(_(N_("Compared on")), list(weekdays), format_func=weekdays.__getitem__, key="on", width=128)
    moved = tuple(
        Post(one.point_id, weekdays=tuple(int(day) for day in days), opens=one.opens, closes=one.closes)
        for one in posts.values()
        if chosen in ("all", one.point_id) and days
    )
    before = replace(plain, weekday=int(on))
    return Tried(before, replace(before, moved=moved), names[chosen] if moved else None, "days")


def outcome(
    con: duckdb.DuckDBPyConnection, tried: Tried, homes: Homes | None, community: str | None
) -> Outcome:
    """What the change does."""
    before = estimating.homes_of(con, tried.before, homes)
    after = estimating.homes_of(con, tried.after, homes)
    days = [replace(question, weekday=0) for question in (tried.before, tried.after)]
    shares = [circle_walk.by_weekday(con, Asked(question, community), homes) for question in days]
    hidden = any(home.hidden for home in after)
    return Outcome(estimating.difference(before, after), shares[0], shares[1], hidden)


def head(session: Session, tried: Tried, found: Outcome) -> None:
    """The sentence that concludes."""
    _ = translator(session.language)
    measured = _(N_("Elders aged 65 and over, by the building they live in, along the walking network"))
    page.head(joined(conclusion(session, tried, found)), measured)


def conclusion(session: Session, tried: Tried, found: Outcome) -> str:
    """What the change brings and what it costs."""
    _ = translator(session.language)
    if tried.name is None:
        return _(N_("Put a point on the map, and see who comes within reach"))
    minutes = formats.number(tried.before.minutes)
    words = {
        "name": tried.name,
        "minutes": minutes,
        "gained": persons(session, found.gained, estimated=found.estimated),
        "lost": persons(session, found.lost, estimated=found.estimated),
    }
    if tried.kind == "days":
        words["day"] = circle_map.day_name(tried.before.weekday, session.language)
        words["days"] = formats.listing(
            [circle_map.day_name(day, session.language) for day in tried.after.moved[0].weekdays],
            session.language,
        )
        return _(
            N_(
                "{name} moved to {days}: on {day} {gained} more come within {minutes} minutes, {lost} fall out"
            ),
            **words,
        )
    if not found.gained:
        return _(N_("{name} brings nobody else within {minutes} minutes"), **words)
    return _(N_("{name} brings {gained} more within {minutes} minutes"), **words)


def show_map(session: Session, tried: Tried) -> None:
    """The map; for a new point a click anywhere moves it there."""
    _ = translator(session.language)
    drops = tried.kind == "point"
    trial = Trial(
        tried.before,
        tried.after,
        map_frame.screen(session),
        session.community,
        clickable=drops,
    )
    title = _(N_("Click on the map to put the point there")) if drops else _(N_("Who wins and who loses"))
    measured = _(N_("Every building, as it would be"))
    foot = [
        paces(tried.before, session.language),
        picture.foot(session, sources=("service_points", "buildings", "walkways")),
    ]
    map_frame.show(
        session,
        Drawing(siting_map.draw_trial, trial, (answer(session, ground.land), town(session))),
        Caption(title, measured, " · ".join(foot)),
        key=MAP,
        height=trial.screen.size(siting_map.SIZE)[1],
        clicked=Clicked(("cells", "buildings"), _take_click, keep=False) if drops else None,
    )


def show_tables(session: Session, found: Outcome) -> None:
    """By grid and by day of the week."""
    _ = translator(session.language)
    names = filters.community_of(session)
    rows = sorted(found.grids, key=lambda grid: (grid.lost - grid.gained, grid.grid_id))
    title = _(N_("No grid changes"))
    if rows:
        title = _(N_("{count} grids change"), count=len(rows))
    with picture.picture(title, _(N_("Elders 65+ by grid")), key="trial_grids"):
        if rows:
            tables.show(
                session,
                by_grid(session, names, rows),
                key="trial_grids",
                height=tables_height(len(rows), 260),
            )
    with picture.picture(
        _days_title(session, found), _(N_("Share within reach by day of the week")), key="trial_days"
    ):
        st.html(_week(session, found))


def by_grid(session: Session, names: Any, rows: Sequence[GridChange]) -> dict[str, list[Any]]:  # noqa: ANN401
    """The table's columns; small numbers are words."""
    _ = translator(session.language)
    return {
        _(N_("Grid")): [names[row.grid_id].grid_name for row in rows],
        _(N_("Gained")): [writing.count(session, row.gained) for row in rows],
        _(N_("Lost")): [writing.count(session, row.lost) for row in rows],
    }


def _days_title(session: Session, found: Outcome) -> str:
    _ = translator(session.language)
    better = [d for d in range(1, 8) if (found.after[d] or 0) > (found.before[d] or 0) + 5e-4]
    worse = [d for d in range(1, 8) if (found.after[d] or 0) < (found.before[d] or 0) - 5e-4]
    if not better and not worse:
        return _(N_("The same on every day"))
    return _(N_("Better on {better} days, worse on {worse}"), better=len(better), worse=len(worse))


def _week(session: Session, found: Outcome) -> str:
    _ = translator(session.language)
    heads = "".join(
        f"<th>{name}</th>" for name in (_(N_("As it is")), _(N_("As it would be")), _(N_("Difference")))
    )
    lines = []
    for day in (*range(1, 8), 0):
        before, after = found.before[day], found.after[day]
        change = "—"
        if before is not None and after is not None:
            change = formats.points(after - before, session.language)
        name = circle_map.day_name(day, session.language)
        lines.append(
            f'<tr><th class="words">{name}</th><td>{formats.percent(before)}</td>'
            f"<td>{formats.percent(after)}</td><td>{change}</td></tr>"
        )
    return f'<table class="plain"><thead><tr><th></th>{heads}</tr></thead><tbody>{"".join(lines)}</tbody></table>'
