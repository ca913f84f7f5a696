"""Every KPI a second time: slow and obvious Python over the rows, to hold the SQL against.

Each function takes a `Street` and gives cells: (grid, month, part) → [numerator, denominator]; a duration gives
(grid, month, part, value) → [items, None]. It goes by the definitions, not by the SQL.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from tests.measures.workspace import Row, day, days_of, months_between

Cells = dict[tuple[Any, ...], list[Any]]
DAY = timedelta(days=1)


@dataclass
class Street:
    """A settled world with its calendar."""

    rows: dict[str, list[Row]]
    first: date
    as_of: date

    @property
    def months(self) -> list[tuple[date, date, date]]:
        return months_between(self.first, self.as_of)

    def month_of(self, moment: date) -> date | None:
        """The month of a moment when it is one of ours."""
        found = day(moment).replace(day=1)
        return found if any(month == found for month, _, _ in self.months) else None

    def people_on(self, moment: date) -> Iterator[Row]:
        """Everybody on the ledger that day."""
        for p in self.rows["key_people"]:
            if (p["filed_date"] is None or p["filed_date"] <= moment) and (
                p["end_date"] is None or p["end_date"] > moment
            ):
                yield p

    def days_reached(self, person: Row, visit_type: str | None = None) -> set[date]:
        """The days on which a visit reached that person, or the person's household as a whole."""
        return {
            day(v["visit_at"])
            for v in self.rows["visits"]
            if v["result"] in ("ok", "abnormal")
            and (visit_type is None or v["visit_type"] == visit_type)
            and (v["person_id"] == person["person_id"] if v["person_id"] else _same_household(v, person))
        }


def _same_household(visit: Row, person: Row) -> bool:
    return (
        visit["household_id"] is not None
        and visit["household_id"] == person["household_id"]
        and visit["community_id"] == person["community_id"]
    )


def rates() -> Cells:
    return defaultdict(lambda: [0, 0])


def counts() -> Cells:
    return defaultdict(lambda: [0, None])


def _codes(person: Row) -> list[str]:
    return (person["categories"] or "").split(";") if person["categories"] else []


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def latest(rows: Sequence[Row], day_to: date) -> list[Row]:
    """Of each community the rows of the newest statistics date by that day, else of the oldest."""
    found = []
    for community in {row["community_id"] for row in rows}:
        own = [row for row in rows if row["community_id"] == community]
        known = [row["stat_date"] for row in own if row["stat_date"] <= day_to]
        chosen = max(known) if known else min(row["stat_date"] for row in own)
        found += [row for row in own if row["stat_date"] == chosen]
    return found


def k01(street: Street) -> Cells:
    cells = counts()
    for month, _, day_to in street.months:
        for community in latest(street.rows["communities"], day_to):
            for part in ("population", "households"):
                own = [g for g in street.rows["grids"] if g["community_id"] == community["community_id"]]
                amounts = {g["grid_id"]: g[part] for g in own if g[part] is not None}
                if sum(amounts.values()) > community[part]:
                    amounts = {}
                rest = community[part] - sum(amounts.values())
                for grid, amount in (amounts | {f"@{community['community_id']}": rest}).items():
                    for name in {part, None if part == "population" else part}:
                        cells[grid, month, name][0] += amount
    return cells


def _youngest(band: str) -> int:
    return int(band.replace("+", "-").split("-")[0])


def k02(street: Street) -> Cells:
    cells = rates()
    for month, _, day_to in street.months:
        for row in latest(street.rows["population"], day_to):
            for part, age in ((None, 65), ("60", 60), ("65", 65), ("80", 80)):
                cell = cells[row["grid_id"], month, part]
                cell[0] += row["count"] if _youngest(row["age_band"]) >= age else 0
                cell[1] += row["count"]
    return cells


def k03(street: Street) -> Cells:
    cells = rates()
    for month, _, day_to in street.months:
        for row in latest(street.rows["population"], day_to):
            age, cell = _youngest(row["age_band"]), cells[row["grid_id"], month, None]
            cell[0] += row["count"] if age >= 65 else 0
            cell[1] += row["count"] if 15 <= age < 65 else 0
    return cells


def k04(street: Street) -> Cells:
    cells = counts()
    for month, _, day_to in street.months:
        for p in street.people_on(day_to):
            for part in (None, p["risk_tier"], *_codes(p)):
                cells[p["grid_id"], month, part][0] += 1
    return cells


def k05(street: Street) -> Cells:
    fields = ("name", "id_number_hash", "sex", "birth_date", "household_id", "building_id", "filed_date")
    cells = rates()
    for month, _, day_to in street.months:
        for p in street.people_on(day_to):
            cell = cells[p["grid_id"], month, None]
            cell[0] += all(p[field] for field in (*fields, "categories", "risk_tier"))
            cell[1] += 1
    return cells


