"""The requests: who asks for what, how fast it is answered, taken, closed, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from neighborcare.demo import calendar
from neighborcare.demo.chance import pick, stream
from neighborcare.demo.plan import BY_ID, FIRST, LAST, grid_id
from neighborcare.demo.rows import Row, active, blank, moment, of, since
from neighborcare.demo.staff import TEAMS


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of request: its topics with what is said, its days to close, its pillar, and how often it comes."""

    topics: Mapping[str, str]
    days: int
    pillar: str
    often: float
    is_taken: bool = False


KINDS: Mapping[str, Kind] = {
    "order": Kind(
        {
            "助餐送餐": "老人行动不便，想请人中午送餐",
            "代买代办": "请帮忙代买米面和日用品",
            "陪同就医": "下周复诊，希望有人陪同",
            "上门理发": "老人下不了楼，想约上门理发",
            "家电维修": "电饭煲坏了，请帮忙看看",
        },
        5,
        "help_affairs",
        0.30,
        True,
    ),
    "complaint": Kind(
        {
            "噪音扰民": "夜里楼上装修声音大",
            "停车管理": "消防通道旁停满了车",
            "环境卫生": "楼道口垃圾没有及时清运",
            "物业服务": "电梯坏了物业没人来",
            "宠物管理": "有人遛狗不牵绳",
        },
        7,
        "safety",
        0.25,
    ),
    "repair": Kind(
        {
            "楼道照明": "楼道灯不亮，晚上看不清",
            "下水道堵塞": "一楼下水道返水",
            "房屋漏水": "屋顶下雨就漏",
            "门禁电梯": "单元门禁打不开",
        },
        7,
        "help_affairs",
        0.24,
        True,
    ),
    "consult": Kind(
        {
            "社保医保": "想问医保异地报销怎么办",
            "养老服务": "想了解高龄津贴怎么申请",
            "低保救助": "家里困难，问低保条件",
        },
        2,
        "help_need",
        0.13,
    ),
    "job": Kind({"零工求职": "想找离家近的零工", "技能培训": "想参加家政培训"}, 15, "help_need", 0.04, True),
    "suggestion": Kind(
        {
            "适老化改造": "建议楼道加装扶手",
            "充电设施": "建议增设电动车充电桩",
            "小区改造": "后巷改造后路面积水，请监督返工",
            "文体活动": "建议多办戏曲活动",
        },
        15,
        "party",
        0.04,
    ),
}
LEAN: Mapping[str, Mapping[str, float]] = {
    "LZY": {"order": 1.5, "job": 2.0},
    "JY": {"suggestion": 3.0},
    "KX": {"complaint": 1.4, "suggestion": 1.6},
}
CHANNELS: Mapping[str, Mapping[str, float]] = {
    "LZY": {"grid": 0.34, "visit": 0.16, "wechat": 0.24, "hotline": 0.1, "meeting": 0.03, "walk_in": 0.13},
    "RMZ": {"grid": 0.3, "visit": 0.14, "wechat": 0.26, "hotline": 0.16, "meeting": 0.04, "walk_in": 0.1},
    "JY": {"grid": 0.2, "visit": 0.34, "wechat": 0.24, "hotline": 0.1, "meeting": 0.04, "walk_in": 0.08},
    "KX": {"grid": 0.16, "visit": 0.12, "wechat": 0.22, "hotline": 0.32, "meeting": 0.06, "walk_in": 0.12},
    "SZS": {"grid": 0.36, "visit": 0.2, "wechat": 0.2, "hotline": 0.1, "meeting": 0.06, "walk_in": 0.08},
}
USUAL = {"LZY": 640, "JY": 230, "KX": 300}
"Requests in the 25 months where no figure was published."
PACE = {"LZY": 0.66, "RMZ": 0.8, "JY": 0.72, "KX": 1.2, "SZS": 0.7}
RMZ_BEFORE, RMZ_SINCE_2024 = {"solved": 9, "unsolved": 1}, {"solved": 23, "unsolved": 2, "open": 3}
SZS_ALL = {"solved": 28, "unsolved": 2, "open": 3, "rejected": 1}
"23 problems solved in RMZ since 2024 and 28 in SZS, as published."
RECENT, LINGERING = 6, 100
"Within how many days before the end most of what is still open was asked, and all of it."
WET = (0.7, 0.7, 0.9, 1.0, 1.1, 1.4, 1.5, 1.2, 1.0, 0.9, 0.8, 0.8)
"Drains and roofs, January to December."


