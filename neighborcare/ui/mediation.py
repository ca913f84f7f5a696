"""Mediation and petitions: what came, how it ended, how long it took, and what is still open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import streamlit as st

from neighborcare import contracts, measures
from neighborcare.charts.bars import histogram
from neighborcare.charts.frame import empty
from neighborcare.charts.outcomes import Stage, outcomes
from neighborcare.charts.palette import SHAPES, Look
from neighborcare.measures import Kpi, figures
from neighborcare.measures.figures import Figure
from neighborcare.text import N_, formats, translator
from neighborcare.ui import cards, drawn, figure, noting, query, tables
from neighborcare.ui.drawn import Drawn, ask, clauses, moved, value_text, where
from neighborcare.ui.filters import View
from neighborcare.ui.pairs import pair
from neighborcare.ui.picture import as_of, foot, look, picture
from neighborcare.ui.session import Session

ONE_MONTH = 30
WIDTHS = (5, 10, 15, 20, 30)  # of a bin, days
LAST_BIN = 60
SOON = 7  # days before a deadline in which a case is marked


def conclusion(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> str:
    """The page's sentence: disputes that came, how those concluded ended and how fast, petitions on time."""
    _ = translator(session.language)
    told = {
        kpi: figure.told(con, kpi, view.area, view.first, view.last) for kpi in ("K38", "K39", "K40", "K42")
    }
    if told["K38"].missing:
        return ""
    text = {kpi: value_text(session, one.kpi, one.now) for kpi, one in told.items()}
    came = clauses(
        session,
        _(
            N_("{period}: {count} registered"),
            period=view.period_name(session.language),
            count=_disputes(session, told["K38"]),
        ),
        moved(session, view, told["K38"]),
    )
    ended = ""
    if _shown(told["K39"]) and _shown(told["K40"]):
        ended = _(
            N_("{success} of those concluded ended in agreement, half within {days}"),
            success=text["K39"],
            days=text["K40"],
        )
    petitions = _(N_("petitions closed on time: {rate}"), rate=text["K42"]) if _shown(told["K42"]) else ""
    return formats.joined((came, ended, petitions), session.language)


def _shown(told: figure.Told) -> bool:
    now = told.now
    return now is not None and now.value is not None and not figures.too_few(told.kpi, now)


def _disputes(session: Session, told: figure.Told) -> str:
    _ = translator(session.language)
    now = told.now
    if now is not None and now.hidden:
        return _(N_("a number not shown"))
    return formats.quantity(now.value if now else 0, "disputes", session.language)