def _households_reached(street: Street) -> list[Row]:
    """Visits that reached, each with its household, the earliest first."""
    homes = {p["person_id"]: p["household_id"] for p in street.rows["key_people"]}
    reached = []
    for v in street.rows["visits"]:
        household = v["household_id"] or homes.get(v["person_id"])
        if v["result"] in ("ok", "abnormal") and household:
            reached.append(v | {"household_id": household})
    return sorted(reached, key=lambda v: (v["visit_at"], v["visit_id"]))


def _round_in_force(street: Street, community: str, day_to: date) -> str | None:
    starts: dict[str, datetime] = {}
    for v in street.rows["visits"]:
        if v["community_id"] == community and v["round_id"] and day(v["visit_at"]) <= day_to:
            starts[v["round_id"]] = min(v["visit_at"], starts.get(v["round_id"], v["visit_at"]))
    return max(starts, key=lambda name: (starts[name], name)) if starts else None


def k06(street: Street) -> Cells:
    cells = rates()
    visits = _households_reached(street)
    communities = {v["community_id"] for v in street.rows["visits"]}
    for month, _, day_to in street.months:
        for community in communities:
            name = _round_in_force(street, community, day_to)
            seen: dict[str, str] = {}
            for v in visits:
                ours = v["community_id"] == community and day(v["visit_at"]) <= day_to
                if ours and (v["round_id"] == name if name else v["visit_at"].year == month.year):
                    seen.setdefault(v["household_id"], v["grid_id"])
            for grid in seen.values():
                cells[grid, month, None][0] += 1
        for g in street.rows["grids"]:
            cells[g["grid_id"], month, None][1] += g["households"]
        for c in latest(street.rows["communities"], day_to):
            own = [g["households"] for g in street.rows["grids"] if g["community_id"] == c["community_id"]]
            if c["households"] > sum(own):
                cells[f"@{c['community_id']}", month, None][1] += c["households"] - sum(own)
    return cells


def k07(street: Street) -> Cells:
    cells = rates()
    left = {s["staff_id"]: s["end_date"] for s in street.rows["staff"]}
    for month, _, day_to in street.months:
        for g in street.rows["grids"]:
            end = left.get(g["manager_id"])
            staffed = g["manager_id"] is not None and (end is None or end > day_to)
            cells[g["grid_id"], month, None] = [int(staffed), 1]
            cells[g["grid_id"], month, "households"] = [g["households"], 1]
    return cells


def k10(street: Street) -> Cells:
    cells = rates()
    for month, _, day_to in street.months:
        for p in street.people_on(day_to):
            codes = {
                c for c in _codes(p) if c in ("living_alone", "empty_nest", "childless", "disabled_elder")
            }
            if p["birth_date"] and _age(p["birth_date"], day_to) >= 60:
                codes |= {c for c in _codes(p) if c in ("disability", "special_family")}
            met = any(d.replace(day=1) == month for d in street.days_reached(p))
            for part in (codes | {None}) if codes else ():
                cells[p["grid_id"], month, part][0] += met
                cells[p["grid_id"], month, part][1] += 1
    return cells


