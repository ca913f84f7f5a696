"""The visits: daily greetings, weekly, monthly and quarterly visits, and the rounds from door to door."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from neighborcare.demo import calendar
from neighborcare.demo.chance import some, stream
from neighborcare.demo.places import Places
from neighborcare.demo.plan import (
    FIRST,
    GRIDS,
    LAGGING_GRID,
    LAST,
    LEAVE_FROM,
    LEAVE_GRID,
    LEAVE_TO,
)
from neighborcare.demo.rows import Row, active, of

NEEDS = (
    "楼道灯不亮", "想配老花镜", "下水道返味", "请帮忙代买药", "电视没有信号", "门锁不好用", "想学用手机",
    "希望有人陪同看病", "屋顶漏水", "想申请助餐", "轮椅坏了", "担心电线老化",
)  # fmt: skip
SZS_ROUND = "幸福来敲门"
SZS_HOUSEHOLDS = 480


@dataclass(frozen=True, slots=True)
class Round:
    """A round from door to door: its label (none for an unlabelled one), its span, how many homes it reaches."""

    community: str
    label: str | None
    type: str
    first: date
    last: date
    reached: float


ROUNDS = (
    Round("LZY", "2024年入户摸底", "survey", date(2024, 3, 4), date(2024, 6, 28), 0.957),
    Round("LZY", "2025年入户摸底", "survey", date(2025, 3, 3), date(2025, 8, 29), 0.905),
    Round("RMZ", None, "survey", date(2023, 9, 4), date(2023, 12, 22), 0.24),
    Round("RMZ", None, "survey", date(2024, 2, 26), date(2024, 12, 20), 0.78),
    Round("RMZ", None, "survey", date(2025, 2, 24), date(2025, 8, 29), 0.60),
    Round("JY", "2025年敲门行动", "knock", date(2025, 3, 3), date(2025, 5, 30), 0.978),
    Round("KX", "2024年亲情敲门", "talk", date(2024, 3, 11), date(2024, 11, 29), 0.81),
    Round("KX", "2025年亲情敲门", "talk", date(2025, 3, 10), date(2025, 8, 29), 0.72),
)
FORGOTTEN = timedelta(days=60)
"What nobody handled at first is found in the ledger and handled after so long."
RELIABLE = {"red": 0.987, "yellow": 0.982, "green": 0.985, "blue": 0.98}


class Rota:
    """Who goes where on a day: the grid's manager, or whoever stands in."""

    def __init__(self, staff: Sequence[Row]) -> None:
        self.managers = {str(r["grid_id"]): r for r in staff if r["role"] == "grid_worker"}
        self.cover: dict[str, list[Row]] = defaultdict(list)
        self.near: dict[str, list[Row]] = defaultdict(list)
        for row in staff:
            if row["role"] == "social_worker":
                self.cover[str(row["community_id"])].append(row)
            if row["role"] in {"neighbor", "volunteer", "party_volunteer"} and row["grid_id"]:
                self.near[str(row["grid_id"])].append(row)

    def worker(self, grid: str, on: date, mark: float) -> str:
        """The one who visits on duty."""
        manager = self.managers.get(grid)
        away = grid == LEAVE_GRID and LEAVE_FROM <= on <= LEAVE_TO
        if manager is not None and not away and active(manager, on, "start_date"):
            return str(manager["staff_id"])
        others = self.cover[grid.split("-", maxsplit=1)[0]]
        return str(others[int(mark * len(others))]["staff_id"])

    def greeter(self, grid: str, on: date, mark: float) -> str:
        """The one who greets: half the time a neighbour or volunteer of the grid."""
        near = [row for row in self.near[grid] if active(row, on, "start_date")]
        if near and mark < 0.5:
            return str(near[int(mark * 2 * len(near))]["staff_id"])
        return self.worker(grid, on, mark)


