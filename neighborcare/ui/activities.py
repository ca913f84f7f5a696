"""Activities and classes: which series keep their promise, how many come, how the party studies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb

from neighborcare import measures
from neighborcare.charts.frame import empty
from neighborcare.charts.palette import Look
from neighborcare.charts.sessions import Session as Planned
from neighborcare.charts.sessions import sessions
from neighborcare.text import N_, formats, translator
from neighborcare.ui import cards, codes, drawn, figure, listing, query
from neighborcare.ui.drawn import Drawn, ask, clauses, moved, show, value_text, where
from neighborcare.ui.filters import View
from neighborcare.ui.pairs import pair
from neighborcare.ui.picture import look
from neighborcare.ui.session import Session

MONTHS = 6  # of the calendar
ROWS = 12  # series in the calendar, those with most sessions


def conclusion(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> str:
    """The page's sentence: sessions and who came, then the series that missed most."""
    _ = translator(session.language)
    told = figure.told(con, "K52", view.area, view.first, view.last)
    if told.missing:
        return ""
    people = figure.one(con, told.kpi, view.area, view.first, view.last, "person_times")
    held = _(
        N_("{period}: {sessions} with {people}"),
        period=view.period_name(session.language),
        sessions=value_text(session, told.kpi, told.now),
        people=value_text(session, told.kpi, people),
    )
    missed = Counter(
        series for series, kind, _day, state, _came, _place in _planned(con, view) if state == "missed"
    )
    came = clauses(session, held, moved(session, view, told))
    return formats.joined((came, _missed(session, missed)), session.language)


def _missed(session: Session, missed: Counter[str]) -> str:
    _ = translator(session.language)
    if not missed:
        return _(N_("every series was kept"))
    series, times = missed.most_common(1)[0]
    name = series_name(session, series)
    if len(missed) == 1:
        return _(N_("{series} was missed {times}"), series=name, times=_times(session, times))
    return _(
        N_("{count} series missed sessions, {series} most ({times})"),
        count=len(missed),
        series=name,
        times=_times(session, times),
    )


def _times(session: Session, times: int) -> str:
    return formats.quantity(times, "times", session.language)


def series_name(session: Session, series: str) -> str:
    """A series by its own name; sessions without one by their kind."""
    kind = series.removeprefix("@")
    return codes.name("activities", "type", kind, session.language) if series.startswith("@") else series


def _planned(
    con: duckdb.DuckDBPyConnection, view: View, first: date | None = None
) -> tuple[tuple[str, str, date, str, int | None, str], ...]:
    return query.rows(
        con, "series", area=view.within, first=first or view.first, until=formats.month_end(view.last)
    )


def calendar(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """Half a year of every series: kept, missed, still to come."""
    _ = translator(session.language)
    first = drawn.shifted(view.last, 1 - MONTHS)
    found = _planned(con, view, first)
    what = _(
        N_("Each mark is a planned day: ● held, ✕ missed, ○ still to come; {area}"), area=where(session, view)
    )
    if not found:
        return Drawn(_(N_("No series is planned")), what, empty(look, _("No data")), blank=True)
    often = [series for series, _count in Counter(row[0] for row in found).most_common(ROWS)]
    due = [row for row in found if row[3] != "ahead" and row[0] in often]
    missed = sum(row[3] == "missed" for row in due)
    title = _(N_("All {count} planned sessions of half a year were held"), count=formats.number(len(due)))
    if missed:
        title = _(
            N_("{missed} of {count} planned sessions of half a year were missed"),
            missed=formats.number(missed),
            count=formats.number(len(due)),
        )
    rows = [(series, series_name(session, series)) for series in often]
    marks = [Planned(row[0], row[2], row[3], _came(session, row[4])) for row in found if row[0] in often]
    return Drawn(title, what, sessions(rows, marks, (first, formats.month_end(view.last)), look))


def _came(session: Session, count: int | None) -> str:
    return "" if count is None else f" · {formats.quantity(count, 'person_times', session.language)}"


def by_series(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]]:
    """Every series of the period: planned, held, missed, who came, those that missed most first."""
    _ = translator(session.language)
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in _planned(con, view):
        if row[3] != "ahead":
            rows[row[0]].append(row)
    ordered = sorted(rows, key=lambda series: (-_count(rows[series], "missed"), -len(rows[series]), series))
    came = {series: [row[4] for row in rows[series] if row[4] is not None] for series in ordered}
    return {
        _(N_("Series")): [series_name(session, series) for series in ordered],
        _(N_("Kind of activity")): [
            codes.name("activities", "type", rows[series][0][1], session.language) for series in ordered
        ],
        _(N_("Planned")): [len(rows[series]) for series in ordered],
        _(N_("Held")): [_count(rows[series], "held") for series in ordered],
        _(N_("Missed")): [_count(rows[series], "missed") for series in ordered],
        _(N_("Person-times")): [sum(came[series]) if came[series] else None for series in ordered],
        _(N_("A session")): [
            round(sum(came[series]) / len(came[series])) if came[series] else None for series in ordered
        ],
    }


def _count(rows: Sequence[tuple[Any, ...]], state: str) -> int:
    return sum(row[3] == state for row in rows)


def draw(session: Session, view: View) -> None:
    """Everything under the page's sentence."""
    drawing = look(session)
    cards.row(session, view, ("K52", "K20", "K48", "K49"))
    cards.row(session, view, ("K53", "K54", "K56"))
    show(
        session, ask(session, calendar, view, drawing), measures.get("K20"), key="calendar", definition=False
    )
    pair(
        session,
        (ask(session, drawn.course, view, drawing, "K52"), "K52", "held"),
        (
            ask(session, drawn.parts, view, drawing, "K53", N_("The lower of the two: {name}, {value}")),
            "K53",
            "fill",
        ),
    )
    pair(
        session,
        (ask(session, drawn.course, view, drawing, "K54"), "K54", "hours"),
        (ask(session, drawn.parts, view, drawing, "K56", N_("Lowest: {name}, {value}")), "K56", "study"),
    )
    _series(session, view)


def _series(session: Session, view: View) -> None:
    _ = translator(session.language)
    found = ask(session, by_series, view)
    title = _(
        N_("{count} series, {missed} missed sessions"),
        count=listing.size(found),
        missed=formats.number(sum(found[_("Missed")])),
    )
    what = _(N_("Sessions whose day has come, {period}"), period=view.period_name(session.language))
    listing.show(session, found, title=title, measured=what, kpi="K52", key="series")
