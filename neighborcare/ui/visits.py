"""Visits: what was due and made, who waits too long, who carries how much, greetings day by day."""

from __future__ import annotations

from typing import Any

import duckdb
import streamlit as st

from neighborcare import contracts, measures
from neighborcare.charts.bars import ranked
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading
from neighborcare.measures.figures import Figure
from neighborcare.text import N_, formats, translator
from neighborcare.ui import cards, drawn, figure, greetings, noting, query, staff_load, tables
from neighborcare.ui.cache import generation
from neighborcare.ui.drawn import Drawn, ask, clauses, moved, show, subject_of, value_text, where
from neighborcare.ui.filters import View
from neighborcare.ui.picture import foot, look, picture
from neighborcare.ui.session import Session

TIERS = ("red", "yellow", "green", "blue")
EVERY = {
    "red": N_("every day"),
    "yellow": N_("every week"),
    "green": N_("every month"),
    "blue": N_("every quarter"),
}


def conclusion(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> str:
    """The page's sentence: visits on cadence and their change, then who is overdue."""
    _ = translator(session.language)
    cadence = figure.told(con, "K11", view.area, view.first, view.last)
    overdue = figure.told(con, "K13", view.area, view.first, view.last)
    if cadence.missing or cadence.now is None:
        return ""
    period = view.period_name(session.language)
    if cadence.now.value is None:
        first = _(N_("No visits came due in {period}"), period=period)
    else:
        rate = value_text(session, cadence.kpi, cadence.now)
        first = _(N_("{rate} of the visits due in {period} were made"), rate=rate, period=period)
    return _(
        N_("{made}; {overdue}"),
        made=clauses(session, first, moved(session, view, cadence)),
        overdue=_overdue(session, overdue),
    )


def _overdue(session: Session, told: figure.Told) -> str:
    _ = translator(session.language)
    if told.now is not None and told.now.value == 0:
        return _(N_("nobody is overdue"))
    if told.now is None or told.now.hidden:
        return _(N_("the number overdue is not shown"))
    people = value_text(session, told.kpi, told.now)
    return _(N_("{people} not reached within their tier's time"), people=people)


def cadence(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """K11 by tier: slots met of those due."""
    _ = translator(session.language)
    kpi = measures.get("K11")
    found = {f.part: f for f in drawn.by_part(con, session, view, "K11")}
    readings = [
        figure.reading(session, kpi, found.get(tier), key=tier, name=_tier(session, tier)) for tier in TIERS
    ]
    judged = [(t, found[t]) for t in TIERS if t in found and found[t].value is not None]
    title = kpi.label.of(session.language)
    if judged:
        tier, worst = min(judged, key=lambda pair: pair[1].value or 0.0)
        title = _(
            N_("The {tier} tier lags: {rate} on cadence, {missed} missed"),
            tier=_tier_name(session, tier, low=True),
            rate=formats.percent(worst.value),
            missed=formats.quantity(
                (worst.denominator or 0) - (worst.numerator or 0), "times", session.language
            ),
        )
        if worst.value == 1:
            title = _(N_("All tiers were visited on cadence"))
    what = _(N_("Visits made ÷ visits due by tier, {period}"), period=view.period_name(session.language))
    bars = ranked(readings, subject_of(session, kpi, view), look, row=52)
    names = [f"{_tier(session, tier)}  <br>{_slots(session, found.get(tier))}  " for tier in TIERS]
    bars["layout"]["yaxis"]["ticktext"] = names
    return Drawn(title, what, bars)


def _tier_name(session: Session, tier: str, *, low: bool = False) -> str:
    label = measures.get("K11").part(tier).label.of(session.language)
    return label.lower() if low else label


def _tier(session: Session, tier: str) -> str:
    """The tier with its cadence: "Red, every day"."""
    _ = translator(session.language)
    return _(N_("{tier}, {every}"), tier=_tier_name(session, tier), every=_(EVERY[tier]))


def _slots(session: Session, found: Figure | None) -> str:
    """Visits made of those due: "2,778 / 3,038"."""
    if found is None:
        return translator(session.language)(N_("none due"))
    if found.hidden or found.denominator is None:
        return formats.hidden(session.language)
    return f"{formats.number(found.numerator)} / {formats.number(found.denominator)}"


def waiting(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """K13 by tier: who is overdue at the end of the period."""
    _ = translator(session.language)
    kpi = measures.get("K13")
    found = {f.part: f for f in drawn.by_part(con, session, view, "K13")}
    readings = [
        figure.reading(session, kpi, found[tier], key=tier, name=_tier_name(session, tier))
        if tier in found
        else Reading(tier, _tier_name(session, tier), 0.0)
        for tier in TIERS
    ]
    now = figure.one(con, kpi, view.area, view.first, view.last)
    title = _(N_("Overdue: {people}"), people=value_text(session, kpi, now))
    what = _(
        N_("People not reached within their tier's time, by tier, at the end of {period}"),
        period=formats.month(drawn.ending(con, view.last)[0], session.language),
    )
    subject = subject_of(session, kpi, view, target=False)
    return Drawn(title, what, ranked(readings, subject, look, row=52))


def overdue(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]] | None:
    """The follow-up list, as this role may see it; None where it may not."""
    if not query.has(con, "list_overdue"):
        return None
    _ = translator(session.language)
    own = session.role == "worker"
    rows = query.rows(con, "overdue_own" if own else "overdue", area=view.within)
    columns: dict[str, list[Any]] = {
        _(N_("Name")): [row[0] or formats.NOTHING for row in rows],
        (_(N_("Building")) if own else _(N_("Community"))): [row[1] or "" for row in rows],
        _(N_("Grid")): [row[2] or "" for row in rows],
        _(N_("Tier")): [_tier_name(session, row[3]) for row in rows],
        _(N_("Days overdue")): [row[6] for row in rows],
        _(N_("Days since the last visit")): [row[5] for row in rows],
        _(N_("Last reached")): [row[4] for row in rows],
        _(N_("Paired helper")): [row[7] or formats.NOTHING for row in rows],
    }
    if own:
        columns[_(N_("Categories"))] = [_categories(session, row[8]) for row in rows]
    return columns


def _categories(session: Session, codes: str | None) -> str:
    known = {
        c.code: c.label.of(session.language) for c in contracts.get("key_people").column("categories").codes
    }
    return formats.listing(
        [known.get(code, code) for code in (codes or "").split(";") if code], session.language
    )


def draw(session: Session, view: View) -> None:
    """Everything under the page's sentence."""
    drawing = look(session)
    cards.row(session, view, ("K10", "K11", "K12", "K13", "K14"))
    left, right = st.columns((4, 3), gap="small")
    with left:
        show(session, ask(session, cadence, view, drawing), measures.get("K11"), key="cadence")
    with right:
        show(session, ask(session, waiting, view, drawing), measures.get("K13"), key="waiting")
    _follow_up(session, view)
    show(
        session,
        ask(session, greetings.strip, view, drawing),
        measures.get("K12"),
        key="greetings",
    )
    _load_and_findings(session, view, drawing)


def _follow_up(session: Session, view: View) -> None:
    _ = translator(session.language)
    found = ask(session, overdue, view)
    if found is None:
        return
    count = len(next(iter(found.values())))
    as_of = generation(session).as_of
    title = _(N_("{count} people to visit next, the highest risk tier first"), count=formats.number(count))
    if not count:
        title = _(N_("Nobody is overdue"))
    what = _(
        N_("Overdue today, names masked · {area} · {day}"),
        area=where(session, view),
        day=formats.as_of(as_of, session.language),
    )
    with picture(title, what, foot=foot(session, measures.get("K13"), definition=False), key="overdue"):
        noting.looked(session, "overdue", count)
        tables.show(session, found, key="overdue", height=320 if count > 7 else None)


def _load_and_findings(session: Session, view: View, drawing: Look) -> None:
    _ = translator(session.language)
    who = ask(session, staff_load.carried, view, drawing)
    findings = ask(session, drawn.course, view, drawing, "K14")
    if who is None:
        show(session, findings, measures.get("K14"), key="abnormal")
        return
    left, right = st.columns((4, 3), gap="small")
    with left:
        show(session, who, key="load", sources=("visits", "staff"))
    with right:
        show(session, findings, measures.get("K14"), key="abnormal")
    with st.expander(_(N_("All workers"))):
        workers = ask(session, staff_load.table, view)
        noting.looked(session, "staff_load", len(next(iter(workers.values()), ())))
        tables.show(session, workers, key="staff_load", height=400)
