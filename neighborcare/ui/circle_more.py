"""The circle page's second half: how much hangs on the pace, which key people are outside, and capacity by itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import duckdb
import streamlit as st

from neighborcare import contracts
from neighborcare.charts import bars, circles
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading, Subject
from neighborcare.circle import reach
from neighborcare.measures import catchment, estimating, walking
from neighborcare.measures.catchment import Catchment
from neighborcare.measures.walking import Homes
from neighborcare.text import N_, formats, translator
from neighborcare.ui import filters, noting, picture, tables
from neighborcare.ui.cache import answer
from neighborcare.ui.circle_choice import Choice, town
from neighborcare.ui.circle_walk import Asked, Walked
from neighborcare.ui.drawn import Drawn
from neighborcare.ui.grid_page import tables_height
from neighborcare.ui.session import Session

QUERY = "SELECT name, community_id, grid_id, minutes, state FROM list_outside"
OUTSIDE = (reach.UNCOVERED, reach.NO_PATH, reach.NOT_LOCATED)
HEIGHT = 360
NOTICED = 0.02  # of all elders: less is no finding


def draw(session: Session, choice: Choice, found: Walked) -> None:
    """Pace and people side by side; capacity below, where any is known. Nothing for who is shown no buildings."""
    homes = town(session)
    if homes is None:
        return
    left, right = st.columns([5, 8], gap="small")
    with left:
        _pace(session, choice, found, homes)
    with right:
        _people(session, choice, homes)
    _capacity(session, choice, homes)


def _pace(session: Session, choice: Choice, found: Walked, homes: Homes) -> None:
    _ = translator(session.language)
    drawn = answer(session, sensitivity, choice.asked, homes, picture.look(session))
    about = _(N_("Estimated from the grids' totals")) if found.some_hidden else ""
    with picture.picture(drawn.title, drawn.measured, foot=about, key="circle_pace"):
        picture.chart(drawn.figure, key="circle_pace")


def sensitivity(con: duckdb.DuckDBPyConnection, asked: Asked, homes: Homes, look: Look) -> Drawn:
    """Coverage if everybody walked slower or faster, with the planning standard's 1000 m beside it."""
    _ = translator(look.language)
    found = estimating.sensitivity(con, asked.question, homes)
    subject = Subject(_(N_("Within the circle")), "percent")
    readings = [_bar(factor, covered, found.elders, look) for factor, covered in found.by_factor]
    name = _(N_("1,000 m standard"))
    standard = _reading("standard", name, found.standard_covered, found.elders)
    shares = [reading.value for reading in readings if reading.value is not None]
    title = _(N_("Pace decides little"))
    if shares and max(shares) - min(shares) >= NOTICED:
        title = _(
            N_("If all walked a fifth slower, {low} would be inside; a fifth faster, {high}"),
            low=formats.percent(shares[0]),
            high=formats.percent(shares[-1]),
        )
    measured = _(
        N_("Share of elders within {minutes} minutes by pace"), minutes=formats.number(asked.minutes)
    )
    drawn = bars.ranked([*readings, standard], subject, look, selected="1", row=48)
    return Drawn(title, measured, drawn)


def _bar(factor: float, covered: float, elders: float, look: Look) -> Reading:
    _ = translator(look.language)
    if factor == 1:
        return _reading("1", _(N_("Pace as set")), covered, elders)
    slower, faster = _(N_("{share} slower")), _(N_("{share} faster"))
    share = formats.percent(abs(1 - factor), 0)
    return _reading(f"{factor:g}", (slower if factor < 1 else faster).format(share=share), covered, elders)


def _reading(key: str, name: str, covered: float, elders: float) -> Reading:
    return Reading(key, name, covered / elders if elders else None, round(covered), round(elders))


def _people(session: Session, choice: Choice, homes: Homes) -> None:
    """Key people outside, by name as the role may see it, the farthest first."""
    _ = translator(session.language)
    columns, total = answer(session, people, choice.asked, homes, session.language)
    measured = _(N_("Key people outside the circle, the farthest first"))
    title = _(N_("All key people are within the circle"))
    if total:
        title = _(N_("{count} of the key people are outside"), count=formats.number(total))
    note = (
        "" if session.role != "leader" else _(N_("15 minutes to any health service, at each person's pace"))
    )
    with picture.picture(title, measured, foot=note, key="circle_people_frame"):
        if not total:
            st.caption(_(N_("Nobody to list.")))
            return
        noting.looked(session, "circle_people", total)
        px = partial(picture.wide, session)
        config: Mapping[str, Any] = {
            _(N_("Minutes")): st.column_config.NumberColumn(format="%.1f", width=px(80)),
            _(N_("Grid page")): st.column_config.LinkColumn(display_text=_(N_("Open")), width=px(72)),
        }
        tables.show(session, columns, key="circle_people", config=config, height=tables_height(total, HEIGHT))


