"""Requests: how far they come from the order to the rating, what is late, which team takes what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from neighborcare.charts.bars import ranked
from neighborcare.charts.frame import empty
from neighborcare.charts.outcomes import Stage, outcomes
from neighborcare.charts.palette import SHAPES, Look
from neighborcare.charts.reading import Reading, Subject
from neighborcare.measures import figures
from neighborcare.text import N_, formats, translator
from neighborcare.ui import cards, codes, drawn, figure, listing, query, weighing
from neighborcare.ui.drawn import Drawn, ask, clauses, moved, share_text, value_text, where
from neighborcare.ui.filters import View
from neighborcare.ui.pairs import pair
from neighborcare.ui.picture import as_of, look
from neighborcare.ui.session import Session

SOON = 2  # days before a deadline in which a request is marked
TOPICS = 10  # in the picture
RATES = ("K24", "K26", "K27")  # response, solved, satisfied: the three rates of the 12345 hotline's reviews
STAGES = {
    "received": N_("Received"),
    "responded": N_("Responded to"),
    "accepted": N_("Accepted by a team"),
    "closed": N_("Closed"),
    "solved": N_("Solved"),
    "rated": N_("Rated"),
    "satisfied": N_("Satisfied"),
}


def conclusion(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> str:
    """The page's sentence: how many came, how many of those due were closed on time, how satisfied people are."""
    _ = translator(session.language)
    told = {kpi: figure.told(con, kpi, view.area, view.first, view.last) for kpi in ("K23", "K25", "K27")}
    if told["K23"].missing:
        return ""
    came = clauses(
        session,
        _(
            N_("{period}: {count} came in"),
            period=view.period_name(session.language),
            count=value_text(session, told["K23"].kpi, told["K23"].now),
        ),
        moved(session, view, told["K23"]),
    )
    on_time = satisfied = ""
    if rate := share_text(session, told["K25"]):
        on_time = _(N_("{rate} of those due were closed on time"), rate=rate)
    if rate := share_text(session, told["K27"]):
        satisfied = _(N_("{rate} of those rated are satisfied"), rate=rate)
    return formats.joined((came, on_time, satisfied), session.language)


def funnel(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """What became of the requests of the period: received, responded to, accepted, closed, solved, rated, satisfied."""
    _ = translator(session.language)
    row = query.rows(con, "request_stages", area=view.within, first=view.first, last=view.last, type=None)[0]
    counts = {stage: int(count or 0) for stage, count in zip(STAGES, row, strict=True)}
    what = _(
        N_("Requests that came in {period} and how far they are by now, {area}"),
        period=view.period_name(session.language),
        area=where(session, view),
    )
    if not counts["received"]:
        return Drawn(_(N_("No request came in")), what, empty(look, _("No data")), blank=True)
    stages = [Stage(code, _(STAGES[code]), count) for code, count in counts.items()]
    return Drawn(_lost(session, counts), what, outcomes(stages, "ratio", look, row=36))


def _lost(session: Session, counts: Mapping[str, int]) -> str:
    """The finding of the funnel: the step from order to closing at which most get stuck."""
    _ = translator(session.language)
    steps = [("received", "responded"), ("responded", "accepted"), ("accepted", "closed")]
    lost = {after: counts[before] - counts[after] for before, after in steps}
    worst = max(lost, key=lambda stage: lost[stage])
    if lost[worst] <= 0:
        return _(N_("All {count} requests are closed"), count=formats.number(counts["received"]))
    sentence = {
        "responded": N_("{stuck} of {count} requests still wait for an answer"),
        "accepted": N_("{stuck} of {count} requests still wait for a team"),
        "closed": N_("{stuck} of {count} requests are accepted and not closed yet"),
    }[worst]
    return _(sentence, stuck=formats.number(lost[worst]), count=formats.number(counts["received"]))


def topics(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """What people ask about most in the period, beside the period before."""
    _ = translator(session.language)
    rows = query.rows(
        con,
        "request_topics",
        area=view.within,
        before=figures.previous(view.first, view.last)[0],
        first=view.first,
        last=view.last,
    )
    period = view.period_name(session.language)
    what = _(N_("Requests by topic, {area}, {period}"), area=where(session, view), period=period)
    if not rows:
        return Drawn(_(N_("No request came in")), what, empty(look, _("No data")), blank=True)
    whole = sum(int(row[1]) for row in rows)
    title = _(
        N_("Most asked about: {topic}, {count} of {whole}"),
        topic=rows[0][0],
        count=formats.number(rows[0][1]),
        whole=formats.number(whole),
    )
    before = N_("the period before: {count}")
    readings = [
        Reading(str(topic), str(topic), float(now), note=_(before, count=formats.number(earlier)))
        for topic, now, earlier in rows[:TOPICS]
    ]
    return Drawn(title, what, ranked(readings, Subject(_(N_("Requests")), "requests", period), look))


def teams(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]]:
    """Which team takes what: taken, closed, solved, mean days, still open, and the topic it takes most."""
    _ = translator(session.language)
    rows = query.rows(con, "request_teams", area=view.within, first=view.first, last=view.last)
    return {
        _(N_("Team")): [row[0] for row in rows],
        _(N_("Mostly")): [row[1] or "" for row in rows],
        _(N_("Requests taken")): [int(row[2]) for row in rows],
        _(N_("Closed")): [int(row[3]) for row in rows],
        _(N_("Solved")): [int(row[4]) for row in rows],
        _(N_("Days to close (mean)")): [None if row[5] is None else round(row[5], 1) for row in rows],
        _(N_("Still open")): [int(row[6]) for row in rows],
    }


def overdue(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]] | None:
    """Open requests against their deadlines, those longest past them first; None where the role sees counts only."""
    if not query.has(con, "list_open_requests"):
        return None
    _ = translator(session.language)
    rows = query.rows(con, "open_requests", area=view.within)
    language = session.language
    return {
        _(N_("Request")): [row[0] for row in rows],
        _(N_("Kind of request")): [codes.name("requests", "request_type", row[1], language) for row in rows],
        _(N_("Topic")): [row[2] or "" for row in rows],
        _(N_("Deadline state")): [_standing(session, row[6]) for row in rows],
        _(N_("Days past the deadline")): [row[6] for row in rows],
        _(N_("Team")): [row[7] or formats.NOTHING for row in rows],
        _(N_("Came by")): [codes.name("requests", "channel", row[8], language) for row in rows],
        _(N_("Community")): [row[3] or "" for row in rows],
        _(N_("Grid")): [row[4] or "" for row in rows],
        _(N_("Received on")): [row[5] for row in rows],
    }


