"""The sessions: Health Days, clean-ups, classes, talks, drills, party study, festivals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from neighborcare import contracts
from neighborcare.demo import calendar
from neighborcare.demo.chance import shares, stream
from neighborcare.demo.plan import COMMUNITIES, FIRST, LAST, grid_id
from neighborcare.demo.rows import Row
from neighborcare.demo.staff import TEAMS

Days = Callable[[], Sequence[date]]


@dataclass(frozen=True, slots=True)
class Series:
    """Sessions of one kind: when they are planned, how many come, and how often one is called off."""

    name: str
    type: str
    days: Days
    come: tuple[int, int]
    series: str | None = None
    audience: str = "all"
    delivery: str = "onsite"
    pillar: str | None = None
    missed: float = 0.0
    places: int | None = None
    in_grid: bool = False


@dataclass(frozen=True, slots=True)
class Exact:
    """Sessions whose attendance adds up to a published figure."""

    name: str
    type: str
    days: Sequence[date]
    total: int
    series: str | None = None
    audience: str = "all"
    pillar: str = "safety"
    items: int = 0


def every(weekday: int, step: int = 1, start: int = 0, since: date = FIRST) -> Days:
    """Every `step`-th such weekday (1 Monday … 7 Sunday)."""
    return lambda: calendar.weekdays(weekday, since)[start::step]


def monthly(weekday: int, nth: int = 1, step: int = 1, months: Sequence[int] = tuple(range(1, 13))) -> Days:
    """The nth such weekday of every `step`-th month, of the given months only."""
    return lambda: [
        d
        for d in calendar.weekdays(weekday)
        if (d.day - 1) // 7 + 1 == nth and (d.month - 1) % step == 0 and d.month in months
    ]


def on(days: str) -> Days:
    """Just these days."""
    return lambda: [date.fromisoformat(day) for day in days.split()]


TERM = (3, 4, 5, 6, 9, 10, 11, 12)
FESTIVALS = on(
    "2023-09-28 2023-10-20 2024-01-18 2024-02-04 2024-06-07 2024-09-14 2024-10-10 2025-01-07 2025-01-22 2025-05-29"
)
PARCELS = on("2025-02-14 2025-03-21 2025-05-23 2025-07-11")
TALKS = "2024-01-25 2024-04-18 2024-07-25 2024-10-24 2025-01-16 2025-04-17 2025-07-17"
CLINICS = "2024-03-14 2024-06-20 2024-11-14 2025-03-20 2025-06-19"
DRILLS = "2024-03-26 2024-06-25 2024-09-24 2024-12-17 2025-03-25 2025-06-24 2025-08-26"
CLEANUPS = calendar.weekdays(1, date(2024, 8, 5))

LZY = (
    Series("社区健康日", "clinic", every(4), (24, 48), "健康日", "elder", pillar="health", missed=0.045),
    Series(
        "国学堂诵读", "class", every(7), (14, 28), "国学堂", "child", pillar="learn", missed=0.1, places=30
    ),
    Series("老年党校学习", "party_study", monthly(3, 2), (22, 36), "老年党校", "party", pillar="party"),
    Series("假期托管班", "holiday_care", monthly(1, 2, 1, (7,)), (30, 38), "假期托管", "child", places=40),
    Series("邻里节日活动", "culture", FESTIVALS, (60, 140), "我们的节日", pillar="joy"),
    Series("免费理发", "convenience", monthly(6, 3), (18, 40), "便民理发", "elder", pillar="help_affairs"),
    Series("防诈骗宣传", "publicity", monthly(2, 3, 3), (35, 80), pillar="safety", in_grid=True),
)
RMZ = (
    Series("应急演练", "drill", on("2023-09-15 2023-12-08"), (25, 40), pillar="safety"),
    Series("楼道清洁", "cleanup", on("2023-09-25 2023-10-30 2023-11-27"), (12, 20), pillar="safety"),
)
JY = (
    Series("健康日", "clinic", monthly(4, 2), (18, 36), "健康日", "elder", pillar="health", missed=0.08),
    Series("健康与防诈骗讲座", "lecture", monthly(5, 3, 3), (26, 60), audience="elder", pillar="safety"),
    Series("文明实践文体活动", "culture", monthly(6, 1), (30, 75), "新时代文明实践", pillar="joy"),
    Series(
        "爱心爸妈假期班", "class", monthly(3, 2, 1, (1, 2, 7, 8)), (16, 24), "爱心爸妈", "child", places=25
    ),
    Series("示范领学讲党课", "party_study", monthly(5, 1), (28, 46), "讲党课", "party", pillar="party"),
    Series("影音课", "party_study", monthly(5, 4, 4), (5, 9), "影音课", "party", "audio_video", "party"),
    Series("指尖课", "party_study", on("2025-04-18"), (1, 2), "指尖课", "party", "mobile", "party"),
    Series("红色包裹", "party_study", PARCELS, (1, 4), "红色包裹", "party", "parcel", "party"),
)
KX = (
    Series("健康日", "clinic", every(4, 2), (16, 34), "健康日", "elder", pillar="health", missed=0.13),
    Series("我们的节日", "culture", FESTIVALS, (50, 110), "我们的节日", pillar="joy"),
    Series(
        "学雷锋志愿服务", "volunteer", on("2024-03-05 2024-03-12 2025-03-05 2025-03-14"), (20, 45), "学雷锋"
    ),
    Series("法律与科普讲座", "lecture", monthly(3, 3, 2), (24, 58), audience="child", pillar="learn"),
    Series("小区文艺汇演", "culture", monthly(6, 2, 3), (80, 190), pillar="joy", in_grid=True),
)
SZS = (
    Series("健康日", "clinic", every(4, 2, 1), (15, 30), "健康日", "elder", pillar="health", missed=0.06),
    Series("四点半公益课堂", "class", monthly(3, 2, 1, TERM), (14, 22), "四点半课堂", "child", places=24),
    Series("金融知识讲座", "lecture", monthly(4, 3, 3), (20, 44), audience="elder", pillar="safety"),
    Series("清洁家园", "cleanup", monthly(5, 2), (14, 30), "清洁家园", pillar="safety", in_grid=True),
    Series("应急演练", "drill", monthly(2, 2, 6), (30, 60), pillar="safety"),
)
HOMES = (
    Series("老年人之家活动", "culture", monthly(2, 1), (14, 36), "老年人之家", "elder", pillar="joy"),
    Series(
        "妇女儿童之家活动",
        "culture",
        monthly(6, 4, 1, (1, 2, 4, 6, 7, 8, 10, 12)),
        (12, 30),
        "妇女儿童之家",
        "child",
        pillar="joy",
    ),
)
RED = (
    Series("红色助老", "volunteer", monthly(3, 4), (8, 22), "红色助老", "elder", pillar="health"),
    Series("联学联建", "party_study", monthly(4, 4, 3), (18, 40), "红枫共融", "party", pillar="party"),
)
DRILL_MONTHS = (3, 6, 9, 12)
LATER: Mapping[str, tuple[Series, ...]] = {
    "LZY": (*HOMES, Series("应急演练", "drill", monthly(2, 4, 1, DRILL_MONTHS), (24, 52), pillar="safety")),
    "JY": (
        *RED,
        Series("应急演练", "drill", monthly(3, 3, 1, DRILL_MONTHS), (18, 40), pillar="safety", missed=0.2),
    ),
    "KX": (Series("应急演练", "drill", monthly(4, 3, 1, (5, 11)), (30, 60), pillar="safety"),),
}
"Series that draw from a stream of their own, so that all older sessions stay as they are."
SERIES = {"LZY": LZY, "RMZ": RMZ, "JY": JY, "KX": KX, "SZS": SZS}

RMZ_SINCE_2024 = (
    Exact("健康讲座", "lecture", on(TALKS)(), 246, "津心守护", "elder", "health"),
    Exact("爱心义诊", "clinic", on(CLINICS)(), 190, "津心守护", "elder", "health"),
    Exact(
        "消防与登革热宣传", "publicity", on("2024-05-17 2024-09-20 2025-05-16 2025-08-15")(), 260, "津心守护"
    ),
    Exact("每周一净", "cleanup", CLEANUPS, 986, "每周一净"),
    Exact("应急疏散演练", "drill", on(DRILLS)(), 228, "应急演练"),
    Exact("针心裁意缝纫", "convenience", on("2024-10-11 2025-05-09")(), 76, "针心裁意", "elder", "joy", 108),
    Exact("探趣龙津导赏", "culture", on("2024-07-20 2025-07-19")(), 134, "探趣龙津", "child", "joy"),
)
"What RMZ has held since 2024: 83 sessions, 2,120 person-times."


def make(seed: int) -> list[Row]:
    """All sessions by planned day, numbered; a session that was called off has no held date."""
    rng = stream(seed, "activities")
    rows = [
        row
        for community, plans in SERIES.items()
        for plan in plans
        for row in _sessions(community, plan, rng)
    ]
    rows += [row for exact in RMZ_SINCE_2024 for row in _exact(exact, rng)]
    rng = stream(seed, "later activities")
    rows += [row for c, plans in LATER.items() for plan in plans for row in _sessions(c, plan, rng)]
    _lend_a_hand(rows, stream(seed, "teams of activities"))
    rows.sort(key=lambda row: (str(row["planned_date"]), str(row["community_id"]), str(row["name"])))
    for n, row in enumerate(rows):
        row["activity_id"] = f"HD{n + 1:05d}"
    return rows


def _sessions(community: str, plan: Series, rng: np.random.Generator) -> Iterator[Row]:
    grids = next(c.grids for c in COMMUNITIES if c.id == community)
    for n, planned in enumerate(plan.days()):
        row = _row(community, plan.name, plan.type, planned)
        row |= {
            "series": plan.series,
            "audience": plan.audience,
            "delivery": plan.delivery,
            "pillar": plan.pillar,
        }
        row["capacity_count"] = plan.places
        if plan.in_grid:
            row["grid_id"] = grid_id(community, n % grids + 1)
        if plan.places is not None:
            row["enrolled_count"] = min(plan.places, int(plan.places * float(rng.uniform(0.75, 1.08))))
        if rng.random() >= plan.missed:
            row["held_date"] = planned
            come = int(rng.integers(*plan.come))
            row["attend_count"] = (
                come if row["enrolled_count"] is None else min(come, int(str(row["enrolled_count"])))
            )
            row["volunteer_count"] = int(rng.integers(1, 7))
            if plan.delivery == "parcel":
                row["attend_count"] = 1  # one parcel, one member away from home
        if plan.type == "party_study":
            row["target_count"] = plan.come[1]
        yield row


def _exact(plan: Exact, rng: np.random.Generator) -> Iterator[Row]:
    come = shares(plan.total, [float(rng.uniform(0.8, 1.2)) for _ in plan.days])
    items = shares(plan.items, [1.0] * len(plan.days))
    for day, count, pieces in zip(plan.days, come, items, strict=True):
        row = _row("RMZ", plan.name, plan.type, day)
        row |= {"series": plan.series, "audience": plan.audience, "pillar": plan.pillar, "held_date": day}
        row["attend_count"], row["item_count"] = count, pieces or None
        row["volunteer_count"] = int(rng.integers(2, 8))
        yield row


def _lend_a_hand(rows: Sequence[Row], rng: np.random.Generator) -> None:
    """The team whose volunteers helped at a session, and the hours that they gave in all."""
    for row in rows:
        teams = TEAMS[str(row["community_id"])]
        mark, hours = float(rng.random()), float(rng.uniform(1.2, 3.2))
        if row["held_date"] is None or not row["volunteer_count"] or row["type"] == "party_study":
            continue
        named = [team for team in teams if row["series"] and str(row["series"]) in team]
        row["team_name"] = named[0] if named else teams[int(len(teams) * mark**1.3)]
        row["service_hours"] = round(int(str(row["volunteer_count"])) * hours, 1)


def _row(community: str, name: str, kind: str, planned: date) -> Row:
    assert FIRST <= planned <= LAST  # noqa: S101 - a slip in the tables above
    columns = [column.name for column in contracts.get("activities").columns]
    row: Row = dict.fromkeys(columns)
    row |= {
        "name": name,
        "type": kind,
        "planned_date": planned,
        "community_id": community,
        "delivery": "onsite",
    }
    return row
