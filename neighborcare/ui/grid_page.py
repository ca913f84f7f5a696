"""The coverage page's parts: the sentence, the map, the ranking beside it. A click on either opens a grid."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import duckdb
import streamlit as st

from neighborcare.text import N_, formats, translator
from neighborcare.ui import (
    coverage,
    explain,
    grid_funnel,
    grid_map,
    grid_panel,
    ground,
    map_frame,
    page,
    picture,
    tables,
)
from neighborcare.ui.cache import answer, generation
from neighborcare.ui.coverage import Asked, Seen, Survey
from neighborcare.ui.grid_choice import MAP, Choice, asked_of
from neighborcare.ui.grid_funnel import Compared
from neighborcare.ui.grid_map import Scene
from neighborcare.ui.map_frame import Caption, Clicked, Drawing
from neighborcare.ui.session import Session

HEIGHT = 512
TABLE = "coverage_table"
GRIDS = "grids"  # the layer of the map that can be clicked


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
    """The map in its frame."""
    if choice.shown == "funnel":
        title = grid_funnel.sentence(found, _funnel(session, choice, found), session.language)
    elif choice.shown == "value":
        title = _map_title(session, found)
    else:
        title = coverage.moved(found, session.language)
    _map(session, choice, found, title, key=MAP)


def _funnel(session: Session, choice: Choice, found: Survey) -> Compared:
    return answer(session, grid_funnel.compared, asked_of(session, choice), found)


def show_earlier(session: Session, choice: Choice) -> None:
    """The map of the month that is compared with, in the same colours."""
    asked = asked_of(session, choice)
    earlier = replace(asked, month=asked.base, against=None)
    found = answer(session, coverage.survey, earlier)
    title = coverage.tally(found, session.language)
    _map(session, replace(choice, month=earlier.month, against=None), found, title, key="coverage_earlier")


def _map(session: Session, choice: Choice, found: Survey, title: str, key: str) -> None:
    _ = translator(session.language)
    land = answer(session, ground.land)
    scene = Scene(asked_of(session, choice), choice.shown, map_frame.screen(session), choice.grid or None)
    measured = f"{found.subject.name} · {found.subject.period}"
    map_frame.show(
        session,
        Drawing(grid_map.draw, scene, (land,)),
        Caption(title, measured, picture.foot(session, found.kpi, definition=False, sources=("grids",))),
        key=key,
        height=scene.screen.size(grid_map.SIZE)[1],
        clicked=Clicked((GRIDS,), _map_clicked) if key == MAP else None,
        empty=_(N_("No grid boundaries yet. Load a GeoJSON file with grid_id on the upload page.")),
    )


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


def _map_clicked(grid: str) -> None:
    st.session_state["grid"] = grid


def show_table(session: Session, choice: Choice, found: Survey) -> None:
    """All grids ranked; a click on a row opens the grid, and the opened grid's row is marked."""
    _ = translator(session.language)
    title = _table_title(session, found)
    unit = formats.unit_name(found.kpi.unit, session.language, 2)
    measured = f"{found.subject.name} · {unit}" if unit else found.subject.name
    ids = [seen.place.grid_id for seen in (*found.grids, *found.rest)]
    with picture.picture(title, measured, foot=_rest(session, found), key="ranking"):
        columns = answer(session, table, asked_of(session, choice), choice.shown == "funnel")
        row = [ids.index(choice.grid)] if choice.grid in ids else []
        st.session_state[TABLE] = {"selection": {"rows": row, "columns": [], "cells": []}}
        drawn, config = tables.made(columns, _config(session, found))
        st.dataframe(
            drawn,
            key=TABLE,
            hide_index=True,
            height=tables_height(len(ids), ground.HALL[1] if picture.hall(session) else HEIGHT),
            column_config=config,
            placeholder=formats.NOTHING,
            on_select=lambda: _row_clicked(ids),
            selection_mode="single-row",
        )
        tables.save(session, columns, key=f"coverage_{choice.kpi}_{choice.month:%Y-%m}")


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
    map_frame.forget_click(MAP, GRIDS)


def table(con: duckdb.DuckDBPyConnection, asked: Asked, fair: bool = False) -> dict[str, list[Any]]:
    """The ranking's columns by their screen names; `fair` says what is more than chance.

    No hidden number is in it: a word stands for each.
    """
    _ = translator(asked.language)
    found = coverage.survey(con, asked)
    rows = [*found.grids, *found.rest]
    rate = found.kpi.unit in ("percent", "ratio")
    columns: dict[str, list[Any]] = {
        _(N_("Grid")): [_name(seen, asked.language) for seen in rows],
        _(N_("Figure")): [_shown(seen, _number(seen, found.kpi.unit), asked.language) for seen in rows],
        _(N_("State")): [coverage.state_words(seen, found.subject, asked.language) for seen in rows],
        _change_name(found, asked.language): [_change(seen) for seen in rows],
    }
    if fair:
        told = grid_funnel.compared(con, asked, found)
        words = [grid_funnel.word(told, seen.place.grid_id, asked.language) for seen in rows]
        columns[_(N_("Against the whole"))] = words
    if rate:
        columns[_(N_("Numerator"))] = [_part(seen, seen.reading.numerator, asked.language) for seen in rows]
        columns[_(N_("Denominator"))] = [
            _part(seen, seen.reading.denominator, asked.language) for seen in rows
        ]
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


def _part(seen: Seen, value: float | None, language: str) -> float | str | None:
    return _shown(seen, value if seen.reading.kind in ("value", "too_few") else None, language)


def _shown(seen: Seen, value: float | None, language: str) -> float | str | None:
    return formats.hidden(language) if seen.reading.kind == "hidden" else value


def _change(seen: Seen) -> float | None:
    size = coverage.amount(seen)
    return None if size is None or seen.reading.kind != "value" else round(size * 100, 1)


def _change_name(found: Survey, language: str) -> str:
    _ = translator(language)
    rate = found.kpi.kind == "rate"
    if found.month_before:
        return _(N_("Change (pp)")) if rate else _(N_("Change (%)"))
    return _(N_("Change, pp")) if rate else _(N_("Change, %"))


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
