"""Small random worlds with everything awkward in them: no grid, no person, late, open, reopened, ended, reused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from neighborcare import contracts
from tests.measures.workspace import Row

BEGIN = date(2024, 11, 1)
SPAN = 200  # days in which things happen
AGES = ("0-4", "15-19", "40-44", "60-64", "65-69", "80-84", "100+")
STATES = ("covered", "uncovered", "no_path", "not_located")


def random_world(seed: int) -> tuple[dict[str, list[Row]], date, date]:
    """(rows by dataset, first month, as-of day) of a made-up street with two communities and three grids."""
    chance = Random(seed)  # noqa: S311 - a made-up street is no secret
    first = BEGIN
    as_of = BEGIN + timedelta(days=chance.randrange(40, 190))
    world = {
        "communities": [
            {"community_id": c, "stat_date": _day(chance), "households": chance.randrange(20, 60)}
            | {"population": chance.randrange(60, 200)}
            for c in ("C1", "C2")
        ],
        "grids": [
            {
                "grid_id": g,
                "community_id": c,
                "manager_id": _maybe(chance, "S1"),
                "households": chance.randrange(5, 25),
            }
            | {"population": _maybe(chance, chance.randrange(10, 80))}
            for g, c in (("G1", "C1"), ("G2", "C1"), ("G3", "C2"))
        ],
        "population": _population(chance),
        "staff": [_staff(chance, n) for n in range(8)],
        "buildings": [{"building_id": f"B{n}"} | _place(chance) for n in range(4)],
        "service_points": [{"point_id": "X1"} | _place(chance)],
        "key_people": [_person(chance, n) for n in range(14)],
        "visits": [_visit(chance, n, labelled=seed % 2 == 0) for n in range(160)],
        "activities": [_activity(chance, n) for n in range(20)],
        "health_services": [_service(chance, n) for n in range(60)],
        "cases": [_case(chance, n) for n in range(60)],
    }
    return world | _walks(chance, world, first, as_of), first, as_of


def _walks(chance: Random, world: dict[str, list[Row]], first: date, as_of: date) -> dict[str, list[Row]]:
    months = [m for m in (first.replace(day=1), date(2024, 12, 1), date(2025, 1, 1)) if m <= as_of]
    reach = [
        {"month": m, "building_id": f"B{n}", "grid_id": chance.choice(("G1", "G3", "@C1")), "state": state}
        | {"elders": float(chance.randrange(0, 6)), "minutes": _walk(chance, state)}
        for m in months
        for n in range(4)
        for state in [chance.choice(STATES)]
    ]
    people = [
        {
            "month": m,
            "person_id": p["person_id"],
            "grid_id": "G1",
            "state": state,
            "minutes": _walk(chance, state),
        }
        for m in months
        for p in world["key_people"]
        if p["filed_date"] is None or p["filed_date"] <= as_of
        for state in [chance.choice(STATES)]
    ]
    return {"reach": reach, "reach_people": people}


def _walk(chance: Random, state: str) -> float | None:
    return round(chance.uniform(0, 30), 2) if state in ("covered", "uncovered") else None


def _population(chance: Random) -> list[Row]:
    return [
        {"community_id": c, "grid_id": g, "stat_date": on, "sex": "male", "age_band": band}
        | {"count": chance.randrange(0, 9)}
        for g, c in (("G1", "C1"), ("G2", "C1"), ("G3", "C2"))
        for on in (date(2024, 12, 31), date(2025, 3, 31))
        for band in AGES
    ]


def _staff(chance: Random, n: int) -> Row:
    start = _day(chance)
    end = _maybe(chance, start + timedelta(days=chance.randrange(0, 90)))
    return {
        "staff_id": f"S{n}",
        "role": _code(chance, "staff", "role"),
        "start_date": start,
        "end_date": end,
    } | _place(chance)


def _person(chance: Random, n: int) -> Row:
    filed = _maybe(chance, _day(chance))
    categories = sorted({_code(chance, "key_people", "categories") for _ in range(chance.randrange(1, 4))})
    return {
        "person_id": f"P{n}",
        "household_id": _maybe(chance, f"H{n // 2}"),
        "name": _maybe(chance, "王*"),
        "id_number_hash": "a",
        "sex": "male",
        "birth_date": _maybe(
            chance, date(chance.choice((1940, 1959, 1964, 1965)), 3, chance.randrange(1, 28))
        ),
        "building_id": _maybe(chance, f"B{chance.randrange(4)}"),
        "filed_date": filed,
        "end_date": _maybe(chance, (filed or BEGIN) + timedelta(days=chance.randrange(0, 120))),
        "paired_staff_id": _maybe(chance, "S1"),
        "categories": ";".join(categories),
        "risk_tier": _code(chance, "key_people", "risk_tier"),
    } | _place(chance)


def _visit(chance: Random, n: int, *, labelled: bool) -> Row:
    """Rounds are labelled in some worlds only, by the first community, and begin in the second year."""
    at, place = _moment(chance), _place(chance)
    in_round = labelled and place["community_id"] == "C1" and at.year > BEGIN.year
    person = _maybe(chance, f"P{chance.randrange(15)}")
    home = f"H{chance.randrange(8)}"
    return {
        "visit_id": f"V{n}",
        "visit_at": at,
        "person_id": person,
        "household_id": _maybe(chance, home) if person else home,
        "staff_id": "S1",
        "visit_type": chance.choice(("greeting", "care", "knock")),
        "round_id": chance.choice((None, None, "R1", "R1" if at.month < 3 else "R2")) if in_round else None,
        "result": chance.choice(("ok", "ok", "abnormal", "abnormal", "absent", "refused")),
        "handled_at": _later(chance, at, 3),
    } | place


def _activity(chance: Random, n: int) -> Row:
    planned = _day(chance)
    held = _maybe(chance, planned + timedelta(days=chance.randrange(0, 20)))
    series = chance.choice(("健康日", "社区健康日", "每周一净", None))
    return {"activity_id": f"A{n}", "series": series, "planned_date": planned, "held_date": held} | _place(
        chance
    )


def _service(chance: Random, n: int) -> Row:
    at = _moment(chance)
    return {
        "service_id": f"E{n}",
        "person_id": _maybe(chance, f"P{chance.randrange(15)}"),
        "age_band": _maybe(chance, chance.choice(("60-64", "65-69", "65+", "80+", "100+"))),
        "service_at": at,
        "service_type": chance.choice(("annual_check", "annual_check", "home_clinic", "medicine", "glucose")),
        "is_abnormal": chance.choice((True, False, None)),
        "referred_at": _later(chance, at, 40),
        "medicine_count": _maybe(chance, chance.randrange(0, 4)),
    } | _place(chance)


def _case(chance: Random, n: int) -> Row:
    at = _moment(chance)
    accepted = _later(chance, at, 25)
    closed = _later(chance, accepted or at, 90)
    return {
        "case_id": f"D{n}",
        "case_type": chance.choice(("mediation", "petition")),
        "topic": _code(chance, "cases", "topic"),
        "registered_at": at,
        "accepted_at": accepted,
        "due_at": chance.choice((None, at + timedelta(days=30))),
        "closed_at": closed,
        "result": _code(chance, "cases", "result") if closed else None,
        "session_count": _maybe(chance, chance.randrange(1, 7)),
        "resolve_level": _maybe(chance, _code(chance, "cases", "resolve_level")),
        "is_backlog": chance.choice((True, False, None)),
        "satisfaction": _maybe(chance, _code(chance, "cases", "satisfaction")),
        "reopened_at": _later(chance, closed, 40) if closed else None,
    } | _place(chance)


def _place(chance: Random) -> Row:
    """A community, and its grid or none."""
    community, grid = chance.choice((("C1", "G1"), ("C1", "G2"), ("C1", None), ("C2", "G3"), ("C2", None)))
    return {"community_id": community, "grid_id": grid}


def _code(chance: Random, dataset: str, column: str) -> str:
    return chance.choice(contracts.get(dataset).column(column).codes).code


def _day(chance: Random) -> date:
    return BEGIN + timedelta(days=chance.randrange(SPAN))


def _moment(chance: Random) -> datetime:
    """A time of day, or midnight, as it is where only the date was written."""
    on = datetime.combine(_day(chance), datetime.min.time())
    return on + timedelta(minutes=chance.choice((0, chance.randrange(1440))))


def _later(chance: Random, moment: datetime, days: int) -> datetime | None:
    later: datetime | None = _maybe(
        chance, moment + timedelta(minutes=chance.choice((0, 1440, chance.randrange(days * 1440))))
    )
    return later


def _maybe(chance: Random, value: Any) -> Any:
    return value if chance.random() < 0.7 else None
