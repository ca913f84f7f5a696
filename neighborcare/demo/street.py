"""The whole demonstration as rows, before it is dressed as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from neighborcare.demo import (
    activities,
    cases,
    claims,
    funds,
    gaps,
    hazards,
    health,
    improvements,
    notes,
    partners,
    people,
    places,
    published,
    requests,
    staff,
    topics,
    visits,
)
from neighborcare.demo import town as towns
from neighborcare.demo.places import Places
from neighborcare.demo.plan import SEED
from neighborcare.demo.rows import Row
from neighborcare.demo.town import Town


@dataclass(frozen=True, slots=True)
class Street:
    """The town and the true rows of every dataset (codes as codes, dates as dates, references as ids)."""

    town: Town
    tables: Mapping[str, list[Row]]


def make(seed: int = SEED) -> Street:
    """The street of that seed."""
    town = towns.town(seed)
    where = places.make(town, seed)
    workers = staff.make(seed)
    managers = staff.managers(workers)
    for grid in where.tables["grids"]:
        grid["manager_id"] = managers.get(str(grid["grid_id"]))
    persons = people.make(where, workers, seed)
    sessions = activities.make(seed)
    services = health.make(where, persons, sessions, seed)
    allies = partners.make(seed)
    partners.lend(allies, sessions, services)
    facts = {
        "staff": workers,
        "key_people": persons,
        "visits": visits.make(where, workers, persons, seed),
        "activities": sessions,
        "health_services": services,
        "cases": cases.make(seed),
    }
    tables = {**where.tables, **facts, **_together(where, workers, persons, allies, seed)}
    gaps.leave(tables)
    return Street(town, tables)


def _together(
    where: Places, workers: list[Row], persons: list[Row], allies: list[Row], seed: int
) -> Mapping[str, list[Row]]:
    """What residents ask for and what is done about it together with others."""
    claimed = claims.make(persons, workers, allies, seed)
    return {
        "partners": allies,
        "requests": requests.make(persons, seed),
        "claims": claimed,
        "hazards": hazards.make(seed),
        "improvements": improvements.make(persons, where.tables["buildings"], allies, seed),
        "topics": topics.make(seed),
        "funds": funds.make(allies, claimed, seed),
        "published_figures": published.make(),
        "notes": notes.make(),
    }
