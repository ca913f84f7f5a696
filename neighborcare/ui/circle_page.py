"""The health circle page's parts: its questions in one row, the sentence, four numbers, the map, the grids."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Any

import duckdb
import streamlit as st

from neighborcare.charts import legend
from neighborcare.circle import reach
from neighborcare.measures.walking import HEALTH_SERVICES
from neighborcare.privacy.views import THRESHOLDS
from neighborcare.text import N_, formats, translator
from neighborcare.ui import circle_map, circle_walk, figure, filters, ground, page, picture, tables
from neighborcare.ui.cache import answer, drawing
from neighborcare.ui.choices import settle, settle_many
from neighborcare.ui.circle_map import Scene
from neighborcare.ui.circle_walk import Asked, GridWalk, Walked
from neighborcare.ui.grid_page import tables_height
from neighborcare.ui.session import Session

HEIGHT = 560
KEYS = ("types", "weekday", "minutes", "pace", "by")
BY_AGE = "age"
SPEEDS = ("0.5", "0.6", "0.65", "0.7", "0.75", "0.8", "0.85", "0.9", "1.0", "1.1", "1.2", "1.3")
BY = {"state": N_("Inside or outside"), "minutes": N_("Minutes on foot")}
SOURCES = ("buildings", "service_points", "walkways")
EVEN = 5e-4  # shares that are written alike


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visitor asks, and how buildings are coloured."""

    asked: Asked
    by: str


def choose(session: Session) -> Choice:
    """All questions in one row. Who is shown no buildings chooses the weekday only."""
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        if not answer(session, circle_walk.has_buildings):
            weekday = _weekday(session)
            _reset(session)
            return Choice(Asked(weekday=weekday), "state")
        types = _types(session)
        weekday = _weekday(session)
        minutes = _minutes(session)
        speed = _pace(session)
        by = _by(session)
        _reset(session)
    return Choice(Asked(minutes, speed, tuple(types), weekday, session.community), by)


def _types(session: Session) -> list[str]:
    names = circle_map.type_names(session.language)
    chosen = settle_many("types", tuple(names), HEALTH_SERVICES)
    label = translator(session.language)(N_("Services"))
    st.multiselect(label, list(names), format_func=names.__getitem__, key="types", width=320)
    return chosen


def _weekday(session: Session) -> int:
    codes = [str(day) for day in range(8)]
    chosen = settle("weekday", codes, "0")
    names = {code: circle_map.day_name(int(code), session.language) for code in codes}
    label = translator(session.language)(N_("Day of the week"))
    st.selectbox(label, codes, format_func=names.__getitem__, key="weekday", width=128)
    return int(chosen)


def _minutes(session: Session) -> int:
    codes = [str(minutes) for minutes in range(5, 31)]
    chosen = settle("minutes", codes, f"{reach.MINUTES:g}")
    with st.container(width=176):
        st.select_slider(translator(session.language)(N_("Minutes")), codes, key="minutes")
    return int(chosen)


def _pace(session: Session) -> float | None:
    _ = translator(session.language)
    chosen = settle("pace", (BY_AGE, *SPEEDS), BY_AGE)
    names = {BY_AGE: _(N_("By age"))} | {one: _(N_("{speed} m/s for all"), speed=one) for one in SPEEDS}
    st.selectbox(_(N_("Pace")), list(names), format_func=names.__getitem__, key="pace", width=160)
    return None if chosen == BY_AGE else float(chosen)


def _by(session: Session) -> str:
    _ = translator(session.language)
    chosen = settle("by", tuple(BY), "state")
    names = {code: _(text) for code, text in BY.items()}
    st.segmented_control(
        _(N_("Colour buildings by")), list(names), required=True, format_func=names.__getitem__, key="by"
    )
    return chosen


def _reset(session: Session) -> None:
    words = translator(session.language)(N_("Reset"))
    st.button(words, key="reset", type="tertiary", icon=":material/restart_alt:", on_click=_forget)


def _forget() -> None:
    for key in KEYS:
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)


