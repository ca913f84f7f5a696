"""The round of home visits for those whom no post reaches: doors in walking order, or for leaders counts by grid."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import duckdb
import streamlit as st

from neighborcare.measures import siting
from neighborcare.measures.siting import Choice as Found
from neighborcare.measures.siting import Plan, Round
from neighborcare.measures.walking import Homes
from neighborcare.text import N_, formats, translator
from neighborcare.ui import filters, ground, map_frame, noting, picture, siting_map, tables
from neighborcare.ui.cache import answer
from neighborcare.ui.circle_choice import town
from neighborcare.ui.grid_page import tables_height
from neighborcare.ui.map_frame import Caption, Drawing
from neighborcare.ui.session import Session
from neighborcare.ui.siting_choice import Choice
from neighborcare.ui.siting_map import Walk

HEIGHT = 560
DOORS = ("analyst", "worker")  # who may see single doors


def round_of(con: duckdb.DuckDBPyConnection, plan: Plan, choice: Found, homes: Homes | None) -> Round:
    """Who stays outside with that choice, in walking order."""
    return siting.visits(con, plan, choice, homes)


def draw(session: Session, choice: Choice, chosen: Found) -> None:
    """The round under the search: map and ordered list."""
    _ = translator(session.language)
    round_ = answer(session, round_of, choice.plan, chosen, town(session))
    if not round_.stops:
        return
    title = _(
        N_("{count} buildings stay out of reach: a round of {km} km, about {hours} on foot"),
        count=formats.number(len(round_.stops)),
        km=formats.number(round_.metres / 1000, 2),
        hours=formats.quantity(round(round_.minutes / 60, 1), "hours", session.language),
    )
    measured = _(N_("Home visits in walking order, along the streets"))
    if session.role not in DOORS:
        _by_grid(session, round_, title)
        return
    noting.looked(session, "round_doors", len(round_.stops))
    left, right = st.columns([8, 5], gap="small")
    with left:
        screen = map_frame.screen(session)
        map_frame.show(
            session,
            Drawing(
                siting_map.draw_walk,
                Walk(screen, session.community),
                (answer(session, ground.land), round_),
            ),
            Caption(title, measured, picture.foot(session, sources=("buildings", "walkways"))),
            key="round",
            height=screen.size(siting_map.SIZE)[1],
        )
    with right, picture.picture(_(N_("Doors in order")), measured, key="round_doors"):
        px = partial(picture.wide, session)
        config = {_(N_("No.")): st.column_config.NumberColumn(pinned=True, width=px(56))}
        height = tables_height(len(round_.stops), HEIGHT)
        tables.show(session, doors(session, round_), key="round_doors", config=config, height=height)


def doors(session: Session, round_: Round) -> dict[str, list[Any]]:
    """The ordered list's columns."""
    _ = translator(session.language)
    names = filters.community_of(session)
    return {
        _(N_("No.")): list(range(1, len(round_.stops) + 1)),
        _(N_("Building")): [one.building_name or one.building_id for one in round_.stops],
        _(N_("Grid")): [names[one.grid_id].grid_name for one in round_.stops],
        _(N_("Elders 65+")): [one.elders for one in round_.stops],
        _(N_("Metres on")): [None if one.metres is None else round(one.metres) for one in round_.stops],
    }


def _by_grid(session: Session, round_: Round, title: str) -> None:
    """Where the round leads, without any door."""
    _ = translator(session.language)
    names = filters.community_of(session)
    stops = Counter(one.grid_id for one in round_.stops).most_common()
    with picture.picture(
        title, _(N_("Buildings to visit by grid; the doors are the workers' own list")), key="round"
    ):
        columns: dict[str, list[Any]] = {
            _(N_("Grid")): [names[grid].grid_name for grid, _count in stops],
            _(N_("Buildings to visit")): [count for _grid, count in stops],
        }
        tables.show(session, columns, key="round_grids", height=tables_height(len(stops), 360))