def ended(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """What became of the disputes concluded in the period: settled, and how many of all within a month."""
    _ = translator(session.language)
    kpi = measures.get("K39")
    now = figure.one(con, kpi, view.area, view.first, view.last)
    bins, hidden = durations(con, view)
    what = _(
        N_("Mediation cases concluded, {area}, {period}"),
        area=where(session, view),
        period=view.period_name(session.language),
    )
    if now is None or now.value is None or now.denominator is None:
        title = _without(session, now, N_("No dispute was concluded"))
        return Drawn(title, what, empty(look, _nothing(session, now)), blank=now is not None and now.hidden)
    quick = None if hidden else sum(count for days, count in bins.items() if days <= ONE_MONTH)
    failed = now.denominator - (now.numerator or 0)
    stages = [
        Stage("concluded", _(N_("Concluded")), now.denominator),
        Stage("settled", _(N_("Agreed")), now.numerator, "good"),
        Stage("failed", _(N_("Not agreed")), failed, "bad" if failed else None),
        Stage("quick", _(N_("Within one month")), quick),
    ]
    if 0 < failed < drawn.fewest(session, kpi):
        stages.pop(2)
    title = _(
        N_("{settled} of {all} concluded disputes ended in agreement"),
        settled=formats.number(now.numerator),
        all=formats.number(now.denominator),
    )
    # The title says what is counted; beside the bars there is room for the numbers alone.
    return Drawn(title, what, outcomes(stages, "ratio", look, row=48))


def durations(con: duckdb.DuckDBPyConnection, view: View) -> tuple[dict[int, float], bool]:
    """Concluded disputes by the days they took, and whether that may not be shown."""
    kind, area = view.area
    rows = query.rows(con, "durations", kpi="K40", kind=kind, area=area, first=view.first, last=view.last)
    if any(row[2] for row in rows):
        return {}, True
    return {int(value): float(items) for value, items, _hidden in rows if value is not None}, False


def took(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """How long mediation took, with the median and the one-month line, and the sessions it needed."""
    _ = translator(session.language)
    kpi = measures.get("K40")
    now = figure.one(con, kpi, view.area, view.first, view.last)
    sessions = figure.one(con, kpi, view.area, view.first, view.last, "sessions")
    bins, hidden = durations(con, view)
    what = _(
        N_("Days from registration to conclusion, {area}, {period}"),
        area=where(session, view),
        period=view.period_name(session.language),
    )
    if sessions is not None and sessions.value is not None:
        what += _(N_("; sessions needed: {count} (median)"), count=formats.number(sessions.value))
    if now is None or now.value is None:
        title = _without(session, now, N_("No dispute was concluded"))
        return Drawn(title, what, empty(look, _nothing(session, now)), blank=now is not None and now.hidden)
    late = sum(count for days, count in bins.items() if days > ONE_MONTH)
    days = formats.quantity(now.value, "days", session.language)
    if hidden:  # the median may be told, how many took how long may not
        title = _(N_("Half were concluded within {days}"), days=days)
        return Drawn(title, what, empty(look, formats.hidden_rule(session.language)), blank=True)
    title = _(N_("Half were concluded within {days}; none took over a month"), days=days)
    if late:
        title = _(
            N_("Half were concluded within {days}; {late} took over a month"),
            days=days,
            late=_(N_("a number not shown"))
            if _is_few(session, kpi, late)
            else formats.quantity(late, "disputes", session.language),
        )
    steps = readable_bins(bins, drawn.fewest(session, kpi))
    if steps is None:
        return Drawn(title, what, empty(look, formats.hidden_rule(session.language)), blank=True)
    width, last = steps
    target = ONE_MONTH if last >= ONE_MONTH else None
    drawing = histogram(
        bins, "days", "disputes", look, target=target, median=now.value, width=width, last=last
    )
    return Drawn(title, what, drawing)


def readable_bins(bins: Mapping[int, float], threshold: int) -> tuple[int, int] | None:
    """(width, first day of the open last bin): the finest bins none of which holds fewer than the threshold.

    None where even two bins would show a small number. Without a threshold five days each, from 60 in one.
    """
    if not threshold:
        return WIDTHS[0], LAST_BIN
    for width in WIDTHS:
        for last in range(LAST_BIN // (2 * width) * 2 * width, 0, -2 * width):  # every second bin is named
            counts: Counter[int] = Counter()
            for days, count in bins.items():
                counts[min(days, last) // width] += int(count)
            if len(counts) > 1 and all(count >= threshold for count in counts.values()):
                return width, last
    return None


def _is_few(session: Session, kpi: Kpi, count: float) -> bool:
    return 0 < count < drawn.fewest(session, kpi)


def _nothing(session: Session, now: Figure | None) -> str:
    _ = translator(session.language)
    hidden = now is not None and now.hidden
    return formats.hidden_rule(session.language) if hidden else _("No data")


def _without(session: Session, now: Figure | None, otherwise: str) -> str:
    _ = translator(session.language)
    return _(N_("The cases are not shown")) if now is not None and now.hidden else _(otherwise)


def open_cases(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]] | None:
    """Open cases with their deadlines, as this role may see them; None where it sees counts only."""
    if not query.has(con, "list_open_cases"):
        return None
    _ = translator(session.language)
    rows = query.rows(con, "open_cases", area=view.within)
    columns: dict[str, list[Any]] = {}
    if session.role == "worker":
        columns[_(N_("Case"))] = [row[0] for row in rows]
    columns |= {
        _(N_("Kind")): [_coded(session, "case_type", row[1]) for row in rows],
        _(N_("Dispute topic")): [_coded(session, "topic", row[2]) for row in rows],
        _(N_("Deadline state")): [_standing(session, row[7]) for row in rows],
        _(N_("Days past the deadline")): [row[7] for row in rows],
        _(N_("Due on")): [row[6] for row in rows],
        _(N_("Registered on")): [row[5] for row in rows],
        _(N_("Community")): [row[3] or "" for row in rows],
        _(N_("Grid")): [row[4] or "" for row in rows],
        _(N_("Backlog")): [_(N_("backlog")) if row[8] else "" for row in rows],
    }
    return columns


def _coded(session: Session, column: str, code: str | None) -> str:
    known = {c.code: c.label.of(session.language) for c in contracts.get("cases").column(column).codes}
    return known.get(code or "", code or "")


def _standing(session: Session, past: int) -> str:
    _ = translator(session.language)
    if past > 0:
        return f"{SHAPES['bad']} {_(N_('overdue'))}"
    if past >= -SOON:
        return f"{SHAPES['watch']} {_(N_('due within a week'))}"
    return f"{SHAPES['good']} {_(N_('in time'))}"


def still_open(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> list[tuple[str, str]]:
    """What is still open in numbers alone: disputes, petitions past their deadline, backlog."""
    _ = translator(session.language)
    kind, area = view.area
    count, hidden = query.rows(con, "open_disputes", kind=kind, area=area, last=view.last)[0]
    disputes = formats.NOTHING if count is None else formats.quantity(count, "disputes", session.language)
    if hidden or _is_few(session, measures.get("K38"), count or 0):
        disputes = formats.hidden(session.language)
    return [
        (_(N_("Disputes not concluded")), disputes),
        (_(N_("Petitions not closed by their deadline")), _rest(con, session, view, "K42")),
        (_(N_("Backlog petitions not settled")), _rest(con, session, view, "K44")),
    ]


def _rest(con: duckdb.DuckDBPyConnection, session: Session, view: View, kpi_id: str) -> str:
    """What a rate lacks, as a count: its denominator less its numerator."""
    _ = translator(session.language)
    kpi = measures.get(kpi_id)
    found = figure.one(con, kpi, view.area, view.first, view.last)
    if found is not None and found.hidden:
        return formats.hidden(session.language)
    if found is None or found.denominator is None:
        return formats.NOTHING
    rest = found.denominator - (found.numerator or 0)
    if _is_few(session, kpi, rest):
        return formats.hidden(session.language)
    return _(N_("{rest} of {all}"), rest=formats.number(rest), all=formats.number(found.denominator))


def draw(session: Session, view: View) -> None:
    """Everything under the page's sentence."""
    drawing = look(session)
    cards.row(session, view, ("K38", "K39", "K40", "K45"))
    cards.row(session, view, ("K41", "K42", "K43", "K44"))
    pair(
        session,
        (ask(session, drawn.course, view, drawing, "K38"), "K38", "registered"),
        (
            ask(session, drawn.parts, view, drawing, "K38", N_("Most frequent: {name}, {value}")),
            "K38",
            "topics",
        ),
    )
    pair(
        session,
        (ask(session, took, view, drawing), "K40", "took"),
        (ask(session, ended, view, drawing), "K39", "ended"),
    )
    _open(session, view)


def _open(session: Session, view: View) -> None:
    found = ask(session, open_cases, view)
    if found is None:
        _numbers(session, view, ask(session, still_open, view))
        return
    _ = translator(session.language)
    past = next(values for name, values in found.items() if name == _("Days past the deadline"))
    title = _(
        N_("{count} cases are open: {late} past their deadline, {soon} due within a week"),
        count=formats.number(len(past)),
        late=formats.number(sum(days > 0 for days in past)),
        soon=formats.number(sum(-SOON <= days <= 0 for days in past)),
    )
    what = _(N_("Open today · {area} · {day}"), area=where(session, view), day=as_of(session))
    with picture(title, what, foot=_deadlines(session), key="open"):
        noting.looked(session, "open_cases", len(past))
        tables.show(session, found, key="open_cases", height=320 if len(past) > 7 else None)


def _numbers(session: Session, view: View, lines: Sequence[tuple[str, str]]) -> None:
    _ = translator(session.language)
    what = _(
        N_("Counts only · {area} · {period}"),
        area=where(session, view),
        period=view.period_name(session.language),
    )
    if session.role == "presenter":  # a meeting is spared what it may not see
        lines = [line for line in lines if line[1] != formats.hidden(session.language)]
    if not lines:
        return
    with picture(_(N_("Still open: {first}"), first=lines[0][1]), what, foot=_deadlines(session), key="open"):
        for column, (name, value) in zip(st.columns(len(lines)), lines, strict=True):
            column.metric(name, value)


def _deadlines(session: Session) -> str:
    _ = translator(session.language)
    rule = _(
        N_(
            "Deadlines: the one on record, else 60 days from acceptance for petitions and 30 days for disputes"
        )
    )
    return f"{foot(session, measures.get('K38'), definition=False)} · {rule}"
