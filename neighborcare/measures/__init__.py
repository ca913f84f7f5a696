"""The KPI catalogue. One pair of files a KPI: `kpis/<id>.toml` says what it is, `kpis/<id>.sql` counts it.

A KPI is a numerator and a denominator at one grid in one month; everything else that is shown is a sum of
those (`rollup`, `figures`). Nothing is registered: a new pair of files is a new KPI.

The SQL selects `grid_id, month, part, numerator, denominator` (a duration: `grid_id, month, part, value,
count`; one that is no duration but has a part that is: `grid_id, month, part, value, numerator, denominator`)
from the workspace's tables; `part` NULL is the whole. Its one parameter is `$as_of`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from neighborcare import contracts
from neighborcare.errors import NotFound
from neighborcare.text import N_, Label

FOLDER = Path(__file__).parent / "kpis"
PLAN = Path(__file__).parent / "plan.toml"

Kind = Literal["rate", "count", "ratio", "duration"]
OverTime = Literal["sum", "last"]
Direction = Literal["up", "down", "neutral"]
TargetSource = Literal["S", "N", "T"]  # promised in an account, national or published, the office's own


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a KPI's own breakdown. It may have a unit, a kind, a way over time, a direction, a factor and a
    target of its own; a target that it does not name is the whole's where it is measured like the whole.
    """

    code: str
    label: Label
    unit: str
    kind: Kind
    over_time: OverTime
    direction: Direction
    per: int = 1
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """A published mark on the KPI's scale (of one part, or of the whole): its value and what begins there."""

    value: float
    label: Label
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Kpi:
    """What a KPI is. Everything that shows or computes it reads this object and nothing else.

    `over_time`: months are summed, or the last one stands for the period. `unit` is a code of text.formats.UNITS.
    `per`: a ratio is told for so many of its denominator (per 10,000 residents). `yearly`: the target is for the
    whole year, from 1 January to 31 December; `by_month`: how much of it the office plans to have by the end of
    each month (measures.expected).
    `needs`: datasets (or the layer `walkways`) without which it says nothing; of `needs_any` one is enough.
    `ledger`: the dataset before whose first month it says nothing. `rows`: the dataset whose rows stand
    behind a figure. `least`: the smallest denominator that a rate is judged on. `hidden_from`: the
    roles that small numbers are hidden from, since they are about persons in need, health or disputes;
    `open_whole`: only those of its parts are, the whole is about residents at large; `minors`: the parts that count
    minors; `most_of_one`: what the same person may add again every month, to the whole ("whole") or to a part: a
    hundred days may be three persons (0 where each item is its own).
    """

    id: str
    label: Label
    short: Label
    order: int
    kind: Kind
    over_time: OverTime
    unit: str
    direction: Direction
    definition: Label
    source: Label
    needs: tuple[str, ...]
    rows: str
    sql: str
    target: float | None = None
    target_source: TargetSource | None = None
    thresholds: tuple[Threshold, ...] = ()
    needs_any: tuple[str, ...] = ()
    ledger: str | None = None
    parts: tuple[Part, ...] = ()
    hidden_from: frozenset[str] = frozenset()
    open_whole: bool = False
    minors: frozenset[str] = frozenset()
    most_of_one: Mapping[str, float] = field(default_factory=dict)
    least: int = 10
    per: int = 1
    yearly: bool = False
    by_month: tuple[float, ...] = ()

    def part(self, code: str) -> Part:
        """The part with that code. Raises NotFound."""
        for part in self.parts:
            if part.code == code:
                return part
        raise NotFound(
            N_("{kpi} has no part “{part}”."),
            remedy=N_("Its parts: {known}."),
            kpi=self.id,
            part=code,
            known=", ".join(part.code for part in self.parts),
        )

    def kind_of(self, part: str | None) -> Kind:
        """The kind of the whole (None) or of that part."""
        return self.kind if part is None else self.part(part).kind

    def unit_of(self, part: str | None) -> str:
        """The unit code of the whole (None) or of that part."""
        return self.unit if part is None else self.part(part).unit

    def over_time_of(self, part: str | None) -> OverTime:
        """How the months of the whole (None) or of that part make a period."""
        return self.over_time if part is None else self.part(part).over_time

    def direction_of(self, part: str | None) -> Direction:
        """Which way is better for the whole (None) or for that part."""
        return self.direction if part is None else self.part(part).direction

    def per_of(self, part: str | None) -> int:
        """Of how many of its denominator the whole (None) or that part is told."""
        return self.per if part is None else self.part(part).per

    def most_of_one_of(self, part: str | None) -> float:
        """What the same person may add to the whole or to that part again every month; 0: each item is its own."""
        return self.most_of_one.get(part or "whole", 0)

    def target_of(self, part: str | None) -> float | None:
        """The target, which also holds for parts that are measured like the whole; None without one."""
        if part is not None and self.part(part).target is not None:
            return self.part(part).target
        same = (self.kind_of(part), self.unit_of(part)) == (self.kind, self.unit)
        return self.target if same else None

    @property
    def is_mixed(self) -> bool:
        """Whether it is no duration, but has a part that is one."""
        return self.kind != "duration" and any(part.kind == "duration" for part in self.parts)


