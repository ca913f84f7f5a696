"""What partners and staff claim: wishes, projects, pairings, hardship households, tuition; stage by stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from neighborcare.demo import calendar, partners
from neighborcare.demo.chance import stream
from neighborcare.demo.plan import BY_ID, FIRST, grid_id
from neighborcare.demo.rows import Row, active, belongs, blank, moment, of, since

SINCE_RMZ = date(2024, 1, 1)
SINCE_JY = date(2025, 1, 1)
POOR = ("low_income", "destitute", "special_family", "disability")
STAGES = ("collected_at", "audited_at", "publicized_at", "published_at", "claimed_at", "fulfilled_at")
REACHED = ("collected", "audited", "publicized", "published", "claimed", "fulfilled")
WORDS: Mapping[str, tuple[str, ...]] = {
    "wish": ("一个护眼台灯", "一双防滑鞋", "一台收音机", "一套绘本", "一个书包", "一床冬被", "一副老花镜"),
    "project": (
        "修剪遮挡采光的绿化树",
        "加装加压泵",
        "楼道堆物清理",
        "晾衣架改造",
        "后巷铺砖",
        "凉亭座椅修缮",
    ),
    "pairing": ("每周探望、代办生活事务", "陪伴聊天、代买药品", "节日探望、应急联系"),
    "household": ("子女就学与日常生活帮扶", "重病家庭日常照料帮扶", "就业岗位与技能帮扶", "残疾家庭生活帮扶"),
    "tuition": ("高中学费资助", "大学入学路费资助", "小学生课后托管费资助"),
}
PILLARS = {"wish": "help_need", "project": "help_affairs", "household": "help_need", "tuition": "learn"}
GIVES = ("government", "enterprise", "bank", "social_organisation", "new_organisation", "school")


@dataclass(frozen=True, slots=True)
class Plan:
    """So many items of one type, who of the key people they are for, and who takes them on."""

    community: str
    type: str
    count: int
    groups: tuple[str, ...] = ()
    givers: tuple[str, ...] = GIVES
    since: date = FIRST
    until: date = date(2025, 8, 12)
    households: int | None = None
    "How many different households they are for; None: as many as there are items."


PLANS = (
    Plan("LZY", "wish", 46, (*POOR, "left_behind_child", "living_alone")),
    Plan("LZY", "project", 9),
    Plan("LZY", "household", 11, POOR),
    Plan("LZY", "tuition", 8, ("child_in_difficulty", "youth_in_difficulty", "left_behind_child")),
    Plan("RMZ", "wish", 11, ("child_in_difficulty",), since=SINCE_RMZ, until=date(2025, 7, 20), households=3),
    Plan("RMZ", "project", 15, since=SINCE_RMZ, until=date(2025, 7, 10)),
    Plan("RMZ", "household", 7, POOR),
    Plan("RMZ", "tuition", 3, ("youth_in_difficulty",)),
    Plan("JY", "wish", 17, (*POOR, "left_behind_child")),
    Plan("JY", "project", 4),
    Plan("JY", "household", 5, POOR),
    Plan("KX", "wish", 28, (*POOR, "left_behind_child", "living_alone")),
    Plan("KX", "project", 7),
    Plan("KX", "household", 8, POOR),
    Plan("SZS", "wish", 12, (*POOR, "left_behind_child")),
    Plan("SZS", "project", 5),
    Plan("SZS", "household", 6, POOR, ("government",), until=date(2025, 6, 20)),
    Plan("SZS", "household", 25, POOR, ("enterprise", "bank", "social_organisation", "school")),
    Plan("SZS", "tuition", 3, ("youth_in_difficulty", "child_in_difficulty")),
)
"""11 wishes of 3 households and 15 projects in RMZ, 31 households in SZS, 6 of them taken on by government offices, as
published."""
PATIENCE = 240
"Days after which an item that was stuck goes on at last."
FORGOTTEN = date(2025, 7, 1)
"What was fulfilled before has been followed up by now."
PACE = {"LZY": 1.0, "RMZ": 0.9, "JY": 1.0, "KX": 1.7, "SZS": 0.85}


def make(people: Sequence[Row], staff: Sequence[Row], allies: Sequence[Row], seed: int) -> list[Row]:
    """All claims in order of collection, numbered."""
    rng = stream(seed, "claims")
    rows = [row for plan in PLANS for row in _items(plan, people, allies, rng)]
    rows += [
        *_of_paired(people, staff, rng),
        *_care_parents(people, staff, rng),
        *_jingyuan(people, staff, rng),
    ]
    rows.sort(key=lambda row: (str(row["collected_at"]), str(row["community_id"]), str(row["content"])))
    for n, row in enumerate(rows):
        row["claim_id"] = f"RL{n + 1:04d}"
    return rows


def _items(
    plan: Plan, people: Sequence[Row], allies: Sequence[Row], rng: np.random.Generator
) -> Iterator[Row]:
    """The items of a plan; of a published one nothing is withdrawn."""
    homes = _homes(plan, people, rng)
    givers = partners.ids(allies, plan.community, *plan.givers)
    for n in range(plan.count):
        row = _row(plan.community, plan.type, calendar.office_hour(rng, plan.since, plan.until), rng)
        if homes:
            person = homes[n % len(homes)]
            row |= {key: person[key] for key in ("person_id", "household_id", "grid_id")}
        else:
            row["grid_id"] = grid_id(plan.community, int(rng.integers(BY_ID[plan.community].grids)) + 1)
        _proceed(row, plan, givers[int(rng.integers(len(givers)))], rng)
        yield row


def _homes(plan: Plan, people: Sequence[Row], rng: np.random.Generator) -> list[Row]:
    """One person of each household that the items are for, households of other types left alone."""
    if not plan.groups:
        return []
    able: dict[object, Row] = {}
    for person in of(people, plan.community):
        if person["end_date"] is None and belongs(person, *plan.groups):
            able.setdefault(person["household_id"], person)
    # The two plans for households in SZS share them out.
    mine = list(able.values())
    if plan.type == "household" and plan.community == "SZS":
        mine = mine[0::3] if plan.givers == ("government",) else [p for n, p in enumerate(mine) if n % 3]
    order = rng.permutation(len(mine))[: plan.households or plan.count]
    return [mine[i] for i in order]


def _row(community: str, kind: str, collected: datetime, rng: np.random.Generator) -> Row:
    words = WORDS[kind]
    return blank("claims") | {
        "community_id": community,
        "claim_type": kind,
        "content": words[int(rng.integers(len(words)))],
        "pillar": PILLARS.get(kind, "help_need"),
        "collected_at": collected,
        "status": "collected",
    }


def _proceed(row: Row, plan: Plan, giver: str, rng: np.random.Generator) -> None:
    """Stage after stage until one is not reached yet; a stage is forgotten in the ledger now and then."""
    pace = PACE[plan.community]
    at: datetime | None = since(row, "collected_at")
    waits = (3.0, 2.5, 5.5, float(rng.lognormal(1.7, 0.8)) * pace, float(rng.lognormal(2.7, 0.7)) * pace)
    stuck = _stuck(plan, rng)
    for n, (stage, days) in enumerate(zip(STAGES[1:], waits, strict=True)):
        wait = max(days * float(rng.uniform(0.5, 1.5)), 0.4) + (PATIENCE if n == stuck else 0)
        at = calendar.later(at, wait, rng) if at else None
        if at is None:
            break
        row[stage], row["status"] = at, REACHED[n + 1]
    if row["claimed_at"] is not None:
        row["partner_id"] = giver
        row["due_at"] = since(row, "claimed_at") + timedelta(days=30 if plan.type != "household" else 90)
    _after(row, rng)


def _stuck(plan: Plan, rng: np.random.Generator) -> int:
    """How many stages an item gets through without delay: all of them (5), or it is stuck before."""
    if plan.givers == ("government",) or plan.since == SINCE_RMZ:  # what their accounts count is done
        return 5
    mark = float(rng.random())
    slow = 2.0 if plan.community == "KX" else 1.0
    return 3 if mark < 0.08 * slow else 4 if mark < 0.14 * slow else 2 if mark > 0.965 else 5


def _after(row: Row, rng: np.random.Generator) -> None:
    """Followed up and rated once fulfilled; and a few ledgers with a hole in them."""
    if row["fulfilled_at"] is not None:
        calls = int(rng.integers(0, 4))
        row["follow_up_count"] = max(calls, 1) if since(row, "fulfilled_at").date() < FORGOTTEN else calls
        row["status"] = "followed_up" if row["follow_up_count"] else "fulfilled"
        if rng.random() < 0.7:
            row["rating"] = "satisfied" if rng.random() < 0.9 else "fair"
    if row["claimed_at"] is not None and rng.random() < 0.05:
        row["publicized_at" if rng.random() < 0.6 else "audited_at"] = None


def _of_paired(people: Sequence[Row], staff: Sequence[Row], rng: np.random.Generator) -> Iterator[Row]:
    """The pairings of those whose file names a helper, outside JY: collected and taken on within days."""
    able = {str(worker["staff_id"]): worker for worker in staff}
    for person in people:
        worker = able.get(str(person["paired_staff_id"]))
        if worker is None or person["community_id"] == "JY" or person["end_date"] is not None:
            continue
        began = max(d for d in (FIRST, person["filed_date"], worker["start_date"]) if isinstance(d, date))
        if rng.random() < (0.9 if person["community_id"] == "SZS" else 0.45):
            first = began + timedelta(days=int(rng.integers(3, 40)))
            yield _pair(
                person,
                str(worker["staff_id"]),
                calendar.office_hour(rng, first, min(first + timedelta(days=200), date(2025, 8, 5))),
                rng,
            )


def _care_parents(people: Sequence[Row], staff: Sequence[Row], rng: np.random.Generator) -> Iterator[Row]:
    """Every child in difficulty of RMZ has a care mother, one to one."""
    children = [p for p in of(people, "RMZ") if belongs(p, "child_in_difficulty")]
    mothers = [
        w for w in of(staff, "RMZ") if w["role"] == "care_parent" and active(w, SINCE_RMZ, "start_date")
    ]
    for child, mother in zip(children, mothers, strict=False):
        yield _pair(
            child,
            str(mother["staff_id"]),
            calendar.office_hour(rng, date(2024, 2, 20), date(2024, 5, 30)),
            rng,
        )


def _jingyuan(people: Sequence[Row], staff: Sequence[Row], rng: np.random.Generator) -> Iterator[Row]:
    """Seven of the staff of JY stand by three elders living alone, as published."""
    elders = [p for p in of(people, "JY") if belongs(p, "living_alone") and p["end_date"] is None]
    helping = ("cadre", "social_worker", "care_parent")
    workers = [w for w in of(staff, "JY") if w["role"] in helping and w["end_date"] is None]
    for n, worker in enumerate(workers):
        yield _pair(
            elders[n % len(elders)],
            str(worker["staff_id"]),
            calendar.office_hour(rng, SINCE_JY, date(2025, 3, 28)),
            rng,
        )


def _pair(person: Row, helper: str, collected: datetime, rng: np.random.Generator) -> Row:
    row = _row(str(person["community_id"]), "pairing", collected, rng)
    row |= {key: person[key] for key in ("person_id", "household_id", "grid_id")}
    row["staff_id"] = helper
    at: datetime | None = collected
    for n, stage in enumerate(STAGES[1:5]):
        at = calendar.later(at, 1 + 3 * float(rng.random()), rng) if at else None
        row[stage], row["status"] = at, REACHED[n + 1] if at else row["status"]
    claimed = moment(row, "claimed_at")
    if claimed is None:
        row["staff_id"] = None
        return row
    row["due_at"] = claimed + timedelta(days=30)
    done = calendar.later(claimed, 3 + 18 * float(rng.random()), rng)
    if done is not None and rng.random() < 0.96:
        row["fulfilled_at"] = done
        row["status"], row["follow_up_count"] = "followed_up", int(rng.integers(1, 9))
    return row
