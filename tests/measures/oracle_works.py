"""The oracle of forces, funds, safety, works, activities and topics: see `oracle`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tests.measures.oracle import DAY, Cells, Street, counts, latest, rates
from tests.measures.oracle_requests import in_month, share
from tests.measures.workspace import Row, day


def _in_service(street: Street, roles: Iterable[str], on: date) -> Iterator[Row]:
    for s in street.rows["staff"]:
        begun = s["start_date"] is not None and s["start_date"] <= on
        if s["role"] in roles and begun and (s["end_date"] is None or s["end_date"] > on):
            yield s


def _for_residents(street: Street, roles: Iterable[str]) -> Cells:
    cells = rates()
    for month, _, day_to in street.months:
        for s in _in_service(street, roles, day_to):
            cells[s["grid_id"], month, None][0] += 1
        for row in latest(street.rows["population"], day_to):
            cells[row["grid_id"], month, None][1] += row["count"]
    return cells


def k08(street: Street) -> Cells:
    return _for_residents(street, ["social_worker"])


def k09(street: Street) -> Cells:
    return _for_residents(street, ["volunteer", "party_volunteer"])


def k17(street: Street) -> Cells:
    cells = rates()
    for month, _, day_to in street.months:
        for i in street.rows["improvements"]:
            said = i["online_qty"] is not None and i["done_qty"] is not None
            if said and i["done_date"] and i["done_date"] <= day_to:
                for part in (None, i["type"]):
                    cells[i["grid_id"], month, part][0] += i["online_qty"]
                    cells[i["grid_id"], month, part][1] += i["done_qty"]
    return cells


def k21(street: Street) -> Cells:
    cells = rates()
    for month, _, day_to in street.months:
        tomorrow = day_to + DAY
        year_ago = tomorrow.replace(year=tomorrow.year - 1)
        for p in street.people_on(day_to):
            own = [s for s in street.rows["health_services"] if s["person_id"] == p["person_id"]]
            own = [s for s in own if day(s["service_at"]) <= day_to]
            ill = {s["condition"] for s in own} & {"hypertension", "diabetes"}
            days = {day(s["service_at"]) for s in own if s["service_type"] == "follow_up"}
            for part in (ill | {None}) if ill else ():
                cells[p["grid_id"], month, part][0] += len([d for d in days if d >= year_ago]) >= 4
                cells[p["grid_id"], month, part][1] += 1
    return cells


def _is_cash(f: Row) -> bool:
    if f["amount"] is None:
        return False
    return bool(f["kind"] == "cash" or (f["kind"] is None and f["goods_qty"] is None))


def k36(street: Street) -> Cells:
    cells = counts()
    for f in street.rows["funds"]:
        for month, last_day, _ in street.months:
            if _is_cash(f) and f["entry_date"] <= last_day:
                cells[f["grid_id"], month, None][0] += f["amount"] if f["direction"] == "in" else -f["amount"]
        here = street.month_of(f["entry_date"])
        if here and _is_cash(f):
            cells[f["grid_id"], here, f["direction"]][0] += f["amount"]
        is_goods = f["kind"] == "goods" or (f["kind"] is None and not _is_cash(f))
        if here and is_goods and f["direction"] == "out" and f["goods_qty"]:
            cells[f["grid_id"], here, "goods_out"][0] += f["goods_qty"]
    return cells


ACTS = {
    "activities": ("held_date",),
    "claims": ("claimed_at", "fulfilled_at"),
    "health_services": ("service_at",),
    "improvements": ("done_date",),
    "funds": ("entry_date",),
}


def k37(street: Street) -> Cells:
    cells = rates()
    acts = [
        (row["partner_id"], day(row[moment]))
        for dataset, moments in ACTS.items()
        for row in street.rows[dataset]
        for moment in moments
        if row[moment] and row["partner_id"]
    ]
    for month, _, day_to in street.months:
        begins = (month - DAY).replace(day=1)
        begins = (begins - DAY).replace(day=1)
        for p in street.rows["partners"]:
            signed = p["agreement_date"] is not None and p["agreement_date"] <= day_to
            if signed and (p["end_date"] is None or p["end_date"] >= day_to):
                active = any(who == p["partner_id"] and begins <= on <= day_to for who, on in acts)
                for part in (None, p["partner_type"]):
                    cells[p["grid_id"], month, part][0] += active
                    cells[p["grid_id"], month, part][1] += 1
    return cells


def k45(street: Street) -> Cells:
    cells = rates()
    for dataset in ("cases", "requests"):
        for row, month in in_month(street, dataset, "closed_at"):
            sort = row["case_type"] if dataset == "cases" else "request"
            for part in (None, sort) if row["resolve_level"] else ():
                cells[row["grid_id"], month, part][0] += row["resolve_level"] == "grid"
                cells[row["grid_id"], month, part][1] += 1
    return cells


def k46(street: Street) -> Cells:
    def is_one(h: Row) -> bool:
        return bool(h["hazard_type"] != "none")

    parts = ("hazard_type", "level")
    return share(street, "hazards", "found_at", lambda h: h["verified_at"], parts, is_one)


def k47(street: Street) -> Cells:
    cells = counts()
    for month, _, day_to in street.months:
        for h in street.rows["hazards"]:
            known = h["hazard_type"] != "none" and day(h["found_at"]) <= day_to
            over = [h[end] for end in ("fixed_at", "verified_at") if h[end] and day(h[end]) <= day_to]
            if known and not over and h["due_at"] and day(h["due_at"]) < day_to:
                cells[h["grid_id"], month, None][0] += 1
                cells[h["grid_id"], month, "days", (day_to - day(h["due_at"])).days][0] += 1
    return cells


def k48(street: Street) -> Cells:
    cells = rates()
    for community in ("C1", "C2"):
        own = [
            a
            for a in street.rows["activities"]
            if a["series"] == "每周一净" and a["community_id"] == community
        ]
        known = [a[when] for a in own for when in ("planned_date", "held_date") if a[when]]
        held = {a["held_date"] for a in own if a["held_date"]}
        for d in _days(street):
            if d.weekday() == 6 and known and d >= min(known):
                cell = cells[f"@{community}", d.replace(day=1), None]
                cell[0] += any(d - 6 * DAY <= h <= d for h in held)
                cell[1] += 1
    return cells


def _days(street: Street) -> Iterator[date]:
    for month, _, day_to in street.months:
        for n in range((day_to - month).days + 1):
            yield month + n * DAY


def _quarter(on: date) -> tuple[int, int]:
    return on.year, (on.month - 1) // 3


def _quarters(street: Street, known: list[date], held: list[date]) -> Iterator[tuple[date, bool]]:
    """(month, whether one was held) of every quarter of our months since the first that is known of."""
    quarters = {_quarter(month) for month, _, _ in street.months}
    for quarter in sorted(q for q in quarters if known and q >= _quarter(min(known))):
        own = [on for on in held if _quarter(on) == quarter]
        last = date(quarter[0], quarter[1] * 3 + 3, 28)
        over = (last + 4 * DAY).replace(day=1) - DAY <= street.as_of
        if own and street.month_of(min(own)):
            yield min(own).replace(day=1), True
        elif over and not own:
            yield last.replace(day=1), False


def k49(street: Street) -> Cells:
    cells = rates()
    for community in ("C1", "C2"):
        own = [
            a for a in street.rows["activities"] if a["type"] == "drill" and a["community_id"] == community
        ]
        known = [a[when] for a in own for when in ("planned_date", "held_date") if a[when]]
        held = [a["held_date"] for a in own if a["held_date"]]
        for month, was_held in _quarters(street, known, held):
            cells[f"@{community}", month, None][0] += was_held
            cells[f"@{community}", month, None][1] += 1
    return cells


def k50(street: Street) -> Cells:
    cells = rates()
    for i in street.rows["improvements"]:
        begun, done = i["start_date"] or i["done_date"], i["done_date"]
        for month, _, day_to in street.months:
            if begun is None or begun > day_to or (done and done.year < month.year):
                continue
            finished = done is not None and done <= day_to
            cells[i["grid_id"], month, "projects"][0] += finished
            cells[i["grid_id"], month, "projects"][1] += 1
            amount = 0
            if finished:
                amount = i["planned_qty"] if i["done_qty"] is None else i["done_qty"]
            elif done is None:
                amount = i["done_qty"] or 0
            for part in (None, i["type"]) if i["planned_qty"] is not None else ():
                cells[i["grid_id"], month, part][0] += amount
                cells[i["grid_id"], month, part][1] += i["planned_qty"]
        month_done = street.month_of(done) if done else None
        if month_done and i["beneficiary_count"] is not None:
            cell = cells[i["grid_id"], month_done, "beneficiaries"]
            cell[0] += i["beneficiary_count"]
            cell[1] = None
    return cells


def k51(street: Street) -> Cells:
    cells = rates()
    for month, _, day_to in street.months:
        for i in street.rows["improvements"]:
            if i["type"] == "charger" and i["done_date"] and i["done_date"] <= day_to:
                built = i["planned_qty"] or 0 if i["done_qty"] is None else i["done_qty"]
                cells[i["grid_id"], month, None][0] += built
        for g in street.rows["grids"]:
            cells[g["grid_id"], month, None][1] += g["households"]
        for c in latest(street.rows["communities"], day_to):
            own = [g["households"] for g in street.rows["grids"] if g["community_id"] == c["community_id"]]
            if c["households"] > sum(own):
                cells[f"@{c['community_id']}", month, None][1] += c["households"] - sum(own)
    return cells


def k52(street: Street) -> Cells:
    cells = counts()
    for a, month in in_month(street, "activities", "held_date"):
        for part in (None, a["type"]):
            cells[a["grid_id"], month, part][0] += 1
        cells[a["grid_id"], month, "person_times"][0] += a["attend_count"] or 0
    return cells


def k53(street: Street) -> Cells:
    cells = rates()
    for a, month in in_month(street, "activities", "held_date"):
        if a["type"] not in ("class", "holiday_care"):
            continue
        for parts, upper, lower in (
            ((None, "fill"), "enrolled_count", "capacity_count"),
            (("came",), "attend_count", "enrolled_count"),
        ):
            for part in parts if a[upper] is not None and a[lower] else ():
                cells[a["grid_id"], month, part][0] += a[upper]
                cells[a["grid_id"], month, part][1] += a[lower]
    return cells


def k54(street: Street) -> Cells:
    cells = rates()
    for a, month in in_month(street, "activities", "held_date"):
        cell = cells[a["grid_id"], month, None]
        cell[0] += a["service_hours"] or 0
        cell[1] = None
    acts = [(a, a["held_date"]) for a in street.rows["activities"] if a["held_date"]]
    acts += [
        (r, day(r["accepted_at"]))
        for r in street.rows["requests"]
        if r["accepted_at"] and r["request_type"] == "order"
    ]
    for month, _, day_to in street.months:
        for s in _in_service(street, ("volunteer", "party_volunteer"), day_to):
            active = any(
                row["team_name"] is not None
                and row["team_name"] == s["team_name"]
                and row["community_id"] == s["community_id"]
                and 0 <= (day_to - on).days < 90
                for row, on in acts
            )
            cells[s["grid_id"], month, "active"][0] += active
            cells[s["grid_id"], month, "active"][1] += 1
    return cells


def k55(street: Street) -> Cells:
    def is_owed(t: Row) -> bool:
        return t["decision"] == "adopted" and day(t["due_at"]) <= street.as_of

    cells = share(street, "topics", "due_at", lambda t: t["done_at"], (), is_owed)
    meetings: dict[tuple[str, str], date] = {}
    for t in street.rows["topics"]:
        key = (t["community_id"], t["meeting_id"])
        meetings[key] = min(t["held_date"], meetings.get(key, t["held_date"]))
    for (community, _), held_on in meetings.items():
        month = street.month_of(held_on)
        if month:
            cell = cells[f"@{community}", month, "meetings"]
            cell[0] += 1
            cell[1] = None
    for community in ("C1", "C2"):
        own = [t for t in street.rows["topics"] if t["community_id"] == community]
        held = [t["held_date"] for t in own if t["meeting_type"] == "joint"]
        for month, was_held in _quarters(street, held, held):
            cells[f"@{community}", month, "quarters"][0] += was_held
            cells[f"@{community}", month, "quarters"][1] += 1
    return cells


def k56(street: Street) -> Cells:
    cells = rates()
    for a, month in in_month(street, "activities", "held_date"):
        said = a["attend_count"] is not None and a["target_count"]
        if a["type"] == "party_study" and said:
            for part in {None, a["delivery"]}:
                cells[a["grid_id"], month, part][0] += a["attend_count"]
                cells[a["grid_id"], month, part][1] += a["target_count"]
    return cells