def people(
    con: duckdb.DuckDBPyConnection, asked: Asked, homes: Homes, language: str
) -> tuple[dict[str, list[Any]], int]:
    """(columns by their screen names, how many): from rows where the role has them, else the build's own list."""
    if walking.has(con, "walker"):
        found = [p for p in walking.people(con, asked.question, homes) if p.state in OUTSIDE]
        rows = [(p.name, p.grid_id, p.minutes, p.state, p.categories) for p in found]
    elif walking.has(con, "list_outside"):
        rows = [(row[0], row[2], row[3], row[4], ()) for row in con.execute(QUERY).fetchall()]
    else:
        return {}, 0
    rows.sort(key=lambda row: (row[3] != reach.UNCOVERED, -(row[2] or 0), row[1], row[0] or ""))
    return _columns(con, rows, asked, language), len(rows)


def _columns(
    con: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]], asked: Asked, language: str
) -> dict[str, list[Any]]:
    _ = translator(language)
    names = {place.grid_id: place.grid_name for place in filters.places(con)}
    codes = {c.code: c.label.of(language) for c in contracts.get("key_people").column("categories").codes}
    columns: dict[str, list[Any]] = {
        _(N_("Name")): [row[0] or formats.NOTHING for row in rows],
        _(N_("Grid")): [names.get(row[1], row[1]) for row in rows],
        _(N_("Minutes")): [row[2] for row in rows],
        _(N_("State")): [circles.state_name(row[3], asked.minutes, language) for row in rows],
    }
    if any(row[4] for row in rows):
        columns[_(N_("Categories"))] = [
            formats.listing([codes.get(code, code) for code in row[4] if code], language) for row in rows
        ]
    columns[_(N_("Grid page"))] = [f"coverage?grid={row[1]}&lang={language}" for row in rows]
    return columns


def _capacity(session: Session, choice: Choice, homes: Homes) -> None:
    """Places a day where they are known: a figure of its own, never mixed with coverage."""
    found = answer(session, catchment.catchment, choice.asked.question, homes)
    if not found.grids:
        return
    _ = translator(session.language)
    names = filters.community_of(session)
    grids = sorted((one for one in found.grids if one.index is not None), key=lambda one: one.index or 0.0)
    title = _(N_("Capacity reaches every grid"))
    if grids:
        title = _(
            N_("{grid} has least capacity within reach: {index} places a day for 1,000 elders"),
            grid=names[grids[0].grid_id].grid_name,
            index=formats.number(grids[0].index or 0.0, 2),
        )
    parts = [
        _(
            N_(
                "Two-step floating catchment with distance decay (E2SFCA); a supplement to coverage, not part of it"
            )
        )
    ]
    if found.without_capacity:
        parts.append(
            _(N_("{count} services without a known capacity are left out"), count=found.without_capacity)
        )
    measured = _(
        N_("Places a day within reach for 1,000 elders, by grid; and how much each service has to carry")
    )
    with picture.picture(title, measured, foot=" · ".join(parts), key="circle_capacity"):
        left, right = st.columns(2, gap="small")
        with left:
            st.dataframe(_access(session, found), hide_index=True, height=HEIGHT, key="circle_access")
        with right:
            st.dataframe(_loads(session, found), hide_index=True, height=HEIGHT, key="circle_loads")


def _access(session: Session, found: Catchment) -> dict[str, list[Any]]:
    _ = translator(session.language)
    names = filters.community_of(session)
    grids = sorted(found.grids, key=lambda one: (one.index is None, one.index or 0.0))
    return {
        _(N_("Grid")): [names[one.grid_id].grid_name for one in grids],
        _(N_("Places for 1,000 elders")): [
            None if one.index is None else round(one.index, 1) for one in grids
        ],
        _(N_("Elders 65+")): [round(one.elders) for one in grids],
    }


def _loads(session: Session, found: Catchment) -> dict[str, list[Any]]:
    _ = translator(session.language)
    services = sorted(found.services, key=lambda one: one.ratio or 0.0)
    return {
        _(N_("Service")): [one.point_name for one in services],
        _(N_("Places a day")): [one.capacity for one in services],
        _(N_("Elders who look to it (weighted)")): [round(one.elders_weighted) for one in services],
    }
