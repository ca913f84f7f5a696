"""Wishes, projects, pairing and funds: who claims what, how long it takes, what partners promised and did."""

from __future__ import annotations

from typing import Any

import duckdb

from neighborcare import contracts
from neighborcare.text import N_, formats, translator
from neighborcare.ui import cards, codes, drawn, figure, listing, query, stages
from neighborcare.ui.drawn import ask, clauses, share_text, value_text, where
from neighborcare.ui.filters import View
from neighborcare.ui.pairs import pair
from neighborcare.ui.picture import look
from neighborcare.ui.session import Session

AGREEMENTS = {
    "in_force": N_("in force"),
    "ended": N_("ended"),
    "unsigned": N_("not signed"),
}


def conclusion(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> str:
    """The page's sentence: what share was claimed and fulfilled, and what the fund holds."""
    _ = translator(session.language)
    told = {kpi: figure.told(con, kpi, view.area, view.first, view.last) for kpi in ("K32", "K33", "K36")}
    if told["K32"].missing:
        return ""
    period = view.period_name(session.language)
    text = {kpi: share_text(session, one) for kpi, one in told.items()}
    now = told["K32"].now
    claimed = "" if now and now.hidden else _(N_("{period}: no item was published"), period=period)
    if text["K32"]:
        claimed = _(
            N_("{period}: {rate} of the published items are claimed"), period=period, rate=text["K32"]
        )
    fulfilled = ""
    if text["K33"]:
        fulfilled = _(N_("{rate} of those due are fulfilled"), rate=text["K33"])
    balance = figure.one(con, told["K36"].kpi, view.area, view.first, view.last, None)
    fund = ""
    if balance is not None and balance.value is not None:
        fund = _(N_("the fund holds {balance}"), balance=value_text(session, told["K36"].kpi, balance))
    return formats.joined((clauses(session, claimed, fulfilled), fund), session.language)


def partners(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]]:
    """What each partner promised and did, those first who still owe something."""
    _ = translator(session.language)
    rows = query.rows(con, "partner_deeds", area=view.within)
    return {
        _(N_("Partner")): [row[0] for row in rows],
        _(N_("Kind of partner")): [
            codes.name("partners", "partner_type", row[1], session.language) for row in rows
        ],
        _(N_("Community")): [row[2] or "" for row in rows],
        _(N_("Agreement")): [_(AGREEMENTS[row[3]]) for row in rows],
        _(N_("Claimed")): [int(row[4]) for row in rows],
        _(N_("Fulfilled")): [int(row[5]) for row in rows],
        _(N_("Overdue items")): [int(row[6]) for row in rows],
        _(N_("Money given (yuan)")): [float(row[7]) for row in rows],
        _(N_("Gifts of goods")): [int(row[8]) for row in rows],
        _(N_("Sessions together")): [int(row[9]) for row in rows],
        _(N_("Last did something on")): [row[10] for row in rows],
    }


def draw(session: Session, view: View) -> None:
    """Everything under the page's sentence."""
    drawing = look(session)
    cards.row(session, view, ("K32", "K33", "K34", "K35"))
    cards.row(session, view, ("K15", "K36", "K37"))
    kinds = [code.code for code in contracts.get("claims").column("claim_type").codes]
    stages.draw(session, view, kinds, key="kind", label=translator(session.language)(N_("Kind of claim")))
    pair(
        session,
        (ask(session, drawn.course, view, drawing, "K32"), "K32", "claimed"),
        (ask(session, drawn.parts, view, drawing, "K33", N_("Lowest: {name}, {value}")), "K33", "fulfilled"),
    )
    pair(
        session,
        (ask(session, drawn.course, view, drawing, "K36"), "K36", "fund"),
        (ask(session, drawn.course, view, drawing, "K34"), "K34", "days"),
    )
    _partners(session, view)


def _partners(session: Session, view: View) -> None:
    _ = translator(session.language)
    found = ask(session, partners, view)
    title = _(
        N_("{did} of {count} partners have done something; {owing} owe an overdue item"),
        did=sum(day is not None for day in found[_("Last did something on")]),
        count=listing.size(found),
        owing=sum(count > 0 for count in found[_("Overdue items")]),
    )
    what = _(N_("What each partner promised and did so far, {area}"), area=where(session, view))
    listing.show(session, found, title=title, measured=what, kpi="K37", key="partners")
