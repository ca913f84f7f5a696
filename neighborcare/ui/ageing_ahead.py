"""Ageing five and ten years ahead, with what that assumes."""

from __future__ import annotations

from typing import Any

import duckdb
import streamlit as st

from neighborcare.charts.frame import empty
from neighborcare.charts.outlook import outlook
from neighborcare.charts.palette import Look
from neighborcare.measures import forecast
from neighborcare.text import N_, formats, translator
from neighborcare.ui import tables
from neighborcare.ui.drawn import Drawn, ask, show, where
from neighborcare.ui.filters import View
from neighborcare.ui.picture import look
from neighborcare.ui.session import Session

AGES = (60, 65, 80)


def ahead(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """The shares of 60+, 65+ and 80+ now, in five and in ten years."""
    _ = translator(session.language)
    found = forecast.outlooks(con, view.area)
    what = _(
        N_("Residents aged 60, 65 and 80 and over, in per cent of all, {area}"), area=where(session, view)
    )
    if not found:
        return Drawn(_(N_("No outlook without statistics")), what, empty(look, _("No data")), blank=True)
    lines = {_(N_("{age} and over"), age=age): [one.share(age) for one in found] for age in AGES}
    now, in_ten = found[0], found[-1]
    title = _(
        N_("In ten years about {later} of the residents will be 65 or over, today {now}"),
        later=formats.percent(in_ten.share(65), 0),
        now=formats.percent(now.share(65), 1),
    )
    return Drawn(title, what, outlook([one.on.year for one in found], lines, look))


def table(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]]:
    """The numbers behind it, rounded as a projection deserves."""
    _ = translator(session.language)
    found = forecast.outlooks(con, view.area)
    columns: dict[str, list[Any]] = {_(N_("Year")): [one.on.year for one in found]}
    columns[_(N_("Residents"))] = [round(one.total) for one in found]
    for age in AGES:
        columns[_(N_("{age} and over"), age=age)] = [round(one.aged(age)) for one in found]
    columns[_(N_("Old-age dependency (%)"))] = [
        None if one.old_dependency is None else round(one.old_dependency * 100) for one in found
    ]
    columns[_(N_("Stage of ageing"))] = [
        stage.of(session.language) if (stage := forecast.stage(one.share(65))) else "" for one in found
    ]
    return columns


def draw(session: Session, view: View) -> None:
    """The picture, its numbers, and what it assumes."""
    _ = translator(session.language)
    drawn = ask(session, ahead, view, look(session))
    if drawn.blank:
        return
    show(session, drawn, key="ahead", sources=("population",))
    with st.expander(_(N_("What the outlook assumes, and its numbers"))):
        st.write(_assumed(session))
        tables.show(session, ask(session, table, view), key="ahead_table")


def _assumed(session: Session) -> str:
    _ = translator(session.language)
    assumed = forecast.assumptions()
    moving = (
        _(N_("net migration as given in measures/forecast.toml"))
        if any(assumed.migration.values())
        else _(N_("nobody moves in or out on balance"))
    )
    return _(
        N_(
            "Cohort-component method: every five years each age group moves up by one. Deaths: {mortality}. "
            "Births: {children} children a woman. Moving: {moving}. An outlook for so few people is a direction, "
            "not a promise."
        ),
        mortality=formats.listing(
            list(dict.fromkeys(one.source for one in assumed.mortality)), session.language
        ),
        children=formats.number(assumed.children_per_woman),
        moving=moving,
    )
