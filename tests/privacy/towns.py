"""Made-up figures about sensitive groups: a street's communities and grids with random, mostly small counts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from random import Random

import duckdb

from neighborcare import measures
from neighborcare.measures import Kpi
from neighborcare.measures.rollup import no_spans

KPIS = ("K04", "K10", "K15", "K38", "K39", "K40")
Cell = tuple[str, str, date, str | None]  # KPI, place, month, part


def kpis() -> list[Kpi]:
    return [measures.get(kpi) for kpi in KPIS]


def town(seed: int) -> duckdb.DuckDBPyConnection:
    """A connection with `place`, `months` and `rollup` of a town of that seed; the caller closes it."""
    chance = Random(seed)  # noqa: S311 - a made-up town
    con = duckdb.connect()
    places = [
        (f"{community}-{n}", community)
        for community in "ABCDE"[: chance.randint(1, 4)]
        for n in range(chance.randint(1, 4))
    ]
    con.execute("CREATE TABLE place (grid_id VARCHAR, community_id VARCHAR)")
    con.executemany("INSERT INTO place VALUES (?, ?)", places)
    last = chance.randint(4, 9)
    months = [date(2024 + i // 12, i % 12 + 1, 1) for i in range(last)]
    mean = chance.choice((0.6, 2, 6))
    cells: dict[Cell, list[float]] = {}
    for place, _ in places:
        for month in months:
            _ledger(chance, cells, place, month, mean)
            _cases(chance, cells, place, month, mean)
    _write(con, places, cells)
    return con


def _ledger(chance: Random, cells: dict[Cell, list[float]], place: str, month: date, mean: float) -> None:
    """Persons by category; the paired ones among three of the categories."""
    sizes = {
        part: _about(chance, mean)
        for part in ("living_alone", "childless", "child_in_difficulty", "disability")
    }
    cells["K04", place, month, None] = [sum(sizes.values())]
    paired = 0.0
    for part, size in sizes.items():
        cells["K04", place, month, part] = [size]
        if size and part != "disability":
            some = chance.randint(0, int(size))
            paired += some
            cells["K15", place, month, part] = [some, size]
        if size and part != "child_in_difficulty":
            cells["K10", place, month, part] = [chance.randint(0, int(size)), size]
    base = sum(sizes[part] for part in ("living_alone", "childless", "child_in_difficulty"))
    if base:
        cells["K15", place, month, None] = [paired, base]
    elders = sizes["living_alone"] + sizes["childless"] + sizes["disability"]
    if elders:
        cells["K10", place, month, None] = [chance.randint(0, int(elders)), elders]


def _cases(chance: Random, cells: dict[Cell, list[float]], place: str, month: date, mean: float) -> None:
    """Disputes by topic; those closed, agreed or not."""
    topics = ("neighbour", "boundary", "drainage", "property", "demolition", "family", "other")
    found = {topic: _about(chance, mean / 4) for topic in topics}
    cells["K38", place, month, None] = [sum(found.values())]
    agreed = 0.0
    for topic, count in found.items():
        if count:
            some = chance.randint(0, int(count))
            agreed += some
            cells["K38", place, month, topic] = [count]
            cells["K39", place, month, topic] = [some, count]
    if sum(found.values()):
        cells["K39", place, month, None] = [agreed, sum(found.values())]


def _about(chance: Random, mean: float) -> float:
    return float(max(0, round(chance.expovariate(1 / mean) if mean else 0)))


def _write(
    con: duckdb.DuckDBPyConnection, places: list[tuple[str, str]], cells: dict[Cell, list[float]]
) -> None:
    community = dict(places)
    sums: dict[tuple[object, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (kpi, place, month, part), numbers in cells.items():
        for kind, area in (("grid", place), ("community", community[place]), ("street", "street")):
            for i, number in enumerate(numbers):
                sums[kpi, kind, area, month, part, len(numbers)][i] += number
    con.execute(
        "CREATE TABLE rollup (kpi VARCHAR, area_kind VARCHAR, area_id VARCHAR, month DATE, part VARCHAR, "
        "value DOUBLE, numerator DOUBLE, denominator DOUBLE, hidden BOOLEAN)"
    )
    rows = [(*key[:5], None, num, den if key[5] == 2 else None, False) for key, (num, den) in sums.items()]
    con.executemany("INSERT INTO rollup VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    no_spans(con)
