"""The works: handrails, alarms, wiring, doorbells, charging points, lamps, drains, meters and pumps, venues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from neighborcare.demo.chance import shares, stream
from neighborcare.demo.plan import BY_ID, LAST, grid_id
from neighborcare.demo.rows import Row, belongs, blank, of


@dataclass(frozen=True, slots=True)
class Works:
    """Works of one type in one community: how many sites, what is done in all, and when."""

    community: str
    type: str
    unit: str
    sites: int
    done: int
    span: tuple[str, str]
    people: int = 0
    "Beneficiaries in all."
    price: int = 0
    "Yuan apiece."
    partner: str | None = None
    left: int = 0
    "Sites begun and not finished, besides."


WORKS = (
    Works("RMZ", "rewiring", "household", 4, 4, ("2024-03-11", "2025-06-20"), 5, 1800),
    Works("RMZ", "smoke_alarm", "piece", 4, 4, ("2024-03-11", "2025-06-20"), 5, 160, "石桥电器行"),
    Works("RMZ", "handrail", "building", 6, 112, ("2024-04-08", "2025-05-30"), 318, 240),
    Works("RMZ", "charger", "piece", 9, 287, ("2024-02-26", "2025-07-25"), 0, 620),
    Works("RMZ", "lamp", "lamp", 8, 56, ("2024-01-15", "2025-08-08"), 410, 35, "石桥电器行"),
    Works("RMZ", "meter_pump", "place", 5, 7, ("2024-06-03", "2025-04-25"), 130, 2600),
    Works("RMZ", "handrail", "building", 1, 14, ("2023-09-04", "2023-11-20"), 40, 240),
    Works("LZY", "drain", "place", 9, 23, ("2023-09-11", "2025-07-18"), 860, 5200, left=2),
    Works("LZY", "venue", "place", 2, 2, ("2023-10-09", "2024-05-20"), 640, 46000, "李园食品厂"),
    Works("LZY", "handrail", "building", 7, 92, ("2024-05-06", "2025-07-30"), 240, 230, left=1),
    Works("LZY", "charger", "piece", 6, 84, ("2024-03-04", "2025-06-27"), 0, 640),
    Works("LZY", "smoke_alarm", "piece", 38, 38, ("2024-09-02", "2025-03-14"), 44, 150, left=3),
    Works("JY", "lamp", "lamp", 6, 34, ("2023-11-06", "2025-05-16"), 300, 38, "景明装饰公司"),
    Works("JY", "charger", "piece", 4, 60, ("2024-04-15", "2025-06-13"), 0, 640, left=1),
    Works("JY", "smoke_alarm", "piece", 12, 12, ("2024-10-14", "2025-04-18"), 14, 150),
    Works("KX", "drain", "place", 6, 11, ("2023-10-16", "2025-07-04"), 520, 4900, left=3),
    Works("KX", "handrail", "building", 3, 30, ("2024-08-05", "2025-05-23"), 96, 250, left=2),
    Works("KX", "charger", "piece", 3, 36, ("2024-06-10", "2025-07-11"), 0, 650, "望江汽配公司"),
    Works("SZS", "doorbell", "household", 18, 18, ("2024-03-18", "2024-09-27"), 18, 220, "明灯照明商行"),
    Works("SZS", "lamp", "lamp", 5, 42, ("2023-09-18", "2025-06-06"), 350, 180, "明灯照明商行"),
    Works("SZS", "drain", "place", 4, 6, ("2023-12-04", "2025-05-09"), 210, 4600, "青石工程公司"),
    Works("SZS", "handrail", "building", 3, 28, ("2024-10-21", "2025-06-20"), 88, 240, left=1),
    Works("SZS", "charger", "piece", 2, 32, ("2024-05-20", "2025-04-11"), 0, 640),
)
"""In RMZ since 2024: wiring in 4 households, 112 handrails in 6 buildings for 318 elders, 287 charging points and
56 lamps; the accounts say 4, 100+ in 6 for 300+, 287, 50+."""
HOMES = {"rewiring", "smoke_alarm", "doorbell"}
DEVICES = {"smoke_alarm": 0.94, "doorbell": 0.945}
"How many of the installed are online."
WORDS = {"handrail": 18, "charger": 25, "lamp": 10, "drain": 30, "meter_pump": 14, "venue": 90}
"Days that a site takes, about."


def make(people: Sequence[Row], buildings: Sequence[Row], allies: Sequence[Row], seed: int) -> list[Row]:
    """All works in order of their start, numbered."""
    rng = stream(seed, "improvements")
    known = {str(row["partner_name"]): str(row["partner_id"]) for row in allies}
    rows = [row for works in WORKS for row in _sites(works, people, buildings, known, rng)]
    rows.sort(key=lambda row: (str(row["start_date"]), str(row["community_id"]), str(row["site"])))
    for n, row in enumerate(rows):
        row["improvement_id"] = f"GZ{n + 1:04d}"
    return rows


def _sites(
    works: Works,
    people: Sequence[Row],
    buildings: Sequence[Row],
    known: dict[str, str],
    rng: np.random.Generator,
) -> Iterator[Row]:
    each = shares(works.done, [float(rng.uniform(0.6, 1.4)) for _ in range(works.sites)])
    gain = shares(works.people, [float(n) for n in each]) if works.people else [0] * works.sites
    places = _places(works, people, buildings, rng)
    first, last = (date.fromisoformat(text) for text in works.span)
    for n, (grid, site) in enumerate(places):
        row = blank("improvements") | {
            "community_id": works.community,
            "grid_id": grid,
            "type": works.type,
            "unit": works.unit,
            "site": site,
            "pillar": "safety" if works.type in HOMES else "help_affairs",
            "partner_id": known[works.partner] if works.partner else None,
        }
        if n < works.sites:
            begun = first + timedelta(days=int((last - first).days * n / works.sites))
            _finish(row, works, begun, (each[n], gain[n]), rng)
        else:
            _begin(row, LAST - timedelta(days=int(rng.integers(5, 60))), rng)
        yield row


def _finish(row: Row, works: Works, begun: date, done: tuple[int, int], rng: np.random.Generator) -> None:
    days = WORDS.get(works.type, 1) * float(rng.uniform(0.4, 1.3))
    row["start_date"], row["done_date"] = begun, min(begun + timedelta(days=int(days)), LAST)
    row["planned_qty"], row["done_qty"] = done[0], done[0]
    if works.type not in HOMES and rng.random() < 0.12:
        row["planned_qty"] = done[0] + int(rng.integers(1, 3))
    row["household_count"] = 1 if works.type in HOMES else max(done[1] // 2, 0) or None
    row["beneficiary_count"] = done[1] or None
    row["cost"] = done[0] * works.price
    if works.type in DEVICES:
        row["online_qty"] = done[0] if rng.random() < DEVICES[works.type] else 0


def _begin(row: Row, begun: date, rng: np.random.Generator) -> None:
    row["start_date"], row["planned_qty"], row["done_qty"] = begun, int(rng.integers(4, 16)), 0
    if row["type"] in HOMES:
        row["planned_qty"] = row["household_count"] = 1
        row["online_qty"] = 0


def _places(
    works: Works, people: Sequence[Row], buildings: Sequence[Row], rng: np.random.Generator
) -> list[tuple[object, str]]:
    """(grid, site) of every site: homes of elders, buildings, or a spot of a grid."""
    count = works.sites + works.left
    if works.type in HOMES:
        old = [p for p in of(people, works.community) if belongs(p, "living_alone")]
        homes = {p["household_id"]: p for p in old if p["end_date"] is None}
        chosen = [list(homes.values())[i] for i in rng.permutation(len(homes))[:count]]
        return [(p["grid_id"], str(p["household_id"])) for p in chosen]
    if works.unit == "building":
        able = [b for b in of(buildings, works.community) if int(str(b["elders_60_count"])) >= 6]
        chosen = [able[i] for i in rng.permutation(len(able))[:count]]
        return [(b["grid_id"], str(b["building_name"])) for b in chosen]
    grids = [grid_id(works.community, n % BY_ID[works.community].grids + 1) for n in range(count)]
    return [(grid, f"{grid}第{n + 1}处") for n, grid in enumerate(grids)]
