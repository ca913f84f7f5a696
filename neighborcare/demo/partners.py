"""The organisations that work with the communities: who they are, since when, and what each lends a hand with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from neighborcare.demo.chance import stream
from neighborcare.demo.plan import COMMUNITIES, LAST
from neighborcare.demo.rows import Row, blank, of

MEMBERS: Mapping[str, Mapping[str, str]] = {
    "LZY": {
        "government": "演示县法律援助中心 演示县人社服务所",
        "school": "演示县第二小学 演示县实验中学",
        "enterprise": "春和药业商行 李园食品厂 清水河家政公司",
        "bank": "演示农商行城北支行",
        "property": "李园物业服务公司",
        "social_organisation": "邻里社会工作服务中心",
        "new_organisation": "橘灯快递网点",
    },
    "RMZ": {
        "government": "演示区消防宣传站",
        "hospital": "塔影中医院（演示）",
        "school": "演示区龙溪小学",
        "enterprise": "石桥电器行 津岸餐饮公司 听潮文创工作室",
        "bank": "演示银行人民中支行",
        "property": "津岸物业服务公司",
        "owners_committee": "石桥小区业委会",
        "social_organisation": "听潮社会工作服务中心 针心裁意公益社",
    },
    "JY": {
        "government": "演示区司法所",
        "school": "演示区景明小学",
        "enterprise": "枫林超市 景明装饰公司",
        "property": "景明物业服务公司",
        "new_organisation": "红枫电商园党支部 骑行外卖站党支部",
    },
    "KX": {
        "government": "演示市科普宣讲团",
        "hospital": "清水河医院（演示）",
        "school": "演示市望江小学 演示市望江学院",
        "enterprise": "望江汽配公司 江岸粮油店",
        "owners_committee": "凯旋花园业委会",
        "social_organisation": "亲情敲门志愿者协会",
    },
    "SZS": {
        "government": "演示区税务所 演示区水务站",
        "hospital": "山脚社区医院（演示）",
        "school": "演示区山脚小学",
        "enterprise": "山脚建材行 听松茶业 云栖饮品公司 半山餐饮店 青石工程公司 "
        "松涛运输公司 竹影服装厂 明灯照明商行 岭上果蔬合作社",
        "bank": "演示银行狮山支行",
        "property": "狮山物业服务公司",
        "owners_committee": "听松苑业委会",
        "social_organisation": "四点半公益社",
    },
}
"In SZS nine firms gave money, as published."
HOSPITAL_OF_CLINICS = "清水河医院（演示）"
LENDS: Mapping[str, Mapping[str, str]] = {
    "LZY": {
        "国学堂": "演示县第二小学",
        "便民理发": "清水河家政公司",
        "我们的节日": "邻里社会工作服务中心",
        "老年人之家": "春和药业商行",
        "妇女儿童之家": "演示县实验中学",
        "假期托管": "演示县实验中学",
    },
    "RMZ": {
        "津心守护": "塔影中医院（演示）",
        "应急演练": "演示区消防宣传站",
        "针心裁意": "针心裁意公益社",
        "探趣龙津": "听潮文创工作室",
    },
    "JY": {
        "爱心爸妈": "演示区景明小学",
        "讲党课": "红枫电商园党支部",
        "红枫共融": "骑行外卖站党支部",
        "红色助老": "枫林超市",
    },
    "KX": {
        "我们的节日": "演示市望江小学",
        "学雷锋": "亲情敲门志愿者协会",
        "健康日": HOSPITAL_OF_CLINICS,
        "法律与科普讲座": "演示市科普宣讲团",
    },
    "SZS": {
        "四点半课堂": "四点半公益社",
        "健康日": "山脚社区医院（演示）",
        "金融知识讲座": "演示银行狮山支行",
        "应急演练": "狮山物业服务公司",
    },
}
"Series (or, where there is none, name of the activity) → the partner who takes part."
UNSIGNED = ("橘灯快递网点", "江岸粮油店")
"Named in the ledger, but no agreement was ever dated."
LAPSED = ("景明装饰公司", "听潮文创工作室")
"Their agreements ran out during the data."


def make(seed: int) -> list[Row]:
    """All partners, by community and kind."""
    rng = stream(seed, "partners")
    rows: list[Row] = []
    for plan in COMMUNITIES:
        named = [(kind, name) for kind, text in MEMBERS[plan.id].items() for name in text.split()]
        for n, (kind, name) in enumerate(named):
            row = blank("partners") | {"partner_id": f"{plan.id}-P{n + 1:02d}", "community_id": plan.id}
            rows.append(row | {"partner_type": kind, "partner_name": name} | _agreement(name, rng))
    return rows


def _agreement(name: str, rng: np.random.Generator) -> Row:
    signed = date(2020, 9, 1) + timedelta(days=int(rng.integers(1460)))
    lasts = int(rng.choice((2, 3, 5), p=(0.15, 0.55, 0.3)))
    end = signed.replace(day=1, year=signed.year + lasts)
    while end <= LAST:  # renewed for three years
        end = end.replace(year=end.year + 3)
    if name in UNSIGNED:
        return {"agreement_date": None, "end_date": None}
    if name in LAPSED:
        return {"agreement_date": date(2022, 3, 16), "end_date": date(2025, 3, 31)}
    return {"agreement_date": signed, "end_date": end - timedelta(days=1)}


def names(rows: Sequence[Row]) -> dict[str, str]:
    """Name → id."""
    return {str(row["partner_name"]): str(row["partner_id"]) for row in rows}


def ids(rows: Sequence[Row], community: str, *kinds: str) -> list[str]:
    """The ids of a community's partners of these kinds."""
    return [str(row["partner_id"]) for row in of(rows, community) if row["partner_type"] in kinds]


def lend(rows: Sequence[Row], activities: Sequence[Row], health: Sequence[Row]) -> None:
    """Name the partner of every activity and health service that one took part in."""
    known = names(rows)
    for row in activities:
        lends = LENDS[str(row["community_id"])]
        name = lends.get(str(row["series"] or row["name"]))
        row["partner_id"] = known[name] if name and row["held_date"] is not None else None
    for row in health:
        row["partner_id"] = known[str(row["partner_id"])] if row["partner_id"] else None
