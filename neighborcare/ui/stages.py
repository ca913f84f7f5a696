"""How far claims of a kind have come, from collected to followed up, and where they wait."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import duckdb
import streamlit as st

from neighborcare import measures
from neighborcare.charts.frame import empty
from neighborcare.charts.outcomes import Stage, outcomes
from neighborcare.charts.palette import Look
from neighborcare.text import N_, formats, translator
from neighborcare.ui import choices, codes, query
from neighborcare.ui.drawn import Drawn, ask, show, where
from neighborcare.ui.filters import View
from neighborcare.ui.picture import look
from neighborcare.ui.session import Session

UNIT = "cases"
OF_STREET = ("leader", "presenter")  # whose file holds the stages of the whole street only
WAITS = {
    "audited": N_("{count} wait to be audited"),
    "publicized": N_("{count} wait to be publicised"),
    "published": N_("{count} wait to be offered"),
    "claimed": N_("{count} wait to be claimed"),
    "fulfilled": N_("{count} are claimed and wait to be fulfilled"),
    "followed_up": N_("{count} are fulfilled and wait for a follow-up"),
}


def draw(session: Session, view: View, kinds: Sequence[str], *, key: str, label: str) -> None:
    """The stages of one kind of claims; which one is chosen over them (`label`) and kept in the address (`key`)."""
    names = {kind: codes.name("claims", "claim_type", kind, session.language) for kind in kinds}
    kind = choices.settle(key, kinds, kinds[0])
    st.segmented_control(
        label, kinds, required=True, format_func=names.__getitem__, key=key, label_visibility="collapsed"
    )
    found = ask(session, funnel, view, look(session), kind)
    show(session, found, measures.get("K32"), key="stages", definition=False)


def funnel(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look, kind: str) -> Drawn:
    """One bar a stage for the claims of a kind; the title says where most of them wait."""
    _ = translator(session.language)
    rows, scope = _reached(con, session, view, kind)
    name = codes.name("claims", "claim_type", kind, session.language)
    what = _(N_("{kind}: how many have come to each stage by now, {area}"), kind=name, area=scope)
    if not rows or not rows[0][2]:
        said = (
            _(N_("Nothing was collected"))
            if not rows or rows[0][2] == 0
            else formats.hidden_rule(session.language)
        )
        return Drawn(said, what, empty(look, said), blank=True)
    counts = {stage: None if reached is None else int(reached) for _kind, stage, reached in rows}
    stages = [
        Stage(stage, codes.name("claims", "status", stage, session.language), count)
        for stage, count in counts.items()
    ]
    drawing = outcomes(stages, UNIT, look, row=36)
    return Drawn(_finding(session, counts), what, drawing)


def sentence(con: duckdb.DuckDBPyConnection, session: Session, view: View, kind: str) -> str:
    """How many of a kind were collected and the furthest stage that is shown; "" where neither may be told."""
    rows, scope = _reached(con, session, view, kind)
    known = [(stage, reached) for _kind, stage, reached in rows if reached]
    if len(known) < 2:
        return ""
    stage, count = known[-1]
    return translator(session.language)(
        N_("{kind} in {area}: {whole} collected, {count} {stage}"),
        kind=codes.name("claims", "claim_type", kind, session.language),
        area=scope,
        whole=formats.quantity(known[0][1], UNIT, session.language),
        count=formats.number(count),
        stage=codes.name("claims", "status", stage, session.language),
    )


def _reached(
    con: duckdb.DuckDBPyConnection, session: Session, view: View, kind: str
) -> tuple[list[tuple[str, str, int | None]], str]:
    """(kind, stage, how many reached it or None) from the first stage on, and of where."""
    area = None if view.area[0] == "street" or session.role in OF_STREET else view.area[1]
    rows = [row for row in query.rows(con, "claim_stages", area=area) if row[0] == kind]
    return rows, translator(session.language)(N_("the street")) if area is None else where(session, view)


def _finding(session: Session, counts: dict[str, int | None]) -> str:
    """Where most wait: the longest step between two stages that are shown; all done where there is none."""
    _ = translator(session.language)
    known = [(stage, count) for stage, count in counts.items() if count is not None]
    steps = {after: before - count for (_b, before), (after, count) in pairwise(known)}
    most = max(steps, key=lambda stage: steps[stage], default="")
    whole = formats.quantity(known[0][1], UNIT, session.language)
    if not most or not steps[most]:
        return _(N_("{whole} collected, and as far as shown all have come to the last stage"), whole=whole)
    waiting = _(WAITS[most], count=formats.number(steps[most]))
    return _(N_("{whole} collected; {waiting}"), whole=whole, waiting=waiting)
