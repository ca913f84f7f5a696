"""The board of the accounts: every system with its rows, its KPIs now, what was published and what is counted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from neighborcare.measures import figures
from neighborcare.measures import get as kpi_of
from neighborcare.measures.accounts import Account, Metric, System, accounts
from neighborcare.measures.figures import Figure

QUERIES = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Quoted:
    """A published figure as quoted. Any part that was not said is None; `qualifier` is a code of the contract."""

    value: float | None = None
    unit: str | None = None
    qualifier: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """A metric: what was published, what is counted of the rows (None: nothing, or `hidden`), whether they agree."""

    metric: Metric
    published: Quoted
    counted: float | None
    agrees: bool | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One system: the rows of each of its exports in the registry's order (None: hidden), its KPIs, its figures."""

    system: System
    account: Account
    community: str | None
    rows: tuple[float | None, ...]
    kpis: tuple[Figure, ...]
    metrics: tuple[Beside, ...]

    @property
    def is_alive(self) -> bool:
        """Whether any of its exports has rows, be their number hidden or not."""
        return self.community is not None and any(count is None or count > 0 for count in self.rows)


Counts = dict[tuple[str, str, int], tuple[float | None, bool]]
"(system, kind, position) → the count and whether it is hidden."
UNKNOWN = (None, False)


def board(con: duckdb.DuckDBPyConnection) -> list[Entry]:
    """All systems that this role's file tells of, in the accounts' order; KPIs from January of the newest month's year.

    Reads account_counts, published_figures, rollup, kpi_status and months.
    """
    counts: Counts = {}
    communities: dict[str, str] = {}
    for system, kind, position, community, count, hidden in con.execute(
        "SELECT system_id, kind, position, community_id, count, hidden FROM account_counts"
    ).fetchall():
        counts[(system, kind, position)] = (count, hidden)
        communities[system] = community
    quoted = _quoted(con)
    now = _now(con)
    return [
        _entry(con, system, account, communities.get(system.id), counts, quoted, now)
        for account in accounts().values()
        for system in account.systems
    ]


def is_told(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether this file was written by a build that counted the accounts."""
    found = con.execute("SELECT 1 FROM information_schema.tables WHERE table_name = 'account_counts'")
    return found.fetchone() is not None


def _entry(
    con: duckdb.DuckDBPyConnection,
    system: System,
    account: Account,
    community: str | None,
    counts: Counts,
    quoted: dict[tuple[str, str], Quoted],
    now: tuple[date, date] | None,
) -> Entry:
    metrics = []
    for n, metric in enumerate(system.metrics):
        told = quoted.get((system.id, metric.label.zh), Quoted())
        count, hidden = counts.get((system.id, "metric", n), UNKNOWN)
        metrics.append(Beside(metric, told, count, agrees(told, count), hidden))
    return Entry(
        system,
        account,
        community,
        tuple(counts.get((system.id, "export", n), UNKNOWN)[0] for n in range(len(system.exports))),
        tuple(_kpi(con, name, community, now) for name in system.kpis) if community and now else (),
        tuple(metrics),
    )


def _kpi(con: duckdb.DuckDBPyConnection, name: str, community: str, now: tuple[date, date]) -> Figure:
    first, last = now
    return figures.figures(con, kpi_of(name), areas=("community", community), first=first, last=last)[0]


def _now(con: duckdb.DuckDBPyConnection) -> tuple[date, date] | None:
    row = con.execute("SELECT max(month) FROM months").fetchone()
    return figures.period("ytd", row[0]) if row and row[0] else None


def _quoted(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Quoted]:
    rows = con.execute((QUERIES / "published.sql").read_text(encoding="utf-8")).fetchall()
    return {(system, metric): Quoted(*told) for system, metric, *told in rows}


def agrees(quoted: Quoted, count: float | None) -> bool | None:
    """Whether the count bears the quotation out: equal, not below "more than", or "about" it; None: it cannot be said.

    About: within half a unit of the last digit that was quoted (11,000: from 10,500 to 11,500).
    """
    if quoted.value is None or count is None:
        return None
    if quoted.qualifier == "exact":
        return math.isclose(count, quoted.value)
    if quoted.qualifier == "over":
        return count >= quoted.value
    return (
        abs(count - quoted.value) <= _last_digit(quoted.value) / 2 if quoted.qualifier == "approx" else None
    )


def _last_digit(value: float) -> float:
    """What the last digit of a number that is not 0 counts: 1,000 of 11,000, 1 of 83; a fraction's is 1."""
    unit = 1.0
    while value and value % (unit * 10) == 0:
        unit *= 10
    return unit
