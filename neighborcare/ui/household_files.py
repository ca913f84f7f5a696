"""Household files (一户一档): from the file to the follow-up, where each household stands, whom every system missed."""

from __future__ import annotations

from typing import Any

import duckdb

from neighborcare import measures
from neighborcare.charts.palette import SHAPES
from neighborcare.text import N_, formats, translator
from neighborcare.ui import cards, codes, drawn, figure, listing, query, stages
from neighborcare.ui.drawn import ask, value_text, where
from neighborcare.ui.filters import View
from neighborcare.ui.pairs import pair
from neighborcare.ui.picture import look
from neighborcare.ui.session import Session

KINDS = ("household", "wish", "tuition")


def conclusion(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> str:
    """The page's sentence: how complete the files are, how many households are stuck, whom every system missed."""
    _ = translator(session.language)
    told = figure.told(con, "K05", view.area, view.first, view.last)
    if told.missing:
        return ""
    complete = _(
        N_("{rate} of the files' required fields are filled"), rate=value_text(session, told.kpi, told.now)
    )
    households, gap = standing(con, session, view), missed(con, session, view)
    if households is None or gap is None:
        return formats.joined((complete, stages.sentence(con, session, view, KINDS[0])), session.language)
    stuck = sum(bool(mark) for mark in households[_("Stuck")])
    said = _(N_("{count} households are stuck at a stage"), count=formats.number(stuck))
    if not stuck:
        said = _(N_("no household is stuck at a stage"))
    lost = _(N_("{count} people were missed by every system"), count=formats.number(listing.size(gap)))
    if not listing.size(gap):
        lost = _(N_("nobody was missed by every system"))
    return formats.joined((complete, said, lost), session.language)


def standing(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]] | None:
    """Every household under way and its stage, those stuck first; None where the role sees counts only."""
    if not query.has(con, "list_household_stages"):
        return None
    _ = translator(session.language)
    rows, language = query.rows(con, "household_stages", area=view.within), session.language
    mark = f"{SHAPES['bad']} {_(N_('stuck'))}"
    return {
        _(N_("Household")): [row[0] or formats.NOTHING for row in rows],
        _(N_("Kind of claim item")): [codes.name("claims", "claim_type", row[1], language) for row in rows],
        _(N_("Stage")): [codes.name("claims", "status", row[5], language) for row in rows],
        _(N_("Stuck")): [mark if row[8] else "" for row in rows],
        _(N_("Days at this stage")): [row[7] for row in rows],
        _(N_("Since")): [row[6] for row in rows],
        _(N_("Claimed by")): [row[9] or formats.NOTHING for row in rows],
        _(N_("Filed on")): [row[4] for row in rows],
        _(N_("Community")): [row[2] or "" for row in rows],
        _(N_("Grid")): [row[3] or "" for row in rows],
    }


def missed(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]] | None:
    """The care gap: no visit in time and no health check this year and an open request; None as above."""
    if not query.has(con, "list_care_gap"):
        return None
    _ = translator(session.language)
    rows = query.rows(con, "care_gap", area=view.within)
    tiers = measures.get("K11")
    return {
        _(N_("Name")): [row[0] for row in rows],
        _(N_("Community")): [row[1] or "" for row in rows],
        _(N_("Grid")): [row[2] or "" for row in rows],
        _(N_("Tier")): [tiers.part(row[3]).label.of(session.language) for row in rows],
        _(N_("Last reached")): [row[4] for row in rows],
        _(N_("Days overdue")): [row[5] for row in rows],
        _(N_("Last health check")): [row[6] for row in rows],
        _(N_("Asked on")): [row[7] for row in rows],
        _(N_("Open request")): [row[8] or "" for row in rows],
        _(N_("Paired helper")): [row[9] or formats.NOTHING for row in rows],
    }


def draw(session: Session, view: View) -> None:
    """Everything under the page's sentence."""
    _ = translator(session.language)
    drawing = look(session)
    cards.row(session, view, ("K05", "K04", "K32", "K33", "K35"))
    stages.draw(session, view, KINDS, key="support", label=_(N_("Kind of support")))
    _lists(session, view)
    pair(
        session,
        (ask(session, drawn.course, view, drawing, "K05"), "K05", "complete"),
        (ask(session, drawn.course, view, drawing, "K34"), "K34", "days"),
    )


def _lists(session: Session, view: View) -> None:
    _ = translator(session.language)
    households, gap = ask(session, standing, view), ask(session, missed, view)
    if households is None or gap is None:
        return
    title = _(
        N_("{count} households and wishes are under way, {stuck} of them stuck"),
        count=formats.number(listing.size(households)),
        stuck=formats.number(sum(bool(mark) for mark in households[_("Stuck")])),
    )
    what = _(
        N_(
            "Stuck: over 14 days at audit or notice, 7 unclaimed, past the due day unfulfilled, 30 without follow-up"
        )
    )
    listing.show(session, households, title=title, measured=what, kpi="K32", key="household_stages")
    title = _(N_("{count} people whom every system has missed"), count=formats.number(listing.size(gap)))
    what = _(
        N_(
            "No visit in the tier's time, no health check this year and an open request, names masked · {area}"
        ),
        area=where(session, view),
    )
    listing.show(session, gap, title=title, measured=what, kpi="K05", key="care_gap")
