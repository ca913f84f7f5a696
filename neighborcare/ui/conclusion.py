"""The overview's sentences: what the month comes to, and what the table of grids shows."""

from __future__ import annotations

from collections.abc import Sequence

from neighborcare.report.opening import HEADLINES
from neighborcare.text import N_, formats, translator
from neighborcare.ui import figure
from neighborcare.ui.figure import Told
from neighborcare.ui.filters import View
from neighborcare.ui.session import Session
from neighborcare.ui.standing import Standing, lagging

COMPARED = {
    "month": N_("{change} from last month"),
    "quarter": N_("{change} from last quarter"),
    "ytd": N_("{change} from last year"),
}


def sentence(session: Session, view: View, found: Sequence[Standing]) -> str:
    """One sentence: how many elders were reached, against before; which grids lag; who is overdue."""
    _ = translator(session.language)
    pause = _(N_("; "))
    visits, overdue = figure.ask(session, "K10", view), figure.ask(session, "K13", view)
    first = _visits(session, view, visits)
    rest = [clause for clause in (_lag(session, found), _overdue(session, overdue)) if clause]
    return _(N_("{first}; {rest}"), first=first, rest=pause.join(rest)) if rest else first


def _visits(session: Session, view: View, told: Told) -> str:
    _ = translator(session.language)
    where = {"where": "" if view.area[0] == "street" else _(N_("{area}, "), area=view.area_name)}
    when = view.period_name(session.language)
    if told.value is None:
        return _(N_("{where}{when}: no monthly visits can be shown"), when=when, **where)
    said = {"when": when, "value": formats.percent(told.value), **where}
    change = told.year_ago if view.kind == "ytd" else told.before
    if change.points is None:
        return _(N_("{where}{when}: {value} of elders in special difficulty were visited"), **said)
    moved = formats.change_words(change.points, "percent", session.language)
    compared = _(COMPARED[view.kind], change=moved)
    return _(
        N_("{where}{when}: {value} of elders in special difficulty were visited, {compared}"),
        compared=compared,
        **said,
    )


def _lag(session: Session, found: Sequence[Standing]) -> str:
    _ = translator(session.language)
    off = lagging(found, HEADLINES.index("K10"))
    if not off:
        return _(N_("no grid is far from the target"))
    name = off[0].place.grid_name
    if len(off) == 1:
        return _(N_("{grid} lags"), grid=name)
    return _(N_("{count} grids lag, {grid} most"), grid=name, count=len(off))


def _overdue(session: Session, told: Told) -> str:
    _ = translator(session.language)
    if told.now is None or told.now.value is None:
        return ""
    if told.now.value == 0:
        return _(N_("nobody is overdue"))
    return _(N_("{count} people are overdue for a visit"), count=formats.number(told.now.value))


def weakest(session: Session, found: Sequence[Standing]) -> str:
    """The finding over the table of the weakest grids."""
    _ = translator(session.language)
    most = max((s.off for s in found), default=0)
    if not most:
        return _(N_("No grid is off target"))
    first = [s for s in found if s.off == most]
    said = {"grid": first[0].place.grid_name, "off": most}
    if len(first) == 1:
        return _(N_("{grid} is off target on {off} indicators, more than any other grid"), **said)
    return _(N_("{count} grids are off target on {off} indicators, {grid} first"), count=len(first), **said)
