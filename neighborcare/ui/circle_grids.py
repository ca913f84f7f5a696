"""The circle page's list of grids: the worst served first."""

from __future__ import annotations

from functools import partial
from typing import Any

import duckdb
import streamlit as st

from neighborcare.privacy.views import THRESHOLDS
from neighborcare.text import N_, formats, translator
from neighborcare.ui import filters, ground, picture, tables
from neighborcare.ui.cache import answer
from neighborcare.ui.circle_walk import GridWalk, Walked, about, joined
from neighborcare.ui.grid_page import tables_height
from neighborcare.ui.session import Session

HEIGHT = 560


def worst_first(found: Walked) -> list[GridWalk]:
    """Grids with elders, by how many are outside; then by share."""
    grids = [grid for grid in found.grids if grid.elders]
    return sorted(grids, key=lambda grid: (-grid.outside, grid.share or 0.0, grid.grid_id))


def show_grids(session: Session, found: Walked) -> None:
    """The worst-served grids first."""
    _ = translator(session.language)
    measured = _(N_("Elders 65+ by grid, those outside the circle first"))
    notes = [_(N_("Median: minutes on foot of those who have a path"))] if found.homes else []
    notes += [_(N_("Figures by grid are estimates"))] if found.estimated else []
    note = " · ".join(notes)
    with picture.picture(_grids_title(session, found), measured, foot=note, key="grids"):
        columns = answer(
            session,
            table,
            found,
            session.language,
            session.role,
        )
        if not columns:
            st.info(_(N_("No grids to list.")))
            return
        px = partial(_wide, session)
        config = {
            _(N_("Grid")): st.column_config.TextColumn(pinned=True, width=px(108)),
            _(N_("Outside")): st.column_config.NumberColumn(width=px(52)),
            _(N_("Share inside")): st.column_config.NumberColumn(format="%.1f%%", width=px(72)),
            _(N_("Covered")): st.column_config.NumberColumn(width=px(56)),
            _(N_("Elders 65+")): st.column_config.NumberColumn(width=px(68)),
            _(N_("Median")): st.column_config.NumberColumn(format="%.1f", width=px(68)),
        }
        height = tables_height(len(found.grids), ground.HALL[1] if picture.hall(session) else HEIGHT)
        tables.show(session, columns, key="circle_grids", config=config, height=height)


def _grids_title(session: Session, found: Walked) -> str:
    _ = translator(session.language)
    worst = next(iter(worst_first(found)), None)
    if worst is None or not worst.outside or 0 < worst.outside < THRESHOLDS[session.role]:
        return _(N_("Worst-served grids"))
    title = _(
        N_("{grid} has most outside: {count} of {elders} elders"),
        grid=filters.community_of(session)[worst.grid_id].grid_name,
        count=about(formats.number(round(worst.outside)), found, session.language),
        elders=formats.number(round(worst.elders)),
    )
    return joined(title)


def table(
    con: duckdb.DuckDBPyConnection,
    found: Walked,
    language: str,
    role: str,
) -> dict[str, list[Any]]:
    """The list's columns by their screen names; small numbers of those outside are words, with all that gives them."""
    _ = translator(language)
    names = {place.grid_id: place.grid_name for place in filters.places(con)}
    grids = worst_first(found)
    unseen = formats.hidden(language)
    few = [0 < grid.outside < THRESHOLDS[role] for grid in grids]
    if not grids:
        return {}
    columns: dict[str, list[Any]] = {
        _(N_("Grid")): [names.get(grid.grid_id, grid.grid_id) for grid in grids],
        _(N_("Outside")): [unseen if hide else round(g.outside) for g, hide in zip(grids, few, strict=True)],
        _(N_("Share inside")): [
            unseen if hide else _share(g.share) for g, hide in zip(grids, few, strict=True)
        ],
        **_covered(grids, few, role, language),
        _(N_("Elders 65+")): [round(grid.elders) for grid in grids],
    }
    if found.homes:
        columns[_(N_("Median"))] = [None if g.median is None else round(g.median, 1) for g in grids]
    return columns


def _wide(session: Session, px: int) -> int:
    """The width of a column: English headers are longer."""
    return picture.wide(session, px * 5 // 4 if session.language == "en" else px)


def _covered(grids: list[GridWalk], few: list[bool], role: str, language: str) -> dict[str, list[Any]]:
    """Those within the circle; a meeting's larger words leave no room for them."""
    if role == "presenter":
        return {}
    name, unseen = translator(language)(N_("Covered")), formats.hidden(language)
    return {name: [unseen if hide else round(g.covered) for g, hide in zip(grids, few, strict=True)]}


def _share(share: float | None) -> float | None:
    """Percent to one digit; only all is 100."""
    if share is None:
        return None
    return min(round(share * 100, 1), 99.9) if share < 1 else 100.0
