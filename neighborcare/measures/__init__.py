"""The KPI catalogue. One pair of files a KPI: `kpis/<id>.toml` says what it is, `kpis/<id>.sql` counts it.

A KPI is a numerator and a denominator at one grid in one month; everything else that is shown is a sum of
those (`rollup`, `figures`). Nothing is registered: a new pair of files is a new KPI.

The SQL selects `grid_id, month, part, numerator, denominator` (a duration: `grid_id, month, part, value,
count`) from the workspace's tables; `part` NULL is the whole. Its one parameter is `$as_of`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from neighborcare import contracts
from neighborcare.errors import NotFound
from neighborcare.text import N_, Label

FOLDER = Path(__file__).parent / "kpis"

Kind = Literal["rate", "count", "ratio", "duration"]
OverTime = Literal["sum", "last"]
Direction = Literal["up", "down", "neutral"]
TargetSource = Literal["S", "N", "T"]  # promised in an account, national or published, the office's own


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a KPI's own breakdown. It may be measured in a unit, and be of a kind, of its own."""

    code: str
    label: Label
    unit: str
    kind: Kind


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
    `needs`: datasets (or the layer `walkways`) without which it says nothing; of `needs_any` one is enough.
    `ledger`: the dataset before whose first month it says nothing. `rows`: the dataset whose rows stand
    behind a figure. `least`: the smallest denominator that a rate is judged on. `hidden_from`: the
    roles that small numbers are hidden from, since they are about persons in need, health or disputes;
    `open_whole`: only those of its parts are, the whole is about residents at large.
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
    least: int = 10

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

    def target_of(self, part: str | None) -> float | None:
        """The target, which also holds for parts that are measured like the whole; None without one."""
        same = (self.kind_of(part), self.unit_of(part)) == (self.kind, self.unit)
        return self.target if same else None


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


def _read(path: Path) -> Kpi:
    entry = tomllib.loads(path.read_text(encoding="utf-8"))
    label = Label(entry["zh"], entry["en"])
    plain = ("order", "kind", "over_time", "unit", "direction", "rows")
    optional = ("target", "target_source", "ledger", "least", "open_whole")
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
        sql=path.with_suffix(".sql").read_text(encoding="utf-8"),
        **{key: entry[key] for key in plain},
        **{key: entry[key] for key in optional if key in entry},
    )


def _own_parts(entry: Mapping[str, Any]) -> list[Part]:
    return [
        Part(
            item["code"],
            Label(item["zh"], item["en"]),
            item.get("unit", entry["unit"]),
            item.get("kind", entry["kind"]),
        )
        for item in entry.get("part", ())
    ]


def _borrowed_parts(entry: Mapping[str, Any]) -> list[Part]:
    """Parts that are codes of contracts' columns (`dataset.column`): all of them, or those in `part_only`."""
    parts = []
    for source in entry.get("part_of", ()):
        dataset, column = source.split(".")
        for code in contracts.get(dataset).column(column).codes:
            if code.code in entry.get("part_only", (code.code,)):
                parts.append(Part(code.code, code.label, entry["unit"], entry["kind"]))
    return parts


def _threshold(entry: Mapping[str, Any]) -> Threshold:
    return Threshold(float(entry["value"]), Label(entry["zh"], entry["en"]), entry.get("part"))
