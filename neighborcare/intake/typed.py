"""From text to values: one pass over the table, then a second look at the few rows that have something wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from neighborcare.contracts import Column, Contract, Rule
from neighborcare.intake.conversion import Flaw, Source, flaws, make_map, stored_values, suspicions
from neighborcare.intake.parcel import Parcel, Problem
from neighborcare.intake.reasons import reason
from neighborcare.intake.statements import statement
from neighborcare.text import Label

Bound = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Typed:
    """A parcel with all its data rows typed in `table` (stored columns, _row, _bad), references still as written."""

    parcel: Parcel
    table: str
    sources: Mapping[str, Source]
    problems: list[Problem]

    @property
    def raw(self) -> str:
        """The registered relation of the raw cells."""
        return f"{self.parcel.table}_raw"

    @property
    def maps(self) -> str:
        """What the names of the maps of different cells begin with."""
        return f"{self.parcel.table}_map"


def convert(con: duckdb.DuckDBPyConnection, parcel: Parcel, *, secret: str, today: date) -> Typed:
    """Type every row and find what is wrong with it by itself. Makes the temp table `<parcel.table>_typed`."""
    typed = Typed(parcel, f"{parcel.table}_typed", _sources(parcel), [])
    con.register(typed.raw, parcel.raw.table)
    maps = typed.maps
    mapped = [source for source in typed.sources.values() if source.is_mapped]
    unread = {source.column.name for source in mapped if make_map(con, source, typed.raw, maps)}
    _type(con, typed, maps, unread, {"secret": secret, "today": today})
    if _has_suspects(con, typed.table):
        typed.problems.extend(_diagnose(con, typed, maps, today))
    return typed


def _sources(parcel: Parcel) -> Mapping[str, Source]:
    cells = parcel.raw.table
    return {
        name: Source(parcel.contract.column(name), at, cells.schema.field(f"c{at}").type)
        for name, at in parcel.match.columns.items()
    }


def _type(
    con: duckdb.DuckDBPyConnection, typed: Typed, maps: str, unread: Collection[str], bound: Bound
) -> None:
    contract, sources = typed.parcel.contract, typed.sources
    tests = list(suspicions(contract, sources, unread))
    if typed.parcel.raw.flaws:
        _keep_flaws(con, f"{typed.parcel.table}_flaws", typed.parcel.raw.flaws)
        tests.append(f"_row IN (SELECT _row FROM {typed.parcel.table}_flaws)")
    sql = statement(
        "typed",
        typed=typed.table,
        raw=typed.raw,
        stored=", ".join(name for name, _ in contract.stored),
        bad=" OR ".join(tests) or "false",
        given_names=", ".join(f"g_{name}" for name in sources),
        values=", ".join(stored_values(contract, sources)),
        given=", ".join(["raw._row", *(source.given() for source in sources.values())]),
        joins=" ".join(source.join(maps) for source in sources.values()),
    )
    run(con, sql, bound)


def _keep_flaws(con: duckdb.DuckDBPyConnection, table: str, flaws: Mapping[int, str]) -> None:
    rows = pa.table({"_row": pa.array(list(flaws), pa.int64())})
    con.register(f"{table}_arrow", rows)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT _row FROM {table}_arrow")
    con.unregister(f"{table}_arrow")


def run(con: duckdb.DuckDBPyConnection, sql: str, bound: Bound) -> duckdb.DuckDBPyConnection:
    """Execute with those of the values that the statement names."""
    return con.execute(sql, {key: value for key, value in bound.items() if f"${key}" in sql})


def _has_suspects(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(con.execute(f"SELECT 1 FROM {table} WHERE _bad LIMIT 1").fetchall())


def _diagnose(con: duckdb.DuckDBPyConnection, typed: Typed, maps: str, today: date) -> Iterator[Problem]:
    """Every problem of every bad row."""
    sources, suspects = typed.sources, f"{typed.parcel.table}_suspects"
    sql = statement(
        "suspects",
        suspects=suspects,
        raw=typed.raw,
        typed=typed.table,
        given=", ".join(["raw._row", *(source.given() for source in sources.values())]),
        texts=", ".join(f"{source.raw} AS t_{name}" for name, source in sources.items()),
        stored=", ".join(f"typed.{name}" for name, _ in typed.parcel.contract.stored),
        joins=" ".join(source.join(maps) for source in sources.values()),
    )
    con.execute(sql)
    for row, code in sorted(typed.parcel.raw.flaws.items()):
        yield Problem(row, "", "", None, code, reason(code, Label("", "")))
    wrong: dict[str, set[int]] = {}
    for flaw in flaws(typed.parcel.contract, sources):
        for problem in _of_flaw(con, typed, suspects, flaw, today):
            wrong.setdefault(flaw.column.name, set()).add(problem.row)
            yield problem
    for rule in typed.parcel.contract.rules:
        yield from _of_rule(con, typed, suspects, rule, wrong)


def _of_flaw(
    con: duckdb.DuckDBPyConnection, typed: Typed, suspects: str, flaw: Flaw, today: date
) -> Iterator[Problem]:
    name = flaw.column.name
    value = f"t_{name}" if name in typed.sources else "NULL"
    sql = f"SELECT _row, {value} FROM {suspects} WHERE {flaw.when} ORDER BY _row"
    choice = choices(flaw.column)
    for row, cell in run(con, sql, {"today": today}).fetchall():
        said = culprit(typed.parcel, flaw.column)
        words = reason(flaw.code, said, value=(cell or "").strip(), detail=flaw.detail, choice=choice)
        yield Problem(row, header_of(typed.parcel, name), name, cell, flaw.code, words)


def _of_rule(
    con: duckdb.DuckDBPyConnection, typed: Typed, suspects: str, rule: Rule, wrong: Mapping[str, set[int]]
) -> Iterator[Problem]:
    """Rows that break a rule, unless one of its values could not be read in the first place."""
    shown = next((name for name in reversed(rule.columns) if name in typed.sources), rule.columns[-1])
    value = f"t_{shown}" if shown in typed.sources else "NULL"
    sql = f"SELECT _row, {value} FROM {suspects} WHERE NOT ({rule.holds}) ORDER BY _row"
    unread = {row for name in rule.columns for row in wrong.get(name, ())}
    for row, cell in con.execute(sql).fetchall():
        if row not in unread:
            yield Problem(row, header_of(typed.parcel, shown), shown, cell, rule.code, rule.says)


def header_of(parcel: Parcel, name: str) -> str:
    """The header of a contract's column as the file writes it; "" when the file has no such column."""
    position = parcel.match.columns.get(name)
    return "" if position is None else parcel.raw.header[position]


def culprit(parcel: Parcel, column: Column) -> Label:
    """A column as its reader knows it: in Chinese as the file's header says, in English by the contract."""
    return Label(header_of(parcel, column.name) or column.label.zh, column.label.en)


def choices(column: Column) -> Label:
    """The codes to choose from, in words."""
    labels = [code.label for code in column.codes]
    return Label("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))


def stored_names(contract: Contract) -> list[str]:
    """The names of the stored columns."""
    return [name for name, _ in contract.stored]
