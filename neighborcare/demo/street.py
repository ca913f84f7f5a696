"""The whole demonstration as rows, before it is dressed as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from neighborcare.demo import activities, cases, health, people, places, staff, visits
from neighborcare.demo import town as towns
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
    facts = {
        "staff": workers,
        "key_people": persons,
        "visits": visits.make(where, workers, persons, seed),
        "activities": sessions,
        "health_services": health.make(where, persons, sessions, seed),
        "cases": cases.make(seed),
    }
    return Street(town, {**where.tables, **facts})