def make(people: Sequence[Row], seed: int) -> list[Row]:
    """All requests in order of time, numbered."""
    rng = stream(seed, "requests")
    rows = [_usual(c, rng) for c, n in USUAL.items() for _ in range(n)]
    rows += _fixed("RMZ", RMZ_BEFORE, (FIRST, date(2023, 11, 10)), rng)
    rows += _fixed("RMZ", RMZ_SINCE_2024, (date(2024, 1, 4), LAST), rng)
    rows += _fixed("SZS", SZS_ALL, (FIRST, LAST), rng)
    rows.sort(key=lambda row: (str(row["created_at"]), str(row["community_id"])))
    for n, row in enumerate(rows):
        row["request_id"] = f"SQ{n + 1:05d}"
    _repeats(rows, rng)
    _known(rows, people, rng)
    return rows


def _usual(community: str, rng: np.random.Generator) -> Row:
    """A request of any outcome; what is open is mostly of the last months."""
    fate = _fate(community, rng)
    if fate != "open":
        return _request(community, fate, (FIRST, LAST), rng)
    days = RECENT if rng.random() < 0.85 else LINGERING
    return _request(community, fate, (LAST - timedelta(days=days), LAST), rng)


def _fate(community: str, rng: np.random.Generator) -> str:
    slow = 1.6 if community == "KX" else 1.0
    return pick(rng, {"solved": 0.885, "unsolved": 0.06 * slow, "open": 0.018, "rejected": 0.02})


def _fixed(
    community: str, fates: Mapping[str, int], span: tuple[date, date], rng: np.random.Generator
) -> Iterator[Row]:
    """Requests whose outcomes are counted: the closed ones begin early enough for it, the open ones just came in."""
    for fate, count in fates.items():
        last = span[1] if fate == "open" else span[1] - timedelta(days=40)
        first = LAST - timedelta(days=1) if fate == "open" else span[0]
        for _ in range(count):
            yield _request(community, fate, (first, last), rng)


def _request(community: str, fate: str, span: tuple[date, date], rng: np.random.Generator) -> Row:
    lean = LEAN.get(community, {})
    kind = pick(rng, {name: k.often * lean.get(name, 1.0) for name, k in KINDS.items()})
    topic, created = _topic(kind, span, rng)
    row = blank("requests") | {
        "community_id": community,
        "grid_id": grid_id(community, int(rng.integers(BY_ID[community].grids)) + 1)
        if rng.random() < 0.85
        else None,
        "request_type": kind,
        "channel": pick(rng, dict(CHANNELS[community])),
        "topic": topic,
        "content": KINDS[kind].topics[topic],
        "pillar": KINDS[kind].pillar,
        "created_at": created,
        "due_at": calendar.at(created.date() + timedelta(days=KINDS[kind].days), 17 * 60 + 30),
        "status": "pending",
    }
    if fate == "rejected":
        row["status"] = "rejected"
        row["responded_at"] = calendar.later(created, 1, rng)
        return row
    _take_up(row, fate, rng)
    if fate in {"solved", "unsolved"}:
        _close(row, fate == "solved", rng)
    return row


