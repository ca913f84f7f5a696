"""Disputes and petitions: topics, sessions, outcomes, a backlog, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import numpy as np

from neighborcare import contracts
from neighborcare.demo import calendar, names
from neighborcare.demo.chance import pick, stream
from neighborcare.demo.plan import COMMUNITIES, FIRST, LAST, grid_id
from neighborcare.demo.rows import Row

MEDIATIONS = {"LZY": 96, "RMZ": 118, "JY": 71, "KX": 88, "SZS": 42}
"Disputes registered in the 25 months: 42 in SZS, as published."
PETITIONS = {"LZY": 29, "RMZ": 44, "JY": 21, "KX": 33, "SZS": 17}
BACKLOG = {"LZY": 2, "RMZ": 4, "JY": 1, "KX": 3, "SZS": 2}
LONG_CASE_SESSIONS = 6
"One dispute in SZS took six sessions, as published; none there took more."
TOPICS: Mapping[str, Mapping[str, float]] = {
    "LZY": {"neighbour": 5, "drainage": 3, "boundary": 1.5, "family": 3, "property": 1, "other": 1},
    "RMZ": {"neighbour": 5, "drainage": 2, "demolition": 2, "family": 2.5, "property": 1, "other": 1},
    "JY": {"neighbour": 3, "property": 5, "family": 2, "other": 1},
    "KX": {"neighbour": 4, "property": 3, "drainage": 1.5, "family": 2.5, "boundary": 0.6, "other": 1},
    "SZS": {"neighbour": 4, "property": 2, "drainage": 2, "family": 2, "boundary": 1, "other": 0.6},
}
PACE = {"LZY": 0.85, "RMZ": 1.0, "JY": 0.95, "KX": 1.55, "SZS": 0.9}
"How long things take, relative to the street."
RESULTS = {"agreed": 0.97, "failed": 0.02, "transferred": 0.01}
HARD_RESULTS = {"agreed": 0.86, "failed": 0.09, "transferred": 0.05}
LEVELS = {"grid": 0.66, "community": 0.31, "street": 0.03}
HARD_LEVELS = {"grid": 0.25, "community": 0.6, "street": 0.15}
FAR = {"street": 0.7, "above": 0.3}
COLUMNS = tuple(column.name for column in contracts.get("cases").columns)


def make(seed: int) -> list[Row]:
    """All cases in order of registration, numbered."""
    rng = stream(seed, "cases")
    rows: list[Row] = []
    for plan in COMMUNITIES:
        rows += [_mediation(plan.id, plan.grids, rng) for _ in range(MEDIATIONS[plan.id])]
        rows += [_petition(plan.id, plan.grids, rng) for _ in range(PETITIONS[plan.id])]
        rows += [_backlog(plan.id, plan.grids, n, rng) for n in range(BACKLOG[plan.id])]
    _longest(rows)
    rows.sort(key=lambda row: (str(row["registered_at"]), str(row["community_id"])))
    for n, row in enumerate(rows):
        row["case_id"] = f"AJ{n + 1:05d}"
    return rows


def _case(community: str, grids: int, kind: str, first: date, last: date, rng: np.random.Generator) -> Row:
    registered = first + timedelta(days=int(rng.integers((last - first).days + 1)))
    row: Row = dict.fromkeys(COLUMNS)
    grid = (
        None
        if kind == "petition" and rng.random() < 0.3
        else grid_id(community, int(rng.integers(grids)) + 1)
    )
    sides = [names.named(rng, "male")[0] + "某" for _ in range(2)]
    row |= {
        "case_type": kind,
        "community_id": community,
        "grid_id": grid,
        "registered_at": calendar.at(registered, 500 + int(rng.integers(540))),
        "topic": pick(rng, dict(TOPICS[community])),
        "parties": "、".join(sides if kind == "mediation" else sides[:1]),
        "pillar": "mediate",
        "is_backlog": False,
    }
    return row


def _registered(row: Row) -> datetime:
    value = row["registered_at"]
    assert isinstance(value, datetime)  # noqa: S101 - for the type checker
    return value


def _close(row: Row, days: float, rng: np.random.Generator) -> bool:
    """Closes the case after so many days, unless that is after the data ends."""
    closed = calendar.at(_registered(row).date() + timedelta(days=int(days)), 620 + int(rng.integers(420)))
    if closed.date() == _registered(row).date():
        closed = _registered(row) + timedelta(minutes=90)
    if closed.date() > LAST:
        return False
    row["closed_at"] = closed
    return True


def _mediation(community: str, grids: int, rng: np.random.Generator) -> Row:
    row = _case(community, grids, "mediation", FIRST, LAST, rng)
    at = _registered(row)
    accepted = at + timedelta(hours=int(rng.integers(0, 30)))
    row["accepted_at"] = accepted if accepted.date() <= LAST else None
    row["due_at"] = calendar.at(at.date() + timedelta(days=30), 17 * 60 + 30)
    row["mediator_type"] = pick(
        rng, {"grid_worker": 0.42, "committee": 0.28, "peacemaker": 0.22, "lawyer": 0.08}
    )
    hard = rng.random() < 0.14
    days = float(rng.lognormal(3.3 if hard else 1.75, 0.6)) * PACE[community]
    if row["accepted_at"] is None or rng.random() < 0.015 or not _close(row, max(days, 1.3), rng):
        row["session_count"] = int(rng.integers(0, 3))
        return row
    row["session_count"] = min(1 + int(rng.geometric(0.38 if hard else 0.66)) - (not hard), 5)
    row["result"] = pick(rng, HARD_RESULTS if hard else RESULTS)
    far = row["result"] == "transferred"
    row["resolve_level"] = pick(rng, FAR if far else HARD_LEVELS if hard else LEVELS)
    _rate(row, 0.55, rng)
    return row


def _rate(row: Row, often: float, rng: np.random.Generator) -> None:
    if rng.random() < often:
        row["satisfaction"] = pick(rng, {"satisfied": 0.74, "fair": 0.19, "dissatisfied": 0.07})


def _petition(community: str, grids: int, rng: np.random.Generator) -> Row:
    row = _case(community, grids, "petition", FIRST, LAST, rng)
    at = _registered(row)
    wait = int(rng.integers(16, 24)) if rng.random() < 0.04 else int(rng.integers(0, 12))
    accepted = calendar.at(at.date() + timedelta(days=wait), 1020)
    if accepted.date() > LAST or rng.random() < 0.012:
        return row
    row["accepted_at"] = accepted
    row["due_at"] = calendar.at(accepted.date() + timedelta(days=60), 1050)
    days = wait + 5 + float(rng.lognormal(3.15, 0.48)) * PACE[community] ** 0.7
    if rng.random() < 0.02 or not _close(row, days, rng):
        return row
    row["result"] = pick(rng, {"settled": 0.6, "agreed": 0.22, "transferred": 0.12, "failed": 0.06})
    row["resolve_level"] = pick(rng, {"grid": 0.14, "community": 0.5, "street": 0.3, "above": 0.06})
    _rate(row, 0.82, rng)
    return row


def _backlog(community: str, grids: int, n: int, rng: np.random.Generator) -> Row:
    """Old petitions: most are settled, one of them flares up again, and the last two are still open."""
    row = _case(community, grids, "petition", FIRST, date(2024, 3, 31), rng)
    at = _registered(row)
    row["is_backlog"] = True
    row["accepted_at"] = at + timedelta(days=int(rng.integers(1, 10)))
    row["due_at"] = calendar.at(at.date() + timedelta(days=420), 1050)
    if (community, n) in {("RMZ", 3), ("KX", 2)}:
        return row
    _close(row, float(rng.integers(110, 480)), rng)
    row["result"], row["resolve_level"], row["satisfaction"] = "settled", "street", "satisfied"
    if (community, n) == ("RMZ", 1):
        closed = row["closed_at"]
        assert isinstance(closed, datetime)  # noqa: S101 - for the type checker
        row["reopened_at"] = min(closed + timedelta(days=47), calendar.at(LAST, 600))
    return row


def _longest(rows: list[Row]) -> None:
    mine = [
        r
        for r in rows
        if r["community_id"] == "SZS" and r["case_type"] == "mediation" and r["result"] == "agreed"
    ]
    longest = max(mine, key=lambda r: (r["closed_at"] - r["registered_at"], str(r["registered_at"])))  # type: ignore[operator]
    longest["session_count"], longest["mediator_type"] = LONG_CASE_SESSIONS, "committee"
    longest["resolve_level"] = "community"