def head(session: Session, choice: Choice, found: Walked) -> None:
    """The sentence that concludes, or what is missing."""
    _ = translator(session.language)
    if not choice.asked.types:
        page.head(_(N_("Choose at least one kind of service")))
        return
    if not found.elders:
        text = _(N_("The health circle waits for buildings, service points and the walking network"))
        page.head(text, _(N_("Load them on the upload page.")))
        return
    shares = answer(session, circle_walk.by_weekday, replace(choice.asked, weekday=0))
    page.head(
        conclusion(choice.asked, found, shares, session.language),
        _(N_("Elders aged 65 and over, by the building they live in, along the walking network")),
    )


def conclusion(asked: Asked, found: Walked, shares: dict[int, float | None], language: str) -> str:
    """One sentence: the share within reach, how many are outside, and what another day would make of it."""
    _ = translator(language)
    words: dict[str, object] = {
        "minutes": asked.minutes,
        "services": services_name(asked, language),
        "share": about(formats.percent(found.share), found, language),
        "count": about(formats.number(round(found.outside)), found, language),
        "day": circle_map.day_name(asked.weekday, language),
    }
    if asked.weekday:
        text = _(
            N_(
                "On {day} {share} of elders 65+ can walk to {services} in {minutes} minutes; {count} are outside"
            ),
            **words,
        )
        return text + _other(_(N_("; counting all days {other}")), shares[0], found)
    text = _(
        N_("{share} of elders 65+ can walk to {services} in {minutes} minutes; {count} are outside"), **words
    )
    return _begun(text) + _worst_day(shares, found, language)


def _begun(text: str) -> str:
    """A sentence with its first letter large."""
    return text[:1].upper() + text[1:]


def _worst_day(shares: dict[int, float | None], found: Walked, language: str) -> str:
    _ = translator(language)
    known = {day: share for day, share in shares.items() if day and share is not None}
    if not known:
        return ""
    worst = min(known.values())
    days = [day for day, share in known.items() if share - worst < EVEN]
    if len(days) == 1:
        text = _(N_("; on {day} alone {other}"), day=circle_map.day_name(days[0], language), other="{other}")
        return _other(text, worst, found)
    best = [day for day in known if day not in days]
    names = formats.listing([circle_map.day_name(day, language) for day in best], language)
    return _other(_(N_("; on days other than {days} {other}"), days=names, other="{other}"), worst, found)


def _other(text: str, share: float | None, found: Walked) -> str:
    if share is None or found.share is None or abs(share - found.share) < EVEN:
        return ""
    return text.replace("{other}", formats.percent(share))


def services_name(asked: Asked, language: str) -> str:
    """What is walked to, in words."""
    _ = translator(language)
    if sorted(asked.types) == sorted(HEALTH_SERVICES):
        return _(N_("a health service"))
    names = circle_map.type_names(language)
    if len(asked.types) == 1:
        return names[asked.types[0]] if language != "en" else f"the nearest {names[asked.types[0]].lower()}"
    return _(N_("one of the chosen services"))


def about(text: str, found: Walked, language: str) -> str:
    """The text as an approximation where hidden numbers were estimated."""
    return translator(language)(N_("about {figure}"), figure=text) if found.estimated else text