def _standing(session: Session, past: int | None) -> str:
    _ = translator(session.language)
    if past is None:
        return _(N_("no deadline"))
    if past > 0:
        return f"{SHAPES['bad']} {_(N_('overdue'))}"
    if past >= -SOON:
        return f"{SHAPES['watch']} {_(N_('due within two days'))}"
    return f"{SHAPES['good']} {_(N_('in time'))}"


def matches(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]] | None:
    """Orders without a team, each with the teams that suit it and why; None where the role has no such list."""
    if not query.has(con, "list_order_matches"):
        return None
    _ = translator(session.language)
    rows = query.rows(con, "order_matches", area=view.within)
    why = N_("{closed} closed on this topic in a year, {load} in hand")
    return {
        _(N_("Request")): [row[0] for row in rows],
        _(N_("Kind of request")): [
            codes.name("requests", "request_type", row[1], session.language) for row in rows
        ],
        _(N_("Topic")): [row[2] or "" for row in rows],
        _(N_("Where")): [row[4] or row[3] or "" for row in rows],
        _(N_("Days waiting")): [row[5] for row in rows],
        _(N_("Suggested team")): [row[6] or formats.NOTHING for row in rows],
        _(N_("Why this team")): [
            _(why, closed=row[7], load=row[8])
            if row[6]
            else _(N_("no team has worked there or on this topic"))
            for row in rows
        ],
        _(N_("Otherwise")): [formats.listing([t for t in row[9:11] if t], session.language) for row in rows],
    }


def draw(session: Session, view: View) -> None:
    """Everything under the page's sentence."""
    drawing = look(session)
    cards.row(session, view, ("K23", "K24", "K25", "K26", "K27"))
    cards.row(session, view, ("K28", "K29", "K30", "K31", "K45"))
    weighing.panel(session, view, RATES)
    pair(
        session,
        (ask(session, funnel, view, drawing), "K23", "funnel"),
        (ask(session, topics, view, drawing), "K23", "topics"),
    )
    pair(
        session,
        (ask(session, drawn.course, view, drawing, "K23"), "K23", "received"),
        (ask(session, drawn.course, view, drawing, "K25"), "K25", "on_time"),
    )
    _open(session, view)
    _teams(session, view)


def _open(session: Session, view: View) -> None:
    found = ask(session, overdue, view)
    if found is None:
        return
    _ = translator(session.language)
    past = [days for days in found[_("Days past the deadline")] if days is not None]
    title = _(
        N_("{count} requests are open, {late} of them past their deadline"),
        count=formats.number(listing.size(found)),
        late=formats.number(sum(days > 0 for days in past)),
    )
    what = _(N_("Requests open on {day} · {area}"), area=where(session, view), day=as_of(session))
    listing.show(session, found, title=title, measured=what, kpi="K25", key="open_requests")
    waiting = ask(session, matches, view) or {}
    title = _(
        N_("{count} orders wait for a team; these teams suit them"),
        count=formats.number(listing.size(waiting)),
    )
    rule = _(N_("By place, then experience with the topic, then the lighter load; the office decides"))
    listing.show(session, waiting, title=title, measured=rule, kpi="K29", key="order_matches")


def _teams(session: Session, view: View) -> None:
    _ = translator(session.language)
    found = ask(session, teams, view)
    title = _(
        N_("{count} teams took {taken} requests, {team} most"),
        count=formats.number(listing.size(found)),
        taken=formats.number(sum(found[_("Requests taken")])),
        team=next(iter(found[_("Team")]), ""),
    )
    what = _(N_("Requests of {period} by team"), period=view.period_name(session.language))
    listing.show(session, found, title=title, measured=what, kpi="K23", key="teams")