@cache
def catalogue() -> Mapping[str, Kpi]:
    """All KPIs by id (`K01` …), in the order in which they are listed."""
    kpis = sorted((_read(path) for path in FOLDER.glob("*.toml")), key=lambda kpi: (kpi.order, kpi.id))
    return MappingProxyType({kpi.id: kpi for kpi in kpis})


def get(kpi: str) -> Kpi:
    """The KPI with that id. Raises NotFound."""
    try:
        return catalogue()[kpi]
    except KeyError:
        raise NotFound(
            N_("There is no KPI “{kpi}”."),
            remedy=N_("Known KPIs: {known}."),
            kpi=kpi,
            known=", ".join(catalogue()),
        ) from None


@cache
def plan() -> Mapping[str, Mapping[str, Any]]:
    """The office's own plan by KPI: `target` and `by_month`."""
    return tomllib.loads(PLAN.read_text(encoding="utf-8"))


def _read(path: Path) -> Kpi:
    entry = tomllib.loads(path.read_text(encoding="utf-8"))
    own = plan().get(path.stem.upper(), {})
    if "target" in own:
        entry |= {"target": own["target"], "target_source": "T"}
    label = Label(entry["zh"], entry["en"])
    plain = ("order", "kind", "over_time", "unit", "direction", "rows")
    optional = ("target", "target_source", "ledger", "least", "open_whole", "per", "yearly")
    return Kpi(
        id=path.stem.upper(),
        label=label,
        short=Label(entry.get("zh_short", label.zh), entry.get("en_short", label.en)),
        definition=Label(entry["definition_zh"], entry["definition_en"]),
        source=Label(entry["source_zh"], entry["source_en"]),
        needs=tuple(entry["needs"]),
        needs_any=tuple(entry.get("needs_any", ())),
        parts=(*_own_parts(entry), *_borrowed_parts(entry)),
        thresholds=tuple(_threshold(item) for item in entry.get("threshold", ())),
        hidden_from=frozenset(entry.get("hidden_from", ())),
        minors=frozenset(entry.get("minors", ())),
        most_of_one=entry.get("most_of_one", {}),
        sql=path.with_suffix(".sql").read_text(encoding="utf-8"),
        by_month=tuple(own.get("by_month", ())),
        **{key: entry[key] for key in plain},
        **{key: entry[key] for key in optional if key in entry},
    )


def _own_parts(entry: Mapping[str, Any]) -> list[Part]:
    return [_part(entry, item["code"], Label(item["zh"], item["en"]), item) for item in entry.get("part", ())]


def _borrowed_parts(entry: Mapping[str, Any]) -> list[Part]:
    """Parts that are codes of contracts' columns (`dataset.column`): all of them, or those in `part_only`."""
    parts = []
    for source in entry.get("part_of", ()):
        dataset, column = source.split(".")
        for code in contracts.get(dataset).column(column).codes:
            if code.code in entry.get("part_only", (code.code,)):
                parts.append(_part(entry, code.code, code.label, {}))
    return parts


def _part(entry: Mapping[str, Any], code: str, label: Label, own: Mapping[str, Any]) -> Part:
    """A part that is like the whole except for what it says of its own."""
    like = {"unit": entry["unit"], "kind": entry["kind"], "over_time": entry["over_time"]}
    like |= {"direction": entry["direction"], "per": entry.get("per", 1)}
    return Part(
        code, label, **{key: own.get(key, usual) for key, usual in like.items()}, target=own.get("target")
    )


def _threshold(entry: Mapping[str, Any]) -> Threshold:
    return Threshold(float(entry["value"]), Label(entry["zh"], entry["en"]), entry.get("part"))
