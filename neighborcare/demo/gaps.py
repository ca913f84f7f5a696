"""The few whom every system has missed: no visit in their turn, no check this year, and still waiting for an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from neighborcare.demo.plan import LAST
from neighborcare.demo.rows import Row

TURN = {"red": 1, "yellow": 7, "green": 31, "blue": 92}
"Days within which somebody of the tier is to be reached."


def leave(tables: Mapping[str, Sequence[Row]]) -> None:
    """In each community one open request becomes that of somebody who waits for a visit as well."""
    missed = {person["community_id"]: person for person in _missed(tables)}
    for row in tables["requests"]:
        is_open = row["status"] in {"pending", "in_progress"} and row["request_type"] != "suggestion"
        if is_open and row["community_id"] in missed:
            person = missed.pop(row["community_id"])
            row |= {key: person[key] for key in ("person_id", "household_id", "grid_id")}


def _missed(tables: Mapping[str, Sequence[Row]]) -> Iterator[Row]:
    """Who is overdue and was not examined this year."""
    last: dict[object, datetime] = {}
    for visit in tables["visits"]:
        at = visit["visit_at"]
        if visit["result"] in {"ok", "abnormal"} and isinstance(at, datetime):
            last[visit["person_id"]] = at
    examined = {
        row["person_id"]
        for row in tables["health_services"]
        if row["service_type"] == "annual_check"
        and isinstance(row["service_at"], datetime)
        and row["service_at"].year == LAST.year
    }
    for person in tables["key_people"]:
        seen, turn = last.get(person["person_id"]), TURN[str(person["risk_tier"])]
        if person["end_date"] is not None or person["person_id"] in examined or seen is None:
            continue
        if LAST - seen.date() > timedelta(days=2 * turn):  # late by any way of counting
            yield person
