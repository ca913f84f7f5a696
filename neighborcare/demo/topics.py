"""The meetings: joint party-building meetings, deliberation, Deliberation Weeks; what was decided and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from neighborcare.demo import calendar
from neighborcare.demo.chance import pick, stream
from neighborcare.demo.plan import BY_ID, LAST, grid_id
from neighborcare.demo.rows import Row, blank


@dataclass(frozen=True, slots=True)
class Meetings:
    """Meetings of one kind in one community: their days, and how many topics each takes."""

    community: str
    type: str
    days: Sequence[date]
    topics: tuple[int, int]
    present: tuple[int, int]


def _spread(first: str, last: str, count: int) -> list[date]:
    """So many days from one to another, on working days."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    days = [start + timedelta(days=round((end - start).days * n / (count - 1))) for n in range(count)]
    return [day - timedelta(days=max(day.isoweekday() - 5, 0)) for day in days]


MEETINGS = (
    Meetings("LZY", "consult", _spread("2023-08-23", "2025-08-13", 17), (1, 2), (12, 34)),
    Meetings("LZY", "joint", _spread("2023-10-12", "2025-07-10", 8), (2, 3), (9, 16)),
    Meetings("RMZ", "joint", _spread("2023-09-21", "2025-06-19", 7), (2, 3), (8, 15)),
    Meetings("RMZ", "consult", _spread("2023-11-16", "2025-08-14", 11), (1, 2), (10, 26)),
    Meetings("JY", "joint", _spread("2023-09-14", "2025-06-12", 6), (1, 3), (8, 14)),
    Meetings("JY", "consult", _spread("2023-12-07", "2025-07-24", 8), (1, 2), (9, 22)),
    Meetings("KX", "week", _spread("2023-10-18", "2025-07-16", 8), (3, 5), (28, 64)),
    Meetings("KX", "consult", _spread("2023-09-07", "2025-08-07", 9), (1, 1), (10, 24)),
    Meetings("KX", "joint", _spread("2023-12-14", "2025-06-05", 4), (2, 3), (8, 13)),
    Meetings("SZS", "joint", _spread("2024-03-14", "2025-06-26", 4), (3, 4), (9, 15)),
    Meetings("SZS", "consult", _spread("2023-08-17", "2025-08-21", 25), (1, 1), (8, 24)),
)
"In SZS four joint meetings and 25 deliberations, as published."
TITLES: Mapping[str, Sequence[tuple[str, str]]] = {
    "joint": (
        ("共建单位认领年度服务项目", "社区党委"),
        ("物业与业委会协调联动机制", "物业服务中心"),
        ("困难家庭帮扶资金筹集", "共建单位"),
        ("辖区停车资源错时共享", "物业服务中心"),
        ("暑期托管场地与师资", "共建单位"),
        ("消防通道联合整治", "城管中队"),
    ),
    "consult": (
        ("小区车位划线", "物业服务中心"),
        ("楼道加装扶手选点", "社区居委会"),
        ("电动车充电桩选址", "社区居委会"),
        ("垃圾投放点迁移", "物业服务中心"),
        ("老旧电梯更新费用分摊", "业委会"),
        ("后巷排水改造监督", "街道城建办"),
        ("广场舞时间约定", "社区居委会"),
        ("物业费调整听证", "业委会"),
        ("楼道照明维修责任", "物业服务中心"),
    ),
    "week": (
        ("小区公共收益使用", "业委会"),
        ("健身器材更新", "社区居委会"),
        ("围墙修缮与共同缔造", "街道城建办"),
        ("文艺汇演进小区", "社区居委会"),
        ("快递柜位置", "物业服务中心"),
        ("绿化认养", "社区居委会"),
    ),
}
PROPOSERS: Mapping[str, Mapping[str, float]] = {
    "joint": {"community": 0.45, "partner": 0.3, "property": 0.15, "department": 0.1},
    "consult": {
        "resident": 0.5,
        "grid_worker": 0.18,
        "property": 0.12,
        "owners_committee": 0.12,
        "community": 0.08,
    },
    "week": {"resident": 0.7, "owners_committee": 0.15, "grid_worker": 0.15},
}
NEGLECTED = timedelta(days=180)
"Past its day after which even what was left lying is done."
PACE = {"LZY": 0.8, "RMZ": 0.9, "JY": 0.95, "KX": 1.3, "SZS": 0.8}
NAMES = {"joint": "LX", "consult": "XS", "week": "YS"}


def make(seed: int) -> list[Row]:
    """All topics in order of the meetings, numbered."""
    rng = stream(seed, "topics")
    rows: list[Row] = []
    for plan in MEETINGS:
        offset = int(rng.integers(50))
        for day in plan.days:
            present = int(rng.integers(*plan.present))
            for _ in range(int(rng.integers(plan.topics[0], plan.topics[1] + 1))):
                rows.append(_topic(plan, day, present, offset + len(rows), rng))
    rows.sort(key=lambda row: (str(row["held_date"]), str(row["community_id"]), str(row["meeting_id"])))
    for n, row in enumerate(rows):
        row["topic_id"] = f"YT{n + 1:04d}"
    return rows


def _topic(plan: Meetings, day: date, present: int, turn: int, rng: np.random.Generator) -> Row:
    titles = TITLES[plan.type]
    title, owner = titles[turn % len(titles)]
    is_local = plan.type != "joint" and rng.random() < 0.6
    grids = BY_ID[plan.community].grids
    row = blank("topics") | {
        "community_id": plan.community,
        "grid_id": grid_id(plan.community, int(rng.integers(grids)) + 1) if is_local else None,
        "meeting_id": f"{plan.community}-{NAMES[plan.type]}-{day:%Y%m%d}",
        "meeting_type": plan.type,
        "held_date": day,
        "proposer_type": pick(rng, dict(PROPOSERS[plan.type])),
        "title": title,
        "decision": pick(rng, {"adopted": 0.84, "deferred": 0.12, "rejected": 0.04}),
        "attend_count": present,
        "pillar": "party",
    }
    if row["decision"] == "adopted":
        _carry_out(row, owner, rng)
    return row


def _carry_out(row: Row, owner: str, rng: np.random.Generator) -> None:
    """What was adopted has an owner and a date; most of it is done in time, some of it months later."""
    day = row["held_date"]
    assert isinstance(day, date)  # noqa: S101 - for the type checker
    allowed = int(rng.choice((30, 45, 60, 90)))
    row["owner_unit"] = owner
    row["due_at"] = calendar.at(day + timedelta(days=allowed), 17 * 60 + 30)
    days = max(float(rng.lognormal(-0.5, 0.45)) * allowed * PACE[str(row["community_id"])], 3.0)
    done = day + timedelta(days=int(days))
    if done <= LAST and rng.random() >= 0.9:
        done = day + timedelta(days=allowed) + NEGLECTED
    if done <= LAST:
        row["done_at"] = calendar.at(done, 570 + int(rng.integers(420)))
