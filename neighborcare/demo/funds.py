"""Money and goods: who gives, what is spent on whom, and a balance that is never below nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from neighborcare.demo import partners
from neighborcare.demo.chance import shares, stream
from neighborcare.demo.plan import COMMUNITIES, FIRST, LAST
from neighborcare.demo.rows import Row, blank, moment, of

CASH: Mapping[str, tuple[int, int]] = {
    "LZY": (46_000, 14),
    "RMZ": (38_500, 12),
    "JY": (14_000, 6),
    "KX": (21_000, 9),
    "SZS": (32_600, 15),
}
"Yuan given in all, and in how many gifts: more than 30,000 from nine firms in SZS, as published."
GIVERS = ("enterprise", "bank", "new_organisation")
SZS_GIVERS = ("enterprise",)
GOODS: Mapping[str, tuple[str, ...]] = {
    "LZY": ("大米", "食用油", "冬被"),
    "RMZ": ("爱心物资包", "食用油", "棉鞋"),
    "JY": ("大米", "生日蛋糕"),
    "KX": ("大米", "保暖内衣"),
    "SZS": ("月饼", "牛奶", "口罩"),
}
SPENT = 0.83
"The share of the money that goes out again by the end."
FESTIVE = (date(2023, 9, 26), date(2024, 1, 30), date(2024, 9, 12), date(2025, 1, 20), date(2025, 5, 27))
"Goods are handed out before these festivals (中秋, 春节, 端午)."


@dataclass(frozen=True, slots=True)
class Spending:
    """Money that a claim needs, and from which day on."""

    day: date
    claim: object
    amount: int


def make(allies: Sequence[Row], claims: Sequence[Row], seed: int) -> list[Row]:
    """All entries in order of time, numbered."""
    rng = stream(seed, "funds")
    rows = [row for plan in COMMUNITIES for row in _community(plan.id, allies, claims, rng)]
    rows.sort(key=lambda row: (row["entry_date"], str(row["community_id"]), row["direction"] != "in"))
    for n, row in enumerate(rows):
        row["entry_id"] = f"ZJ{n + 1:05d}"
    return rows


def _community(
    community: str, allies: Sequence[Row], claims: Sequence[Row], rng: np.random.Generator
) -> list[Row]:
    gifts = _gifts(community, allies, rng)
    return [*gifts, *_spent(community, gifts, claims, rng), *_goods(community, allies, rng)]


def _row(community: str, day: date, direction: str, kind: str, partner: str | None = None) -> Row:
    return blank("funds") | {
        "community_id": community,
        "entry_date": day,
        "direction": direction,
        "kind": kind,
        "partner_id": partner,
        "pillar": "help_need",
    }


def _gifts(community: str, allies: Sequence[Row], rng: np.random.Generator) -> list[Row]:
    """Every giver gives at least once, most of it in the autumn and before the Spring Festival."""
    total, count = CASH[community]
    givers = partners.ids(allies, community, *(SZS_GIVERS if community == "SZS" else GIVERS))
    amounts = shares(total // 100, [float(rng.uniform(0.4, 2.2)) for _ in range(count)])
    rows = []
    for n, amount in enumerate(amounts):
        at = (n + 0.6 * float(rng.random())) / count
        day = FIRST + timedelta(days=int(at * (LAST - FIRST).days))
        row = _row(community, day, "in", "cash", givers[n % len(givers)])
        rows.append(row | {"amount": amount * 100})
    return rows


def _spent(
    community: str, gifts: Sequence[Row], claims: Sequence[Row], rng: np.random.Generator
) -> list[Row]:
    """Money goes out when a claim is fulfilled, as long as there is some; nothing is spent before it came."""
    wanted = [
        Spending(done.date(), row["claim_id"], 100 * int(rng.integers(2, 12)))
        for row in of(claims, community)
        if row["claim_type"] in {"wish", "household", "tuition"} and (done := moment(row, "fulfilled_at"))
    ]
    came: dict[date, int] = defaultdict(int)
    for row in gifts:
        assert isinstance(row["entry_date"], date)  # noqa: S101 - for the type checker
        came[row["entry_date"]] += int(str(row["amount"]))
    rows, spent = [], 0
    for item in sorted(wanted, key=lambda s: (s.day, str(s.claim))):
        have = sum(amount for day, amount in came.items() if day <= item.day)
        if spent + item.amount > have * SPENT:
            continue
        spent += item.amount
        row = _row(community, item.day, "out", "cash")
        rows.append(row | {"amount": item.amount, "claim_id": item.claim})
    return rows


def _goods(community: str, allies: Sequence[Row], rng: np.random.Generator) -> list[Row]:
    """Goods come in some days before a festival and go out to the households; a few stay in store."""
    rows = []
    givers = partners.ids(allies, community, *GIVERS)
    for n, festival in enumerate(FESTIVE):
        name = GOODS[community][n % len(GOODS[community])]
        count = int(rng.integers(24, 60))
        came = festival - timedelta(days=int(rng.integers(4, 12)))
        row = _row(community, came, "in", "goods", givers[int(rng.integers(len(givers)))])
        rows.append(
            row | {"goods_name": name, "goods_qty": count, "amount": count * int(rng.integers(3, 9)) * 10}
        )
        left = count - int(rng.integers(0, 4))
        for part in shares(left, [1.0] * int(rng.integers(2, 5))):
            day = festival - timedelta(days=int(rng.integers(0, 3)))
            rows.append(_row(community, day, "out", "goods") | {"goods_name": name, "goods_qty": part})
    return rows