def make(places: Places, staff: Sequence[Row], people: Sequence[Row], seed: int) -> list[Row]:
    """All visits in order of time, numbered."""
    rng = stream(seed, "visits")
    rota = Rota(staff)
    rows = [row for person in people for row in _to_person(person, rota, rng)]
    for plan in ROUNDS:
        homes = [home.id for g in GRIDS if g.startswith(plan.community) for home in places.households[g]]
        rows += _round(plan, homes, rota, rng)
    rows += _happiness(places, people, rota, rng)
    rows.sort(key=lambda row: (str(row["visit_at"]), str(row["person_id"]), str(row["household_id"])))
    for n, row in enumerate(rows):
        row["visit_id"] = f"V{n + 1:07d}"
    return rows


def care(grid: str, on: date, tier: str) -> float:
    """How much of the usual work a grid manages on a day; a greeting by phone suffers less from the weather."""
    slow = 0.70 if grid == LAGGING_GRID else 1.0
    away = 0.42 if grid == LEAVE_GRID and LEAVE_FROM <= on <= LEAVE_TO else 1.0
    steady = 0.975 + 0.025 * ((GRIDS.index(grid) * 7) % 10) / 9
    done = calendar.weather(on) * slow * away * steady
    return math.sqrt(done) if tier == "red" else done


def _to_person(person: Row, rota: Rota, rng: np.random.Generator) -> Iterator[Row]:
    tier = str(person["risk_tier"])
    # Everybody has a usual day; some are hard to catch at home.
    usual, ease = float(rng.random()), 0.32 if tier == "yellow" and rng.random() < 0.09 else 1.0
    for first, last in SLOTS[tier]:
        if not (active(person, first) and active(person, last)):
            continue
        mark = rng.random(7)
        on = first + timedelta(days=_offset(usual, float(mark[0]), first, last))
        if mark[1] > RELIABLE[tier] * ease * care(str(person["grid_id"]), on, tier):
            continue
        yield from _contact(person, tier, on, mark, rota)


def _offset(usual: float, mark: float, first: date, last: date) -> int:
    """Days from the start of the slot: about the person's usual place in it."""
    share = min(max(usual + 0.14 * (mark - 0.5), 0.0), 0.999)
    return int(share * ((last - first).days + 1))


SLOTS: Mapping[str, Sequence[tuple[date, date]]] = {
    "red": [(on, on) for on in calendar.days()],
    "yellow": calendar.weeks(),
    "green": calendar.months(),
    "blue": calendar.months(3),
}


def _contact(person: Row, tier: str, on: date, mark: np.ndarray, rota: Rota) -> Iterator[Row]:
    """One visit; now and then nobody was in, and often somebody tries again."""
    greets = tier == "red"
    grid = str(person["grid_id"])
    who = rota.greeter(grid, on, float(mark[2])) if greets else rota.worker(grid, on, float(mark[2]))
    when = calendar.at(on, (470 if greets else 530) + int(float(mark[3]) * (170 if greets else 490)))
    kind = "greeting" if greets else ("condolence" if _is_festive(on) else _kind(person, float(mark[4])))
    absent = mark[5] < (0.012 if greets else 0.03)
    row = _visit(person, who, when, kind, _mode(tier, float(mark[4])))
    row["result"] = "absent" if absent else _result(float(mark[6]), tier)
    _aftermath(row, float(mark[0]), float(mark[5]))
    yield row
    if absent and mark[6] < 0.7:
        yield _visit(person, who, when + timedelta(minutes=95), kind, "phone")


def _is_festive(on: date) -> bool:
    return any(0 <= (spring - on).days <= 9 for spring in calendar.SPRING_FESTIVALS)


def _kind(person: Row, mark: float) -> str:
    talks = {"KX": 0.45, "LZY": 0.15}.get(str(person["community_id"]), 0.08)
    return "talk" if mark < talks else "care"


def _mode(tier: str, mark: float) -> str:
    limits = {"red": (0.42, 0.86, 0.91), "yellow": (0.62, 0.93, 1.0)}.get(tier, (0.78, 0.97, 1.0))
    return next(
        (m for m, limit in zip(("home", "phone", "video"), limits, strict=True) if mark < limit), "device"
    )


def _result(mark: float, tier: str) -> str:
    odd = 0.006 if tier == "red" else 0.011
    return "abnormal" if mark < odd else ("refused" if mark > 0.996 and tier != "red" else "ok")


