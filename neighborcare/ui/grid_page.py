"""The coverage page's parts: its row of filters, the map, the ranking beside it. A click on either opens a grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from neighborcare import measures
from neighborcare.charts import legend, maps
from neighborcare.text import N_, formats, translator
from neighborcare.ui import (
    coverage,
    explain,
    figure,
    filters,
    grid_map,
    grid_panel,
    ground,
    page,
    picture,
    tables,
)
from neighborcare.ui.cache import answer, drawing, generation
from neighborcare.ui.choices import settle
from neighborcare.ui.coverage import Asked, Seen, Survey
from neighborcare.ui.grid_map import Scene
from neighborcare.ui.session import Session

HEIGHT = 512
DEFAULT = "K10"
KEYS = ("kpi", "shown", "month", "grid", "plain")
MAP, TABLE, CLICKS = "coverage_map", "coverage_table", "coverage.clicks"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visitor asks of the map. `grid` "" is none opened."""

    kpi: str
    shown: str
    month: date
    grid: str
    plain: bool


def choose(session: Session) -> Choice:
    """The row of filters, kept in the address."""
    _ = translator(session.language)
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="medium"):
        kpi = _kpi(session)
        shown = settle("shown", tuple(grid_map.SHOWN), "value")
        names = {code: _(text) for code, text in grid_map.SHOWN.items()}
        st.segmented_control(
            _(N_("Colour by")), list(names), required=True, format_func=names.__getitem__, key="shown"
        )
        with st.container(width=280):
            month = filters.month_slider(session)
        grid = _grid(session)
        plain = settle("plain", ("", "1"), "") == "1"
        words = _(N_("Map for browsers without WebGL, and for print"))
        st.button(
            _(N_("Interactive map")) if plain else _(N_("Plain map")),
            key="plain_button",
            type="tertiary",
            help=words,
            icon=":material/map:",
            on_click=_set,
            args=("plain", "" if plain else "1"),
        )
        st.button(
            _(N_("Reset")), key="reset", type="tertiary", icon=":material/restart_alt:", on_click=_forget
        )
    return Choice(kpi, shown, month, grid, plain)


def _kpi(session: Session) -> str:
    _ = translator(session.language)
    names = {kpi.id: kpi.short.of(session.language) for kpi in measures.catalogue().values()}
    chosen = settle("kpi", tuple(names), DEFAULT)
    st.selectbox(_(N_("Indicator")), list(names), format_func=lambda code: names[code], key="kpi", width=232)
    return chosen


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
        _(N_("Grid")), list(names), format_func=names.__getitem__, key="grid", width=208, on_change=_clear_map
    )
    return chosen


def _set(name: str, value: str) -> None:
    st.session_state[name] = value


def _clear_map() -> None:
    """Forget the map's own selection, which dims all others: a new key is a new map."""
    if maps.picked(st.session_state.get(_map_key(), {}).get("selection")):
        st.session_state[CLICKS] = st.session_state.get(CLICKS, 0) + 1


def _map_key() -> str:
    return f"{MAP}_{st.session_state.get(CLICKS, 0)}"


def _forget() -> None:
    for key in KEYS:
        st.session_state.pop(key, None)
        st.query_params.pop(key, None)
    _clear_map()


def asked_of(session: Session, choice: Choice) -> Asked:
    """The question behind the page."""
    return Asked(
        choice.kpi, choice.month, session.language, session.community, hidden_as=figure.hidden_as(session)
    )


def head(session: Session, choice: Choice, found: Survey) -> None:
    """The sentence that concludes."""
    _ = translator(session.language)
    if found.missing:
        names = explain.missing_name(found.missing, session.language)
        text = _(N_("“{kpi}” waits for “{export}”"), kpi=found.subject.name, export=names)
        page.head(text, _(N_("Load it on the upload page; the map fills by itself.")))
        return
    parts = [found.subject.period, coverage.tally(found, session.language)]
    if found.subject.target is not None:
        target = formats.quantity(found.subject.target, found.subject.unit, session.language)
        parts.insert(1, _(N_("Target {target}"), target=target))
    page.head(coverage.conclusion(found, session.language), " · ".join(parts))


