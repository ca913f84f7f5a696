"""Signals: what needs somebody's attention, who that is, and by when. One rule a pair of files.

`<id>.toml` says the words, how grave it is, whose task it is and how many days he has; `<id>.sql` finds the
places from the workspace's tables, the lists and the rollup, with `$as_of` (and the TOML's `[bound]` values) as
its only parameters. It selects `community_id, grid_id, subject, items, value, expected`: where (grid NULL: the
whole community), what it is about (a series, an export, a KPI's id; NULL where the rule says it all), how many,
and what was seen against what was expected. Nothing about one person.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import duckdb

from neighborcare.text import Label

FOLDER = Path(__file__).parent
Severity = Literal["bad", "watch"]
Owner = Literal["grid_manager", "community", "office"]


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule. `sentence` may name {subject}, {items}, {value} and {expected}; `of` says what a subject is
    ("kpi", "dataset" or "text"), `unit` what value and expected are measured in (formats.UNITS).

    `page`: the address of the page that shows more. `hidden_from`: roles that do not see it.
    """

    id: str
    label: Label
    sentence: Label
    order: int
    severity: Severity
    owner: Owner
    due_days: int
    page: str
    of: Literal["kpi", "dataset", "text"] = "text"
    unit: str = "ratio"
    hidden_from: frozenset[str] = frozenset()
    bound: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sql(self) -> str:
        """The query that finds the places."""
        return (FOLDER / f"{self.id}.sql").read_text(encoding="utf-8")


@cache
def catalogue() -> Mapping[str, Signal]:
    """Every rule by id, the gravest first as the files say."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.toml"))]
    return {signal.id: signal for signal in sorted(found, key=lambda one: (one.order, one.id))}


def _read(path: Path) -> Signal:
    entry = tomllib.loads(path.read_text(encoding="utf-8"))
    return Signal(
        id=path.stem,
        label=Label(entry["zh"], entry["en"]),
        sentence=Label(entry["sentence_zh"], entry["sentence_en"]),
        order=int(entry["order"]),
        severity=cast("Severity", entry["severity"]),
        owner=cast("Owner", entry["owner"]),
        due_days=int(entry["due_days"]),
        page=entry["page"],
        of=entry.get("of", "text"),
        unit=entry.get("unit", "ratio"),
        hidden_from=frozenset(entry.get("hidden_from", ())),
        bound=entry.get("bound", {}),
    )


def compute(con: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Create `signals(signal, severity, community_id, grid_id, subject, items, value, expected, owner, due_date)`.

    `owner` is the masked name of the grid's manager; NULL where it is the community's or the office's task.
    """
    con.execute(_query("signals"))
    for signal in catalogue().values():
        bound: dict[str, Any] = dict(signal.bound)
        if "$as_of" in signal.sql:
            bound["as_of"] = as_of
        found = con.sql(signal.sql, params=bound).to_arrow_table()
        con.register("found", found)
        con.execute(
            _query("add"),
            {
                "signal": signal.id,
                "severity": signal.severity,
                "of_manager": signal.owner == "grid_manager",
                "as_of": as_of,
                "days": signal.due_days,
            },
        )
        con.unregister("found")


@cache
def _query(name: str) -> str:
    return (FOLDER / "queries" / f"{name}.sql").read_text(encoding="utf-8")