def numbers(session: Session, choice: Choice, found: Walked) -> None:
    """Four numbers side by side."""
    _ = translator(session.language)
    persons = formats.unit_name("persons", session.language, 2)
    inside = _(
        N_("{covered} of {elders}"),
        covered=_count(session, found.covered),
        elders=_count(session, found.elders),
    )
    off = _(N_("of them without a connected path: {count}"), count=_count(session, found.no_path))
    tiles = [
        (
            _(N_("Within {minutes} minutes"), minutes=choice.asked.minutes),
            about(formats.percent(found.share), found, session.language),
            "",
            inside,
        ),
        (
            _(N_("Outside the circle")),
            about(_count(session, found.outside), found, session.language),
            persons,
            off,
        ),
        (
            _(N_("Cannot be located")),
            _count(session, found.not_located),
            persons,
            _(N_("their building has no usable coordinates")),
        ),
    ]
    if found.standard is not None:
        share = formats.percent(found.standard)
        share = _(N_("about {figure}"), figure=share) if found.some_hidden else share
        note = _(N_("on the network, at whatever pace (GB 50180)"))
        tiles.append((_(N_("Within 1,000 m")), share, "", note))
    for column, tile in zip(st.columns(len(tiles), gap="small"), tiles, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.html(_tile(*tile))


def _tile(name: str, value: str, unit: str, note: str) -> str:
    return (
        f'<div><div class="card-name">{escape(name)}</div>'
        f'<div class="card-figure"><span class="card-value">{escape(value)}</span>'
        f'<span class="card-unit">{escape(unit)}</span></div>'
        f'<p class="quiet">{escape(note)}</p></div>'
    )


def _few(session: Session, count: float) -> bool:
    return 0 < count < THRESHOLDS[session.role]


def _count(session: Session, count: float) -> str:
    return figure.hidden_as(session) if _few(session, count) else formats.number(round(count))


def show_map(session: Session, choice: Choice, found: Walked) -> None:
    """The map with its legend; paces, standard and source at its foot."""
    _ = translator(session.language)
    land, streets = answer(session, ground.land), answer(session, circle_map.network)
    own = {grid.grid_id for grid in found.grids}
    shapes = [shape for grid, shape in land.grids.items() if grid in own]
    parts = [paces(choice.asked, session.language)]
    parts += [ground.bearings(shapes, session.language)] if shapes else []
    if found.estimated:
        parts.append(_(N_("Buildings with few elders are estimated from their grid's total")))
    foot = " · ".join([*parts, picture.foot(session, sources=SOURCES)])
    measured = " · ".join(
        [
            _(N_("Walk to {services}"), services=services_name(choice.asked, session.language)),
            circle_map.day_name(choice.asked.weekday, session.language),
        ]
    )
    with picture.picture(_map_title(session, choice, found), measured, foot=foot, key="map"):
        look = picture.look(session)
        scene = Scene(
            choice.asked,
            choice.by,
            session.language,
            look.dark,
            figure.hidden_as(session),
            ground.on_phone(),
            picture.hall(session),
        )
        drawn = drawing(session, circle_map.draw, scene, land, streets)
        if drawn is None:
            st.info(_(N_("Nothing to draw yet: load buildings and the grids' boundaries.")))
            return
        st.pydeck_chart(drawn.deck, height=scene.size[1], key="circle_map", alt=drawn.alt)
        st.html(legend.html(drawn.legend, look))


def _map_title(session: Session, choice: Choice, found: Walked) -> str:
    _ = translator(session.language)
    names = filters.community_of(session)
    outside: dict[str, float] = {}
    for grid in found.grids:
        community = names[grid.grid_id].community_name
        outside[community] = outside.get(community, 0.0) + grid.outside
    total = sum(outside.values())
    if not total:
        return _(N_("Everybody is within the {minutes}-minute circle"), minutes=choice.asked.minutes)
    if len(outside) < 2:
        worst = worst_first(found)[0]
        place = names[worst.grid_id].grid_name
        return _(N_("Most of those outside live in {place}"), place=place)
    most = max(outside, key=lambda name: outside[name])
    share = about(formats.percent(outside[most] / total, 0), found, session.language)
    return _begun(_(N_("{share} of those outside live in {place}"), share=share, place=most))


def paces(asked: Asked, language: str) -> str:
    """The paces behind the map, in words."""
    _ = translator(language)
    if asked.speed is not None:
        return _(N_("Pace {speed} m/s for all"), speed=f"{asked.speed:g}")
    known = reach.PACES
    return _(
        N_("Pace {young} m/s at 65-79, {old} at 80+, {frail} when frail; bands drawn at {young} m/s"),
        young=known["65-79"],
        old=known["80+"],
        frail=known["frail"],
    )


def worst_first(found: Walked) -> list[GridWalk]:
    """Grids with elders, by how many are outside; then by share."""
    grids = [grid for grid in found.grids if grid.elders]
    return sorted(grids, key=lambda grid: (-grid.outside, grid.share or 0.0, grid.grid_id))


def show_grids(session: Session, choice: Choice, found: Walked) -> None:
    """The worst-served grids first."""
    _ = translator(session.language)
    measured = _(N_("Elders 65+ by grid, those outside the circle first"))
    notes = [_(N_("Median: minutes on foot of those who have a path"))] if found.homes else []
    notes += [_(N_("Figures by grid are estimates"))] if found.estimated else []
    note = " · ".join(notes)
    with picture.picture(_grids_title(session, found), measured, foot=note, key="grids"):
        columns = answer(
            session, table, choice.asked, session.language, session.role, figure.hidden_as(session)
        )
        if not columns:
            st.info(_(N_("No grids to list.")))
            return
        px = partial(picture.wide, session)
        config = {
            _(N_("Grid")): st.column_config.TextColumn(pinned=True, width=px(112)),
            _(N_("Outside")): st.column_config.NumberColumn(width=px(64)),
            _(N_("Share inside")): st.column_config.NumberColumn(format="%.1f%%", width=px(80)),
            _(N_("Covered")): st.column_config.NumberColumn(width=px(64)),
            _(N_("Elders 65+")): st.column_config.NumberColumn(width=px(72)),
            _(N_("Median")): st.column_config.NumberColumn(format="%.1f", width=px(72)),
        }
        st.dataframe(
            columns,
            key="circle_grids",
            hide_index=True,
            height=tables_height(len(found.grids), ground.HALL[1] if picture.hall(session) else HEIGHT),
            column_config=config,
        )
        st.download_button(
            _(N_("Download as Excel")),
            data=lambda: tables.workbook(columns),
            file_name="circle.xlsx",
            key="circle_download",
            type="tertiary",
            icon=":material/download:",
        )


def _grids_title(session: Session, found: Walked) -> str:
    _ = translator(session.language)
    worst = next(iter(worst_first(found)), None)
    if worst is None or not worst.outside or _few(session, worst.outside):
        return _(N_("Worst-served grids"))
    return _(
        N_("{grid} has most outside: {count} of {elders} elders"),
        grid=filters.community_of(session)[worst.grid_id].grid_name,
        count=about(formats.number(round(worst.outside)), found, session.language),
        elders=formats.number(round(worst.elders)),
    )


def table(
    con: duckdb.DuckDBPyConnection, asked: Asked, language: str, role: str, hidden_as: str
) -> dict[str, list[Any]]:
    """The list's columns by their screen names; small numbers of those outside are words, with all that gives them."""
    _ = translator(language)
    names = {place.grid_id: place.grid_name for place in filters.places(con)}
    found = circle_walk.walked(con, asked)
    grids = worst_first(found)
    few = [0 < grid.outside < THRESHOLDS[role] for grid in grids]
    if not grids:
        return {}
    columns: dict[str, list[Any]] = {
        _(N_("Grid")): [names.get(grid.grid_id, grid.grid_id) for grid in grids],
        _(N_("Outside")): [None if hide else round(g.outside) for g, hide in zip(grids, few, strict=True)],
        _(N_("Share inside")): [
            None if hide else _share(g.share) for g, hide in zip(grids, few, strict=True)
        ],
        _(N_("Covered")): [None if hide else round(g.covered) for g, hide in zip(grids, few, strict=True)],
        _(N_("Elders 65+")): [round(grid.elders) for grid in grids],
    }
    if found.homes:
        columns[_(N_("Median"))] = [None if g.median is None else round(g.median, 1) for g in grids]
    if any(few):
        note = _(N_("Outside: {count}"), count=hidden_as)
        columns[_(N_("Note"))] = [note if hide else "" for hide in few]
    return columns


def _share(share: float | None) -> float | None:
    """Percent to one digit; only all is 100."""
    if share is None:
        return None
    return min(round(share * 100, 1), 99.9) if share < 1 else 100.0