def show_map(session: Session, choice: Choice, found: Survey) -> None:
    """The map in its frame, with legend and foot."""
    _ = translator(session.language)
    asked = asked_of(session, choice)
    land = answer(session, ground.land)
    shapes = [land.grids[one.place.grid_id] for one in found.grids if one.place.grid_id in land.grids]
    bearings = ground.bearings(shapes, session.language) if shapes else ""
    title = (
        coverage.moved(found, session.language) if choice.shown == "change" else _map_title(session, found)
    )
    measured = f"{found.subject.name} · {found.subject.period}"
    foot = " · ".join(
        part
        for part in (bearings, picture.foot(session, found.kpi, definition=False, sources=("grids",)))
        if part
    )
    with picture.picture(title, measured, foot=foot, key="map"):
        dark, hall = picture.look(session).dark, picture.hall(session)
        scene = Scene(asked, choice.shown, dark, choice.grid or None, ground.on_phone(), hall)
        drawn = drawing(session, grid_map.draw, scene, land)
        if drawn is None:
            st.info(_(N_("No grid boundaries yet. Load a GeoJSON file with grid_id on the upload page.")))
            return
        if choice.plain:
            # As an image, since st.html takes drawings with patterns and titles for unsafe and shows nothing.
            st.image(drawing(session, grid_map.plain, scene, land) or "", width="stretch")
            st.caption(drawn.alt)
            return
        key = _map_key()
        st.pydeck_chart(
            drawn.deck,
            height=scene.size[1],
            key=key,
            on_select=lambda: _map_clicked(key),
            alt=drawn.alt,
        )
        st.html(legend.html(drawn.legend, picture.look(session)))


def _map_title(session: Session, found: Survey) -> str:
    _ = translator(session.language)
    by_community: dict[str, int] = {}
    off = [seen for seen in found.judged if seen.reading.state in ("watch", "bad")]
    for seen in off:
        by_community[seen.place.community_name] = by_community.get(seen.place.community_name, 0) + 1
    if not off or len({seen.place.community_id for seen in found.grids}) < 2:
        return coverage.tally(found, session.language)
    worst = max(by_community, key=lambda name: by_community[name])
    return _(
        N_("{count} grids are off target, {most} of them in {community}"),
        count=len(off),
        most=by_community[worst],
        community=worst,
    )


def _map_clicked(key: str) -> None:
    st.session_state["grid"] = maps.picked(st.session_state[key]["selection"]) or ""


def show_table(session: Session, choice: Choice, found: Survey) -> None:
    """All grids ranked; a click on a row opens the grid, and the opened grid's row is marked."""
    _ = translator(session.language)
    title = _table_title(session, found)
    unit = formats.unit_name(found.kpi.unit, session.language, 2)
    measured = f"{found.subject.name} · {unit}" if unit else found.subject.name
    ids = [seen.place.grid_id for seen in (*found.grids, *found.rest)]
    with picture.picture(title, measured, foot=_rest(session, found), key="ranking"):
        columns = answer(session, table, asked_of(session, choice))
        row = [ids.index(choice.grid)] if choice.grid in ids else []
        st.session_state[TABLE] = {"selection": {"rows": row, "columns": [], "cells": []}}
        st.dataframe(
            columns,
            key=TABLE,
            hide_index=True,
            height=tables_height(len(ids), ground.HALL[1] if picture.hall(session) else HEIGHT),
            column_config=_config(session, found),
            on_select=lambda: _row_clicked(ids),
            selection_mode="single-row",
        )
        st.download_button(
            _(N_("Download as Excel")),
            data=lambda: tables.workbook(columns),
            file_name=f"{choice.kpi}_{choice.month:%Y-%m}.xlsx",
            key="coverage_download",
            type="tertiary",
            icon=":material/download:",
        )


