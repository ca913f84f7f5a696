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
        "activities": [_activity(chance, n) for n in range(90)],
        "health_services": [_service(chance, n) for n in range(180)],
        "cases": [_case(chance, n) for n in range(60)],
        "partners": [_partner(chance, n) for n in range(8)],
        "requests": [_request(chance, n) for n in range(120)],
        "claims": [_claim(chance, n) for n in range(60)],
        "hazards": [_hazard(chance, n) for n in range(60)],
        "improvements": [_improvement(chance, n) for n in range(30)],
        "topics": [_topic(chance, n) for n in range(40)],
        "funds": [_entry(chance, n) for n in range(40)],
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
        "team_name": _maybe(chance, f"T{chance.randrange(3)}"),
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
    return {
        "activity_id": f"A{n}",
        "type": chance.choice(("class", "holiday_care", "drill", "party_study", "culture")),
        "series": chance.choice(("健康日", "社区健康日", "每周一净", None)),
        "delivery": _maybe(chance, _code(chance, "activities", "delivery")),
        "planned_date": planned,
        "held_date": held,
        "partner_id": _maybe(chance, f"U{chance.randrange(9)}"),
        "team_name": _maybe(chance, f"T{chance.randrange(4)}"),
        "target_count": _maybe(chance, chance.randrange(0, 9)),
        "attend_count": _maybe(chance, chance.randrange(0, 9)),
        "capacity_count": _maybe(chance, chance.randrange(0, 9)),
        "enrolled_count": _maybe(chance, chance.randrange(0, 9)),
        "service_hours": _maybe(chance, chance.randrange(0, 20) / 2),
    } | _place(chance)


def _service(chance: Random, n: int) -> Row:
    at = _moment(chance)
    kinds = ("annual_check", "annual_check", "home_clinic", "medicine", "glucose", *["follow_up"] * 7)
    return {
        "service_id": f"E{n}",
        "person_id": _maybe(chance, f"P{chance.randrange(15)}"),
        "age_band": _maybe(chance, chance.choice(("60-64", "65-69", "65+", "80+", "100+"))),
        "service_at": at,
        "service_type": chance.choice(kinds),
        "condition": _maybe(chance, _code(chance, "health_services", "condition")),
        "partner_id": _maybe(chance, f"U{chance.randrange(9)}"),
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


def _partner(chance: Random, n: int) -> Row:
    return {
        "partner_id": f"U{n}",
        "partner_type": _code(chance, "partners", "partner_type"),
        "agreement_date": _maybe(chance, _day(chance)),
        "end_date": _maybe(chance, _day(chance)),
    } | _place(chance)


def _request(chance: Random, n: int) -> Row:
    at = _moment(chance)
    due = _later(chance, at, 15)
    return {
        "request_id": f"Q{n}",
        "request_type": chance.choice(("order", "order", "complaint", "repair")),
        "channel": _code(chance, "requests", "channel"),
        "created_at": at,
        "responded_at": _later(chance, at, 3),
        "accepted_at": _later(chance, at, 4),
        "team_name": _maybe(chance, f"T{chance.randrange(4)}"),
        "due_at": _maybe(chance, due and _midnight(due)) if chance.random() < 0.5 else due,
        "closed_at": _later(chance, at, 30),
        "is_solved": chance.choice((True, True, False, None)),
        "rating": _maybe(chance, _code(chance, "requests", "rating")),
        "repeat_of": chance.choice((None, None, f"Q{chance.randrange(120)}")),
        "resolve_level": _maybe(chance, _code(chance, "requests", "resolve_level")),
        "status": _code(chance, "requests", "status"),
    } | _place(chance)


def _claim(chance: Random, n: int) -> Row:
    """Stages in order, any of them missing."""
    stages = ("collected_at", "audited_at", "publicized_at", "published_at", "claimed_at", "fulfilled_at")
    at = _moment(chance)
    row: Row = {}
    for stage in stages:
        row[stage] = at if stage == "collected_at" else _maybe(chance, at)
        at += timedelta(minutes=chance.randrange(12 * 1440))
    return {
        "claim_id": f"L{n}",
        "claim_type": _code(chance, "claims", "claim_type"),
        "partner_id": _maybe(chance, f"U{chance.randrange(9)}"),
        "due_at": _later(chance, row["collected_at"], 60),
        "status": _code(chance, "claims", "status"),
        **row,
    } | _place(chance)


def _hazard(chance: Random, n: int) -> Row:
    at = _moment(chance)
    fixed = _later(chance, at, 40)
    return {
        "hazard_id": f"Z{n}",
        "found_at": at,
        "hazard_type": _code(chance, "hazards", "hazard_type"),
        "level": _maybe(chance, _code(chance, "hazards", "level")),
        "due_at": _later(chance, at, 30),
        "fixed_at": fixed,
        "verified_at": _later(chance, fixed or at, 20),
        "status": "open",
    } | _place(chance)


def _improvement(chance: Random, n: int) -> Row:
    start = _maybe(chance, _day(chance))
    planned = _maybe(chance, chance.randrange(1, 20))
    return {
        "improvement_id": f"I{n}",
        "type": chance.choice(("charger", "charger", "smoke_alarm", "lamp")),
        "planned_qty": planned,
        "done_qty": _maybe(chance, chance.randrange(10, 20)),
        "start_date": start,
        "done_date": _maybe(chance, (start or _day(chance)) + timedelta(days=chance.randrange(0, 60))),
        "online_qty": _maybe(chance, chance.randrange(0, 10)),
        "beneficiary_count": _maybe(chance, chance.randrange(0, 50)),
        "partner_id": _maybe(chance, f"U{chance.randrange(9)}"),
    } | _place(chance)


def _topic(chance: Random, n: int) -> Row:
    held = _day(chance)
    return {
        "topic_id": f"O{n}",
        "meeting_id": f"M{chance.randrange(20)}",
        "meeting_type": chance.choice(("joint", "consult", "week")),
        "held_date": held,
        "decision": _maybe(chance, _code(chance, "topics", "decision")),
        "due_at": _maybe(chance, _later(chance, _midnight(held), 60)),
        "done_at": _later(chance, _midnight(held), 90),
    } | _place(chance)


def _entry(chance: Random, n: int) -> Row:
    return {
        "entry_id": f"F{n}",
        "entry_date": _day(chance),
        "direction": chance.choice(("in", "in", "out")),
        "kind": _maybe(chance, chance.choice(("cash", "goods"))),
        "partner_id": _maybe(chance, f"U{chance.randrange(9)}"),
        "amount": _maybe(chance, chance.randrange(100, 2000) / 4),
        "goods_qty": _maybe(chance, chance.randrange(1, 30)),
    } | _place(chance)


def _place(chance: Random) -> Row:
    """A community, and its grid or none."""
    community, grid = chance.choice((("C1", "G1"), ("C1", "G2"), ("C1", None), ("C2", "G3"), ("C2", None)))
    return {"community_id": community, "grid_id": grid}


def _code(chance: Random, dataset: str, column: str) -> str:
    return chance.choice(contracts.get(dataset).column(column).codes).code


def _day(chance: Random) -> date:
    return BEGIN + timedelta(days=chance.randrange(SPAN))


def _midnight(moment: date) -> datetime:
    return datetime.combine(moment, datetime.min.time())


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