def _aftermath(row: Row, mark: float, other: float) -> None:
    """An abnormal visit is handled within hours, a few late, a few of the last weeks not yet; some bring up a need."""
    at = row["visit_at"]
    if row["result"] == "abnormal" and isinstance(at, datetime):
        handled = (at + _until_handled(mark)).replace(second=0, microsecond=0)
        if handled.date() <= LAST:
            row["handled_at"] = handled
        row["need_text"] = "身体不适，已联系家属和社区医生" if other < 0.6 else "情绪低落，已安排专人陪伴"
    elif row["result"] == "ok" and other > 0.985:
        row["need_text"] = NEEDS[int(mark * len(NEEDS))]


def _until_handled(mark: float) -> timedelta:
    if mark < 0.9:
        return timedelta(hours=0.5 + 17 * mark)
    return timedelta(hours=26 + 400 * (mark - 0.9)) if mark < 0.965 else FORGOTTEN


def _visit(person: Row, who: str, when: datetime, kind: str, mode: str) -> Row:
    return {
        "visit_id": None,
        "visit_at": when,
        "person_id": person["person_id"],
        "household_id": None,
        "staff_id": who,
        "visit_type": kind,
        "mode": mode,
        "round_id": None,
        "result": "ok",
        "need_text": None,
        "handled_at": None,
        "community_id": person["community_id"],
        "grid_id": person["grid_id"],
        "pillar": "help_need",
        "remark": None,
    }


def _round(plan: Round, homes: Sequence[str], rota: Rota, rng: np.random.Generator) -> Iterator[Row]:
    """One visit a home at most that reaches it; the lagging grid gets to fewer doors."""
    span = (plan.last - plan.first).days + 1
    for home in homes:
        mark = rng.random(6)
        grid = home.rsplit("-", 1)[0]
        share = plan.reached * (0.5 if grid == LAGGING_GRID else 1.0)
        on = plan.first + timedelta(days=int(float(mark[0]) ** 0.9 * span))
        reached = mark[1] < share
        if reached or mark[2] < 0.25:
            yield _to_home(home, plan.label, plan.type, on, mark, reached, rota)


def _to_home(
    home: str, label: str | None, kind: str, on: date, mark: np.ndarray, reached: bool, rota: Rota
) -> Row:
    grid = home.rsplit("-", 1)[0]
    place: Row = {"person_id": None, "community_id": grid.split("-")[0], "grid_id": grid}
    when = calendar.at(on, 540 + int(float(mark[3]) * 560))
    row = _visit(place, rota.worker(grid, on, float(mark[4])), when, kind, "home")
    row["household_id"], row["round_id"] = home, label
    row["result"] = "ok" if reached else ("refused" if mark[5] < 0.12 else "absent")
    if reached and mark[5] > 0.97:
        row["need_text"] = NEEDS[int(float(mark[4]) * len(NEEDS))]
    return row


def _happiness(places: Places, people: Sequence[Row], rota: Rota, rng: np.random.Generator) -> Iterator[Row]:
    """One round over the whole period in SZS: 480 homes are reached, those of all key people among them."""
    must = sorted({str(row["household_id"]) for row in of(people, "SZS")})
    homes = [
        h.id for g in GRIDS if g.startswith("SZS") for h in places.households[g] if h.id not in set(must)
    ]
    reached = [*must, *some(rng, homes, SZS_HOUSEHOLDS - len(must))]
    span = (date(2025, 6, 30) - FIRST).days
    for home in reached:
        mark = rng.random(6)
        on = FIRST + timedelta(days=int(float(mark[0]) * span))
        on -= timedelta(days=max(on.isoweekday() - 5, 0)) if on > date(2023, 8, 7) else timedelta(0)
        yield _to_home(home, SZS_ROUND, "knock" if mark[1] < 0.6 else "care", on, mark, True, rota)
    for home in some(rng, sorted(set(homes) - set(reached)), 40):
        mark = rng.random(6)
        on = FIRST + timedelta(days=int(float(mark[0]) * span))
        yield _to_home(home, SZS_ROUND, "knock", on, mark, False, rota)