def _topic(kind: str, span: tuple[date, date], rng: np.random.Generator) -> tuple[str, datetime]:
    """What is asked and when: drains and roofs come with the rain."""
    topics = list(KINDS[kind].topics)
    topic = topics[int(len(topics) * float(rng.random()) ** 1.3)]
    created = calendar.office_hour(rng, *span)
    if topic in {"下水道堵塞", "房屋漏水"} and rng.random() > WET[created.month - 1] / 1.5:
        created = calendar.office_hour(rng, *span)
    return topic, created


def _take_up(row: Row, fate: str, rng: np.random.Generator) -> None:
    """Answered within hours as a rule, and taken by a team where a team does it."""
    created = since(row, "created_at")
    pace = PACE[str(row["community_id"])]
    answered = created + timedelta(hours=float(rng.lognormal(0.9, 1.0)) * pace)
    if rng.random() < 0.96 and answered.date() <= LAST:
        row["responded_at"] = answered.replace(second=0, microsecond=0)
    if fate == "open" and rng.random() < 0.35:
        return
    hours = float(rng.lognormal(2.0 if KINDS[str(row["request_type"])].is_taken else 1.2, 0.9)) * pace
    taken = max(created + timedelta(hours=hours), answered).replace(second=0, microsecond=0)
    if taken.date() <= LAST:
        row["accepted_at"], row["status"] = taken, "in_progress"
        row["team_name"] = _team(row, rng)


def _team(row: Row, rng: np.random.Generator) -> str:
    community = str(row["community_id"])
    if row["topic"] in {"物业服务", "停车管理", "门禁电梯"} and rng.random() < 0.6:
        return "物业服务中心"
    if row["request_type"] in {"consult", "suggestion"}:
        return "社区综合服务窗口"
    teams = TEAMS[community]
    return teams[int(len(teams) * float(rng.random()) ** 1.4)]


def _close(row: Row, is_solved: bool, rng: np.random.Generator) -> None:
    created, due = since(row, "created_at"), since(row, "due_at")
    begun = moment(row, "accepted_at") or moment(row, "responded_at") or created
    allowed = (due.date() - created.date()).days
    days = float(rng.lognormal(-0.85, 0.75)) * allowed * PACE[str(row["community_id"])]
    closed = calendar.later(begun, min(days, 33.0), rng)
    if closed is None:
        return
    row["closed_at"], row["status"], row["is_solved"] = closed, "closed", is_solved
    row["resolve_level"] = pick(rng, {"grid": 0.62, "community": 0.3, "street": 0.06, "above": 0.02})
    if rng.random() < 0.62:
        marks = (0.83, 0.13, 0.04) if is_solved and closed <= due else (0.42, 0.32, 0.26)
        row["rating"] = pick(rng, dict(zip(("satisfied", "fair", "dissatisfied"), marks, strict=True)))


def _repeats(rows: Sequence[Row], rng: np.random.Generator) -> None:
    """Now and then the same thing is asked again within two months."""
    last: dict[tuple[object, object], Row] = {}
    for row in rows:
        key = (row["community_id"], row["topic"])
        before = last.get(key, row)
        gap = since(row, "created_at") - since(before, "created_at")
        if before is not row and gap < timedelta(days=60) and rng.random() < 0.05:
            row["repeat_of"] = before["repeat_of"] or before["request_id"]
        last[key] = row


def _known(rows: Sequence[Row], people: Sequence[Row], rng: np.random.Generator) -> None:
    """Some of those who ask are on file; of what is still open half is."""
    for row in rows:
        is_open = row["status"] in {"pending", "in_progress"}
        if rng.random() > (0.5 if is_open else 0.1) or row["request_type"] == "suggestion":
            continue
        asked = since(row, "created_at").date()
        near = [p for p in of(people, str(row["community_id"])) if active(p, asked)]
        if row["grid_id"] is not None:
            near = [p for p in near if p["grid_id"] == row["grid_id"]] or near
        person = near[int(rng.integers(len(near)))]
        row["person_id"], row["household_id"] = person["person_id"], person["household_id"]
        row["grid_id"] = person["grid_id"]
