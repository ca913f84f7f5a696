"""Health services: annual checks, Health Day measurements, and what comes to the door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import numpy as np

from neighborcare.demo import calendar
from neighborcare.demo.chance import pick, shares, some, stream
from neighborcare.demo.places import BANDS, Places
from neighborcare.demo.plan import BY_ID, GRIDS, LAST, STAT_DATES
from neighborcare.demo.rows import Row, active, day, of, since, whole

CHECK_MONTHS = (0.6, 0.5, 2, 4, 9, 12, 8, 7, 15, 18, 15, 9)
"When annual checks are done, January to December: few early in the year, most in autumn."
CHECKED = {2023: 0.60, 2024: 0.655, 2025: 0.675}
"The share of people of 65 and over that a whole year's checks reach."
CHRONIC = {"LZY": 0.85, "RMZ": 0.62, "JY": 0.76, "SZS": 0.8}
"The share of chronic patients who are seen reliably; KX's home visits are those of its account alone."
CARE = {"LZY": 1.06, "RMZ": 0.97, "JY": 1.02, "KX": 0.92, "SZS": 1.03}
KX_SERVED, KX_PACKS = 23, 42
KX_CLINICS = (date(2024, 10, 17), date(2024, 12, 12), date(2025, 4, 24), date(2025, 7, 10))
OLD_BANDS = BANDS[13:]


def make(places: Places, people: Sequence[Row], activities: Sequence[Row], seed: int) -> list[Row]:
    """All health services in order of time, numbered."""
    rng = stream(seed, "health")
    rows = [*_checks(places, people, rng), *_health_days(places, activities, rng), *_counselling(rng)]
    rows += [*_at_home(people, rng), *_kx_clinics(people, rng)]
    rows += _followed_up(rows, people, stream(seed, "follow-ups"))
    rows.sort(key=lambda row: (str(row["service_at"]), str(row["grid_id"]), str(row["service_type"])))
    for n, row in enumerate(rows):
        row["service_id"] = f"HS{n + 1:06d}"
    return rows


def _row(community: str, grid: str | None, at: datetime, kind: str) -> Row:
    return {
        "service_id": None,
        "person_id": None,
        "age_band": None,
        "service_at": at,
        "service_type": kind,
        "systolic": None,
        "diastolic": None,
        "glucose_mmol": None,
        "condition": None,
        "is_abnormal": None,
        "referred_at": None,
        "medicine_count": None,
        "point_id": None,
        "partner_id": None,
        "community_id": community,
        "grid_id": grid,
        "pillar": "health",
        "remark": None,
    }


def _checks(places: Places, people: Sequence[Row], rng: np.random.Generator) -> Iterator[Row]:
    ages: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(OLD_BANDS, 0))
    for row in places.tables["population"]:
        if row["stat_date"] == STAT_DATES[-1] and row["age_band"] in OLD_BANDS:
            ages[str(row["grid_id"])][str(row["age_band"])] += whole(row["count"])
    for grid in GRIDS:
        known = [p for p in people if p["grid_id"] == grid and _age(p, LAST) >= 68 and p["end_date"] is None]
        lean = float(rng.uniform(0.90, 1.06)) * CARE[grid.split("-")[0]]
        for year, share in CHECKED.items():
            yield from _year(grid, year, ages[grid], share * lean, known, rng)


def _year(
    grid: str,
    year: int,
    ages: Mapping[str, int],
    share: float,
    known: Sequence[Row],
    rng: np.random.Generator,
) -> Iterator[Row]:
    months = [m for m in range(1, 13) if (2023, 8) <= (year, m) <= (LAST.year, LAST.month)]
    total = round(sum(ages.values()) * share * sum(CHECK_MONTHS[m - 1] for m in months) / sum(CHECK_MONTHS))
    named = list(known)[: total // 14]
    by_month = shares(total, [CHECK_MONTHS[m - 1] for m in months])
    bands = {band: float(n) for band, n in ages.items()}
    for month, count in zip(months, by_month, strict=True):
        for n in range(count):
            on = date(year, month, 1 + int(rng.integers(28)))
            row = _row(grid.split("-", maxsplit=1)[0], grid, _hour(on, rng), "annual_check")
            person = named.pop() if named and n % 9 == 0 else None
            if person is not None and active(person, on):
                row["person_id"] = person["person_id"]
            else:
                row["age_band"] = pick(rng, bands)
            yield _measured(row, rng, 0.11)


def _hour(on: date, rng: np.random.Generator) -> datetime:
    return calendar.at(on, 480 + int(rng.integers(200)))


def _measured(row: Row, rng: np.random.Generator, odd: float) -> Row:
    """Fills in blood pressure (and sometimes glucose); an abnormal finding is mostly referred within days."""
    mark = rng.random(5)
    is_abnormal = bool(mark[0] < odd)
    lift = 24 if is_abnormal else 0
    row["systolic"] = int(118 + 22 * mark[1] + lift)
    row["diastolic"] = int(68 + 17 * mark[2] + lift // 2)
    if row["service_type"] != "blood_pressure":
        row["glucose_mmol"] = round(
            4.6 + 2.1 * float(mark[3]) + (3.4 * float(mark[4]) if is_abnormal else 0), 1
        )
    row["condition"] = (
        "hypertension" if is_abnormal and mark[3] < 0.6 else "diabetes" if is_abnormal else "none"
    )
    row["is_abnormal"] = is_abnormal
    at = row["service_at"]
    if is_abnormal and mark[4] < 0.93 and isinstance(at, datetime):
        referred = at + timedelta(days=int(6 * float(mark[1]) ** 2), hours=2)
        row["referred_at"] = referred if referred.date() <= LAST else None
    return row


def _health_days(places: Places, activities: Sequence[Row], rng: np.random.Generator) -> Iterator[Row]:
    posts = {
        str(p["community_id"]): p["point_id"]
        for p in reversed(places.tables["service_points"])
        if p["point_type"] == "health_day_post"
    }
    for session in activities:
        held = day(session, "held_date")
        if session["series"] != "健康日" or held is None:
            continue
        community = str(session["community_id"])
        for _ in range(int(whole(session["attend_count"]) * 0.55)):
            grid = f"{community}-{int(rng.integers(BY_ID[community].grids)) + 1:02d}"
            kind = "blood_pressure" if rng.random() < 0.68 else "glucose"
            row = _row(community, grid, _hour(held, rng), kind)
            row["age_band"] = pick(rng, {b: 1.0 / (1 + i) for i, b in enumerate(OLD_BANDS)})
            row["point_id"] = posts[community]
            yield _measured(row, rng, 0.08)


def _counselling(rng: np.random.Generator) -> Iterator[Row]:
    """The studio in LZY, every Tuesday; no names, no words."""
    for on in calendar.weekdays(2):
        for _ in range(int(rng.integers(0, 4))):
            yield _row("LZY", None, calendar.at(on, 870 + int(rng.integers(120))), "counselling")


def _at_home(people: Sequence[Row], rng: np.random.Generator) -> Iterator[Row]:
    """Follow-ups, rehabilitation and medicine at home, outside KX (where a hospital's rounds are the account)."""
    for person in people:
        if (
            person["community_id"] == "KX"
            or person["risk_tier"] not in {"red", "yellow"}
            or rng.random() > 0.22
        ):
            continue
        for first, _ in calendar.months(3):
            on = first + timedelta(days=int(rng.integers(5, 28)))
            if active(person, on) and rng.random() < 0.72:
                yield _home_service(person, on, rng)


def _home_service(person: Row, on: date, rng: np.random.Generator) -> Row:
    kind = pick(rng, {"follow_up": 0.55, "home_clinic": 0.2, "rehabilitation": 0.15, "medicine": 0.1})
    row = _row(str(person["community_id"]), str(person["grid_id"]), _hour(on, rng), kind)
    row["person_id"] = person["person_id"]
    if kind == "medicine":
        row["medicine_count"] = int(rng.integers(1, 4))
    return _measured(row, rng, 0.12) if kind in {"follow_up", "home_clinic"} else row


def _followed_up(rows: Sequence[Row], people: Sequence[Row], rng: np.random.Generator) -> list[Row]:
    """Who was found to have high blood pressure or diabetes is seen every quarter from then on, as a rule."""
    found: dict[object, Row] = {}
    for row in sorted(rows, key=lambda row: str(row["service_at"])):
        if (
            row["person_id"]
            and row["condition"] in {"hypertension", "diabetes"}
            and row["community_id"] != "KX"
        ):
            found.setdefault(row["person_id"], row)
    known = {person["person_id"]: person for person in people}
    made = []
    for person_id, first in found.items():
        steady = 0.95 if rng.random() < CHRONIC[str(first["community_id"])] else 0.6
        for begin, end in calendar.months(3):
            on = begin + timedelta(days=int(rng.integers(2, max((end - begin).days, 3))))
            is_due = on > since(first, "service_at").date() and active(known[person_id], on)
            if is_due and on <= LAST and rng.random() < steady:
                made.append(_controlled(first, on, rng))
    return made


def _controlled(first: Row, on: date, rng: np.random.Generator) -> Row:
    """One follow-up of a chronic illness; most are under control."""
    row = _row(str(first["community_id"]), str(first["grid_id"]), _hour(on, rng), "follow_up")
    row["person_id"] = first["person_id"]
    _measured(row, rng, 0.1)
    row["condition"] = first["condition"]
    return row


def _kx_clinics(people: Sequence[Row], rng: np.random.Generator) -> Iterator[Row]:
    """Four home clinics of KX with a hospital: 23 elders, each once, and 42 packs of medicine."""
    able = [
        p
        for p in of(people, "KX")
        if p["end_date"] is None and _age(p, KX_CLINICS[0]) >= 65 and active(p, KX_CLINICS[0])
    ]
    served = some(rng, able, KX_SERVED)
    packs = shares(KX_PACKS, [1.0 + float(rng.random()) for _ in served])
    for n, (person, count) in enumerate(zip(served, packs, strict=True)):
        on = KX_CLINICS[n * len(KX_CLINICS) // KX_SERVED]
        row = _row("KX", str(person["grid_id"]), _hour(on, rng), "home_clinic")
        row["person_id"], row["medicine_count"] = person["person_id"], count
        row["partner_id"] = "清水河医院（演示）"
        yield _measured(row, rng, 0.15)


def _age(person: Row, on: date) -> float:
    born = day(person, "birth_date")
    return 0.0 if born is None else (on - born).days / 365.25
