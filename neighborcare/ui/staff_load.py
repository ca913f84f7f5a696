"""Who carries how much: visits by worker, and who made none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from neighborcare import contracts
from neighborcare.charts.bars import ranked
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading, Subject
from neighborcare.text import N_, formats, translator
from neighborcare.ui import drawn, query
from neighborcare.ui.drawn import Drawn
from neighborcare.ui.filters import View
from neighborcare.ui.session import Session

BUSIEST = 12


def load(con: duckdb.DuckDBPyConnection, view: View) -> tuple[dict[str, Any], ...] | None:
    """Workers of the area with their visits in the period and the three months before; None without the list."""
    if not query.has(con, "list_staff_load"):
        return None
    names = (
        "staff_id",
        "name",
        "role",
        "community",
        "grid",
        "visits",
        "reached",
        "greetings",
        "abnormal",
        "before",
    )
    rows = query.rows(
        con,
        "staff_load",
        area=view.within,
        first=view.first,
        last=view.last,
        before=drawn.shifted(view.first, -3),
    )
    return tuple(dict(zip(names, row, strict=True)) for row in rows)


def carried(con: duckdb.DuckDBPyConnection, session: Session, view: View, look: Look) -> Drawn | None:
    """The workers with the most visits; the title says who made none. None where the role has no such list."""
    _ = translator(session.language)
    found = load(con, view)
    if found is None:
        return None
    active = [one for one in found if one["visits"]]
    none = [one for one in found if not one["visits"]]
    total = sum(int(one["visits"]) for one in active)
    title = _(N_("Nobody made a visit in this period"))
    if active:
        share = sum(int(one["visits"]) for one in active[:10]) / total
        title = _(
            N_("{workers} workers made {visits} visits; the ten busiest made {share}"),
            workers=len(active),
            visits=formats.number(total),
            share=formats.percent(share),
        )
    if 0 < len(active) <= BUSIEST:
        title = _(
            N_("{workers} workers made {visits} visits; the busiest made {share}"),
            workers=len(active),
            visits=formats.number(total),
            share=formats.percent(int(active[0]["visits"]) / total),
        )
    what = _(
        N_("Visits by worker, the {count} busiest, {period}"),
        count=min(BUSIEST, len(active)),
        period=view.period_name(session.language),
    )
    if none:
        names = formats.listing([_who(session, one) for one in none[:4]], session.language)
        more = _(N_("{names} and others"), names=names) if len(none) > 4 else names
        what += _(
            N_(". Visited in the three months before, but not now: {count} ({names})"),
            count=len(none),
            names=more,
        )
    readings = [
        Reading(one["staff_id"], _who(session, one), float(one["visits"]), note=_inside(session, one))
        for one in active[:BUSIEST]
    ]
    subject = Subject(_(N_("Visits")), "times", view.period_name(session.language))
    return Drawn(title, what, ranked(readings, subject, look))


def _who(session: Session, one: Mapping[str, Any]) -> str:
    return f"{one['name']} · {one['grid'] or one['community'] or ''}".removesuffix(" · ")


def _inside(session: Session, one: Mapping[str, Any]) -> str:
    _ = translator(session.language)
    return _(N_("{greetings} of them greetings"), greetings=formats.number(float(one["greetings"])))


def table(con: duckdb.DuckDBPyConnection, session: Session, view: View) -> dict[str, list[Any]]:
    """Every worker of the period, those without a visit last."""
    _ = translator(session.language)
    found = load(con, view) or ()
    roles = {
        code.code: code.label.of(session.language) for code in contracts.get("staff").column("role").codes
    }
    return {
        _(N_("Worker")): [one["name"] for one in found],
        _(N_("Duty")): [roles.get(one["role"], one["role"] or "") for one in found],
        _(N_("Community")): [one["community"] or "" for one in found],
        _(N_("Grid")): [one["grid"] or "" for one in found],
        _(N_("Visits")): [int(one["visits"]) for one in found],
        _(N_("Reached")): [int(one["reached"]) for one in found],
        _(N_("Greetings")): [int(one["greetings"]) for one in found],
        _(N_("Abnormal")): [int(one["abnormal"]) for one in found],
        _(N_("Three months before")): [int(one["before"]) for one in found],
    }
