"""From text to values: column by column, each different cell once; then a second look at the few bad rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.contracts import Column, Contract, Rule
from neighborcare.intake.conversion import (
    Flaw,
    Source,
    estimates,
    flaws,
    lacks_column,
)
from neighborcare.intake.different import picked
from neighborcare.intake.erased import NOBODY, Erased
from neighborcare.intake.known_names import KnownNames
from neighborcare.intake.match import tellers
from neighborcare.intake.parcel import Parcel, Problem
from neighborcare.intake.raw import RawTable
from neighborcare.intake.reasons import reason
from neighborcare.intake.statements import Bound, run, statement
from neighborcare.intake.valuing import Bools, Values, Valuing
from neighborcare.text import Label

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Typed:
    """A parcel with all its data rows typed, references still as written.

    `values` has `_row` and the stored columns that the file gives; `bad` says of every row whether something is
    wrong with it by itself; the view `table` has both (all stored columns, `_row`, `_bad`). `aside` are rows about
    persons who were erased: they are bad, and nothing is told of them.
    """

    parcel: Parcel
    table: str
    sources: Mapping[str, Source]
    values: pa.Table
    bad: Bools
    problems: list[Problem]
    aside: set[int] = field(default_factory=set)

    @property
    def raw(self) -> str:
        """The registered relation of the raw cells."""
        return f"{self.parcel.table}_raw"

    @property
    def maps(self) -> str:
        """What the names of the maps of different cells begin with."""
        return f"{self.parcel.table}_map"


def convert(
    con: duckdb.DuckDBPyConnection,
    parcel: Parcel,
    *,
    secret: str,
    today: date,
    names: KnownNames,
    erased: Erased = NOBODY,
) -> Typed:
    """Type every row and find what is wrong with it by itself. Makes the view `<parcel.table>_typed`."""
    bound: Bound = {"secret": secret, "today": today}
    sources = _sources(parcel)
    con.register(f"{parcel.table}_raw", parcel.raw.table)
    bad = np.full(parcel.raw.size, lacks_column(parcel.contract, sources))
    bad[places(parcel, list(parcel.raw.flaws))] = True
    columns: Values = {"_row": parcel.raw.table["_row"]}
    is_told = bool(tellers(parcel.contract, sources))
    found, wrong = Valuing(con, parcel, is_told, bound, names).values(list(sources.values()))
    columns |= found
    bad |= wrong
    typed = Typed(parcel, f"{parcel.table}_typed", sources, pa.table(columns), bad, [])
    present(con, typed.table, parcel.contract, typed.values, bad)
    typed.aside.update(erased.rows(con, typed.table, parcel.contract, secret))
    typed.bad[places(parcel, sorted(typed.aside))] = True
    typed.problems.extend(_rounded(con, typed))
    _break_rules(con, typed, today)
    if bad.any():
        present(con, typed.table, parcel.contract, typed.values, bad)
        typed.problems.extend(_diagnose(con, typed, bound))
    return typed


def _sources(parcel: Parcel) -> Mapping[str, Source]:
    schema = parcel.raw.table.schema
    kinds = [field.type.value_type if pa.types.is_dictionary(field.type) else field.type for field in schema]
    at = {name: schema.get_field_index(f"c{position}") for name, position in parcel.match.columns.items()}
    return {
        name: Source(parcel.contract.column(name), position, kinds[at[name]], _context(parcel.raw, position))
        for name, position in parcel.match.columns.items()
    }


def _rounded(con: duckdb.DuckDBPyConnection, typed: Typed) -> Iterator[Problem]:
    """A warning for each figure that was rounded by who wrote it: it is taken as it stands."""
    rows = typed.parcel.raw.table["_row"]
    for name, source in typed.sources.items():
        said = estimates(con, source, typed.maps)
        if not said:
            continue
        cells = typed.parcel.raw.table[f"c{source.position}"].cast(pa.string())
        where = pc.is_in(cells, value_set=pa.array(said, pa.string()))
        values = typed.values[name].filter(where).to_pylist()
        for row, cell, value in zip(
            rows.filter(where).to_pylist(), cells.filter(where).to_pylist(), values, strict=True
        ):
            words = reason(
                "estimate", culprit(typed.parcel, source.column), value=cell.strip(), detail=f"{value:,}"
            )
            yield Problem(row, header_of(typed.parcel, name), name, cell, "estimate", words, "warning")


def _context(raw: RawTable, position: int) -> str:
    """What is said over a column."""
    return " ".join((raw.header[position], raw.title, raw.sheet or ""))


def present(
    con: duckdb.DuckDBPyConnection,
    view: str,
    contract: Contract,
    values: pa.Table,
    bad: Bools,
    more: Sequence[str] = (),
) -> None:
    """A view of all stored columns (NULL where the file has none), `_row`, `_bad` and the columns named in `more`."""
    con.register(f"{view}_values", values)
    con.register(f"{view}_bad", pa.table({"_row": values["_row"].filter(pa.array(bad))}))
    stored = [
        name if name in values.column_names else f"CAST(NULL AS {kind}) AS {name}"
        for name, kind in contract.stored
    ]
    listed = ", ".join([*stored, *more, "_row"])
    is_bad = f"_row IN (SELECT _row FROM {view}_bad)" if bad.any() else "false"
    con.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT {listed}, {is_bad} AS _bad FROM {view}_values")


def _break_rules(con: duckdb.DuckDBPyConnection, typed: Typed, today: date) -> None:
    """Mark the rows that break a rule."""
    rules = [rule.holds for rule in typed.parcel.contract.rules if rule.severity == "error"]
    if not rules or not typed.parcel.raw.size:
        return
    broken = " OR ".join(f"coalesce(NOT ({holds}), false)" for holds in rules)
    sql = f"SELECT _row FROM {typed.table} WHERE {broken}"
    typed.bad[places(typed.parcel, [row for (row,) in run(con, sql, {"today": today}).fetchall()])] = True


def places(parcel: Parcel, rows: Sequence[int]) -> Places:
    """Where these rows (by the file's own number) stand in the table."""
    found: Places = np.searchsorted(parcel.raw.table["_row"].to_numpy(), np.array(rows, np.int64))
    return found


def cells_of(
    con: duckdb.DuckDBPyConnection, typed: Typed, name: str, rows: Sequence[int]
) -> Mapping[int, str | None]:
    """What the file says in a contract's column, by row; nothing for a column that it does not have."""
    source = typed.sources.get(name)
    if source is None or not rows:
        return {}
    cells = typed.parcel.raw.table.select(["_row", f"c{source.position}"])
    few = picked(cells, places(typed.parcel, sorted(set(rows))))
    con.register(f"{typed.table}_few", few)
    found = con.execute(f"SELECT _row, {source.raw} FROM {typed.table}_few AS raw").fetchall()
    con.unregister(f"{typed.table}_few")
    return dict(found)


def _diagnose(con: duckdb.DuckDBPyConnection, typed: Typed, bound: Bound) -> Iterator[Problem]:
    """Every problem of every bad row."""
    sources, suspects = typed.sources, f"{typed.parcel.table}_suspects"
    at = np.flatnonzero(typed.bad)
    con.register(f"{suspects}_raw", picked(typed.parcel.raw.table, at))
    few = picked(typed.values, at)
    present(con, f"{suspects}_typed", typed.parcel.contract, few, np.zeros(len(at), bool))
    sql = statement(
        "suspects",
        suspects=suspects,
        raw=f"{suspects}_raw",
        typed=f"{suspects}_typed",
        given=", ".join(["raw._row", *(source.given() for source in sources.values())]),
        texts=", ".join(f"{source.raw} AS t_{name}" for name, source in sources.items()),
        stored=", ".join(f"typed.{name}" for name, _ in typed.parcel.contract.stored),
        joins=" ".join(source.join(typed.maps) for source in sources.values()),
    )
    con.execute(sql)
    for row, code in sorted(typed.parcel.raw.flaws.items()):
        yield Problem(row, "", "", None, code, reason(code, Label("", "")))
    wrong: dict[str, set[int]] = {}
    for flaw in flaws(typed.parcel.contract, sources):
        for problem in _of_flaw(con, typed, suspects, flaw, bound):
            wrong.setdefault(flaw.column.name, set()).add(problem.row)
            yield problem
    for rule in typed.parcel.contract.rules:
        if rule.severity == "error":
            yield from _of_rule(con, typed, suspects, rule, wrong, bound)


def _of_flaw(
    con: duckdb.DuckDBPyConnection, typed: Typed, suspects: str, flaw: Flaw, bound: Bound
) -> Iterator[Problem]:
    name = flaw.column.name
    value = f"t_{name}" if name in typed.sources else "NULL"
    sql = f"SELECT _row, {value} FROM {suspects} WHERE {flaw.when} ORDER BY _row"
    choice = choices(flaw.column)
    for row, cell in run(con, sql, bound).fetchall():
        said = culprit(typed.parcel, flaw.column)
        words = reason(flaw.code, said, value=(cell or "").strip(), detail=flaw.detail, choice=choice)
        yield Problem(row, header_of(typed.parcel, name), name, cell, flaw.code, words)


def _of_rule(
    con: duckdb.DuckDBPyConnection,
    typed: Typed,
    suspects: str,
    rule: Rule,
    wrong: Mapping[str, set[int]],
    bound: Bound,
) -> Iterator[Problem]:
    """Rows that break a rule, unless one of its values could not be read in the first place."""
    shown = next((name for name in reversed(rule.columns) if name in typed.sources), rule.columns[-1])
    value = f"t_{shown}" if shown in typed.sources else "NULL"
    sql = f"SELECT _row, {value} FROM {suspects} WHERE NOT ({rule.holds}) ORDER BY _row"
    unread = {row for name in rule.columns for row in wrong.get(name, ())}
    for row, cell in run(con, sql, bound).fetchall():
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