def _table_title(session: Session, found: Survey) -> str:
    """The first three of the ranking by name."""
    _ = translator(session.language)
    first = [grid_map.short(one.place.grid_name, one.place.community_name) for one in found.judged[:3]]
    if not first:
        return _(N_("All grids"))
    names = formats.listing(first, session.language)
    if found.kpi.direction == "neutral":
        return _(N_("Largest: {names}"), names=names)
    if all(one.reading.state == "good" for one in found.judged):
        return _(N_("Every grid that can be judged is on target"))
    return _(N_("Weakest: {names}"), names=names)


def tables_height(rows: int, most: int = HEIGHT) -> int:
    """The height of a table of so many rows: no empty lines below a short one."""
    return min(most, 35 * (rows + 1) + 3)


def _rest(session: Session, found: Survey) -> str:
    if not found.rest:
        return ""
    return translator(session.language)(N_("“Whole community” is work that names no grid."))


def _row_clicked(ids: list[str]) -> None:
    rows = st.session_state[TABLE]["selection"]["rows"]
    chosen = ids[rows[0]] if rows and rows[0] < len(ids) else ""
    st.session_state["grid"] = "" if chosen.startswith("@") else chosen
    _clear_map()


def table(con: Any, asked: Asked) -> dict[str, list[Any]]:  # noqa: ANN401 - a connection, unused types aside
    """The ranking's columns by their screen names. Hidden numbers are not in it."""
    _ = translator(asked.language)
    found = coverage.survey(con, asked)
    rows = [*found.grids, *found.rest]
    rate = found.kpi.unit in ("percent", "ratio")
    columns: dict[str, list[Any]] = {
        _(N_("Grid")): [_name(seen, asked.language) for seen in rows],
        _(N_("Figure")): [_number(seen, found.kpi.unit) for seen in rows],
        _(N_("State")): [coverage.state_words(seen, found.subject, asked.language) for seen in rows],
        _change_name(found, asked.language): [_change(seen) for seen in rows],
    }
    if rate:
        columns[_(N_("Numerator"))] = [_part(seen, seen.reading.numerator) for seen in rows]
        columns[_(N_("Denominator"))] = [_part(seen, seen.reading.denominator) for seen in rows]
    return columns


def _name(seen: Seen, language: str) -> str:
    if seen.place.is_grid:
        return seen.place.grid_name
    return translator(language)(N_("{community} (whole community)"), community=seen.place.community_name)


def _number(seen: Seen, unit: str) -> float | None:
    value = seen.reading.drawn
    if value is None or unit != "percent":
        return value
    share = round(value * 100, 1)
    return min(share, 99.9) if value < 1 else share


def _part(seen: Seen, value: float | None) -> float | None:
    return value if seen.reading.kind in ("value", "too_few") else None


def _change(seen: Seen) -> float | None:
    size = coverage.amount(seen)
    return None if size is None or seen.reading.kind != "value" else round(size * 100, 1)


def _change_name(found: Survey, language: str) -> str:
    _ = translator(language)
    return _(N_("Change (pp)")) if found.kpi.kind == "rate" else _(N_("Change (%)"))


def _config(session: Session, found: Survey) -> dict[str, Any]:
    _ = translator(session.language)
    form = {"percent": "%.1f%%", "ratio": "%.2f"}.get(found.kpi.unit, "localized")
    px = partial(picture.wide, session)
    return {
        _(N_("Grid")): st.column_config.TextColumn(pinned=True, width=px(132)),
        _(N_("Figure")): st.column_config.NumberColumn(format=form, width=px(80)),
        _(N_("State")): st.column_config.TextColumn(width=px(120)),
        _change_name(found, session.language): st.column_config.NumberColumn(format="%+.1f", width=px(112)),
    }


def open_grid(session: Session, choice: Choice, found: Survey) -> None:
    """The opened grid under map and table; without one a word on how to open it."""
    if choice.grid:
        as_of = generation(session).as_of
        grid_panel.show(session, asked_of(session, choice), found, choice.grid, as_of)
        return
    _ = translator(session.language)
    st.caption(_(N_("Click a grid on the map or in the ranking to open it.")))