def _slot(tier: str, on: date) -> tuple[date, date]:
    """First and last day of the slot that a day lies in."""
    if tier == "red":
        return on, on
    if tier == "yellow":
        monday = on - on.weekday() * DAY
        return monday, monday + 6 * DAY
    first = on.replace(day=1)
    if tier == "blue":
        first = first.replace(month=(on.month - 1) // 3 * 3 + 1)
    after = first
    for _ in range(3 if tier == "blue" else 1):
        after = (after + 32 * DAY).replace(day=1)
    return first, after - DAY


def k11(street: Street) -> Cells:
    cells = rates()
    for p in street.rows["key_people"]:
        reached = street.days_reached(p)
        for d in days_of(street.months):
            first, last = _slot(p["risk_tier"], d["day"])
            is_due = (p["filed_date"] is None or p["filed_date"] <= first) and (
                p["end_date"] is None or p["end_date"] > last
            )
            if last == d["day"] and is_due:
                for part in (None, p["risk_tier"]):
                    cell = cells[p["grid_id"], d["month"], part]
                    cell[0] += any(first <= r <= last for r in reached)
                    cell[1] += 1
    return cells


def k12(street: Street) -> Cells:
    cells = rates()
    greeted = {p["person_id"]: street.days_reached(p, "greeting") for p in street.rows["key_people"]}
    for d in days_of(street.months):
        for p in street.people_on(d["day"]):
            if p["risk_tier"] == "red":
                cells[p["grid_id"], d["month"], None][0] += d["day"] in greeted[p["person_id"]]
                cells[p["grid_id"], d["month"], None][1] += 1
    return cells


def k13(street: Street) -> Cells:
    cells = counts()
    cadence = {"red": 1, "yellow": 7, "green": 31, "blue": 92}
    for month, _, day_to in street.months:
        for p in street.people_on(day_to):
            reached = [d for d in street.days_reached(p) if d <= day_to]
            since = max(reached) if reached else p["filed_date"] or street.months[0][0]
            if (day_to - since).days > cadence[p["risk_tier"]]:
                for part in (None, p["risk_tier"]):
                    cells[p["grid_id"], month, part][0] += 1
    return cells


def k14(street: Street) -> Cells:
    cells = rates()
    for v in street.rows["visits"]:
        if v["result"] != "abnormal":
            continue
        deadline, handled = v["visit_at"] + DAY, v["handled_at"]
        if handled is None and deadline >= datetime.combine(street.as_of + DAY, time()):
            continue
        month = street.month_of(min(deadline, handled or deadline))
        if month:
            cells[v["grid_id"], month, None][0] += handled is not None and handled <= deadline
            cells[v["grid_id"], month, None][1] += 1
    return cells


def k15(street: Street) -> Cells:
    cells = rates()
    for month, _, day_to in street.months:
        for p in street.people_on(day_to):
            codes = {c for c in _codes(p) if c in ("living_alone", "childless", "child_in_difficulty")}
            for part in (codes | {None}) if codes else ():
                cells[p["grid_id"], month, part][0] += p["paired_staff_id"] is not None
                cells[p["grid_id"], month, part][1] += 1
    return cells


def k16(street: Street) -> Cells:
    helpers = {
        "cadre",
        "social_worker",
        "party_volunteer",
        "volunteer",
        "building_head",
        "neighbor",
        "care_parent",
    }
    cells = rates()
    for month, _, day_to in street.months:
        for s in street.rows["staff"]:
            started = s["start_date"] is not None and s["start_date"] <= day_to
            if started and s["role"] in helpers and (s["end_date"] is None or s["end_date"] > day_to):
                cells[s["grid_id"], month, None][0] += 1
        for p in street.people_on(day_to):
            if "living_alone" in _codes(p):
                cells[p["grid_id"], month, None][1] += 1
    return cells


def k18(street: Street) -> Cells:
    cells = rates()
    people = {p["person_id"]: p for p in street.rows["key_people"]}
    checks = [s for s in street.rows["health_services"] if s["service_type"] == "annual_check"]
    checks.sort(key=lambda s: (s["service_at"], s["service_id"]))
    for month, _, day_to in street.months:
        seen = set()
        for s in checks:
            on, p = day(s["service_at"]), people.get(s["person_id"])
            born = p["birth_date"] if p else None
            age = _age(born, on) if born else _youngest(s["age_band"]) if s["age_band"] else 0
            who = s["person_id"] or ("row", s["service_id"])
            if on.year == month.year and on <= day_to and age >= 65 and who not in seen:
                seen.add(who)
                cells[p["grid_id"] if p else s["grid_id"], month, None][0] += 1
        for row in latest(street.rows["population"], day_to):
            if _youngest(row["age_band"]) >= 65:
                cells[row["grid_id"], month, None][1] += row["count"]
    return cells


def k19(street: Street) -> Cells:
    home = {"home_clinic", "medicine", "rehabilitation", "follow_up", "counselling"}
    cells = counts()
    seen = set()
    for s in sorted(street.rows["health_services"], key=lambda s: (s["service_at"], s["service_id"])):
        month = street.month_of(s["service_at"])
        who = (s["person_id"], s["service_at"].year)
        amounts: dict[str | None, int] = {"medicine_packs": s["medicine_count"] or 0}
        if s["service_type"] in home:
            amounts |= {
                None: 1,
                "person_times": 1,
                "persons": int(s["person_id"] is not None and who not in seen),
            }
            seen.add(who)
        for part, amount in amounts.items():
            if month:
                cells[s["grid_id"], month, part][0] += amount
    return cells


def k20(street: Street) -> Cells:
    cells = rates()
    for a in street.rows["activities"]:
        month = street.month_of(a["planned_date"])
        if (
            a["series"] in ("健康日", "社区健康日", "Health Day")
            and month
            and a["planned_date"] <= street.as_of
        ):
            cells[a["grid_id"], month, None][0] += a["held_date"] is not None
            cells[a["grid_id"], month, None][1] += 1
    return cells


def k22(street: Street) -> Cells:
    cells = rates()
    for s in street.rows["health_services"]:
        month = street.month_of(s["service_at"])
        for part in (None, s["service_type"]) if s["is_abnormal"] and month else ():
            cells[s["grid_id"], month, part][0] += s["referred_at"] is not None
            cells[s["grid_id"], month, part][1] += 1
    return cells


def _cases(street: Street, case_type: str, moment: str) -> Iterator[tuple[Row, date]]:
    """Cases of a type with the month of one of their moments, where that is one of ours."""
    for c in street.rows["cases"]:
        month = street.month_of(c[moment]) if c[moment] else None
        if c["case_type"] == case_type and month:
            yield c, month


def k38(street: Street) -> Cells:
    cells = counts()
    for c, month in _cases(street, "mediation", "registered_at"):
        for part in (None, c["topic"]):
            cells[c["grid_id"], month, part][0] += 1
    return cells


def k39(street: Street) -> Cells:
    cells = rates()
    for c, month in _cases(street, "mediation", "closed_at"):
        for part in (None, c["topic"]):
            cells[c["grid_id"], month, part][0] += c["result"] == "agreed"
            cells[c["grid_id"], month, part][1] += 1
    return cells


def k40(street: Street) -> Cells:
    cells = counts()
    for c, month in _cases(street, "mediation", "closed_at"):
        days = (day(c["closed_at"]) - day(c["registered_at"])).days
        for part in (None, "days"):
            cells[c["grid_id"], month, part, days][0] += 1
        if c["session_count"] is not None:
            cells[c["grid_id"], month, "sessions", c["session_count"]][0] += 1
    return cells


def _in_time(street: Street, done: str, deadline: Callable[[Row], date]) -> Cells:
    cells = rates()
    for c in street.rows["cases"]:
        if c["case_type"] != "petition":
            continue
        due, on = deadline(c), day(c[done]) if c[done] else None
        if on is None and due >= street.as_of:
            continue
        month = street.month_of(min(due, on or due))
        if month:
            cells[c["grid_id"], month, None][0] += on is not None and on <= due
            cells[c["grid_id"], month, None][1] += 1
    return cells


def k41(street: Street) -> Cells:
    return _in_time(street, "accepted_at", lambda c: day(c["registered_at"]) + 15 * DAY)


def k42(street: Street) -> Cells:
    def deadline(c: Row) -> date:
        return day(c["due_at"]) if c["due_at"] else day(c["accepted_at"] or c["registered_at"]) + 60 * DAY

    return _in_time(street, "closed_at", deadline)


def k43(street: Street) -> Cells:
    cells = rates()
    for c, month in _cases(street, "petition", "closed_at"):
        if c["satisfaction"]:
            cells[c["grid_id"], month, None][0] += c["satisfaction"] != "dissatisfied"
            cells[c["grid_id"], month, None][1] += 1
    return cells


def k44(street: Street) -> Cells:
    cells = rates()
    for month, _, day_to in street.months:
        for c in street.rows["cases"]:
            if c["case_type"] == "petition" and c["is_backlog"] and day(c["registered_at"]) <= day_to:
                closed = c["closed_at"] is not None and day(c["closed_at"]) <= day_to
                back = c["reopened_at"] is not None and day(c["reopened_at"]) <= day_to
                cell = cells[c["grid_id"], month, None]
                cell[0] += closed and c["result"] in ("settled", "agreed") and not back
                cell[1] += 1
    return cells


def k58(street: Street) -> Cells:
    cells = rates()
    for r in street.rows["reach"]:
        cell = cells[r["grid_id"], r["month"], None]
        cell[0] += r["elders"] if r["state"] == "covered" else 0
        cell[1] += r["elders"]
    return cells


def k59(street: Street) -> Cells:
    cells = counts()
    for r in street.rows["reach"]:
        if r["state"] in ("uncovered", "no_path"):
            cells[r["grid_id"], r["month"], None][0] += r["elders"]
    people = {p["person_id"]: p for p in street.rows["key_people"]}
    last = {month: day_to for month, _, day_to in street.months}
    for r in street.rows["reach_people"]:
        person = people[r["person_id"]]
        if r["state"] in ("uncovered", "no_path") and person in list(street.people_on(last[r["month"]])):
            for code in _codes(person):
                cells[r["grid_id"], r["month"], code][0] += 1
    return cells


def k60(street: Street) -> Cells:
    cells = counts()
    for r in street.rows["reach"]:
        if r["state"] in ("covered", "uncovered") and r["elders"]:
            cells[r["grid_id"], r["month"], None, math.ceil(r["minutes"])][0] += r["elders"]
    return cells
