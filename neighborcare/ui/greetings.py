"""Daily greetings: a strip of days, where the role may see days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb

from neighborcare import measures
from neighborcare.charts import breaks, legend
from neighborcare.charts.daily import daily
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading
from neighborcare.measures import Kpi, figures
from neighborcare.measures.figures import Figure
from neighborcare.text import N_, formats, translator
from neighborcare.ui import drawn, query
from neighborcare.ui.drawn import Drawn, subject_of, where
from neighborcare.ui.filters import View
from neighborcare.ui.session import Session

STRIP_MONTHS = 6
LEAST_RATE = 10  # no rate is told of fewer (domain/privacy.md)


def greeted_days(
    con: duckdb.DuckDBPyConnection, session: Session, view: View
) -> tuple[tuple[date, Reading], ...]:
    """Daily greetings of the last six months, hidden where they stand on too few; empty without the list."""
    if not query.has(con, "list_greetings"):
        return ()
    kpi = measures.get("K12")
    # Those due on a day are the red tier: a count of K04, hidden from whom that is hidden.
    small = drawn.fewest(session, measures.get("K04"))
    rows = query.rows(
        con,
        "greeted_days",
        area=view.within,
        first=drawn.shifted(drawn.ending(con, view.last)[0], 1 - STRIP_MONTHS),
        last=formats.month_end(view.last),
        least=LEAST_RATE if small else 0,
        fewest=small,
    )
    return tuple((day, _day(kpi, *numbers)) for day, *numbers in rows)


def _day(kpi: Kpi, due: int, greeted: int, hidden: bool) -> Reading:
    """One square. Its numbers are small by nature, so nobody is judged on one; they are told or hidden."""
    if hidden:
        return Reading("", "", None, hidden=True)
    now = Figure(kpi.id, "community", "", None, date.min, date.min, int(greeted), int(due), greeted / due)
    return Reading("", "", now.value, now.numerator, now.denominator, state=figures.state(kpi, now))


def strip(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn:
    """Daily greetings as a strip of days; where the role has no days, their course by month."""
    _ = translator(session.language)
    days = dict(greeted_days(con, session, view))
    if not any(reading.drawn is not None for reading in days.values()):
        return drawn.course(con, session, view, look, "K12")
    kpi = measures.get("K12")
    classes = breaks.around_target(1.0, "up", "percent", look)
    subject = subject_of(session, kpi, view)
    told = {day: r for day, r in days.items() if view.first <= day and r.drawn is not None}
    what = _(N_("Share of the red tier greeted, day by day, {area}"), area=where(session, view))
    entries = classes.legend(days.values(), hatch=False)
    title = _greeted(session, told)
    return Drawn(title, what, daily(days, classes, subject, look), legend.html(entries, look, counts=False))


def _greeted(session: Session, told: Mapping[date, Reading]) -> str:
    """On how many days everybody was greeted, and the worst day."""
    _ = translator(session.language)
    full = sum(reading.drawn == 1 for reading in told.values())
    if not told:
        return _(N_("Too few people in the red tier to show single days"))
    title = _(N_("Greeted everybody on {full} of {days} days"), full=full, days=len(told))
    if not full:
        title = _(N_("On no day of {days} was everybody greeted"), days=len(told))
    if full == len(told):
        return _(N_("Everybody was greeted on every one of {days} days"), days=full)
    day, low = min(told.items(), key=lambda pair: pair[1].drawn or 0.0)
    worst = formats.percent(low.drawn)
    return title + _(
        N_("; lowest on {day}, {rate}"), day=formats.short_day(day, session.language), rate=worst
    )
