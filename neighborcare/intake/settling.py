"""The last step: the same row twice, the same key twice, the same person twice; then the accepted rows alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb

from neighborcare.contracts import Contract
from neighborcare.intake.parcel import Checked, Problem, Severity
from neighborcare.intake.reasons import reason
from neighborcare.intake.referring import Resolved
from neighborcare.intake.statements import statement
from neighborcare.intake.typed import Typed, culprit, header_of, run, stored_names


def settle(con: duckdb.DuckDBPyConnection, resolved: Resolved, today: date) -> Checked:
    """Set the twins aside, make the table of accepted rows, and count. Asserts that every row is accounted for."""
    parcel, contract = resolved.typed.parcel, resolved.typed.parcel.contract
    twins = f"{parcel.table}_twins"
    _find_twins(con, resolved.table, twins, contract, today)
    problems = [*resolved.typed.problems, *resolved.problems, *_of_twins(con, resolved.typed, twins)]
    order = {column.name: place for place, column in enumerate(contract.columns)}
    problems.sort(key=lambda problem: (problem.row, order.get(problem.name, -1)))
    rejected = {problem.row for problem in problems if problem.severity == "error"}
    duplicate = {problem.row for problem in problems if problem.code == "duplicate"} - rejected
    _keep_accepted(con, resolved.table, twins, parcel.table)
    accepted = _count(con, parcel.table)
    if parcel.raw.size != accepted + len(rejected) + len(duplicate):
        raise AssertionError(f"{parcel.raw.size} rows: {accepted} + {len(rejected)} + {len(duplicate)}")
    return Checked(
        contract.id, parcel.table, parcel.raw.size, accepted, len(rejected), len(duplicate), problems
    )


def _keep_accepted(con: duckdb.DuckDBPyConnection, resolved: str, twins: str, table: str) -> None:
    """The resolved table becomes that of the accepted rows: cheaper than a copy of nearly all of it."""
    con.execute(statement("leave_out", resolved=resolved, twins=twins))
    columns = [name for (name, *_) in con.execute(f"DESCRIBE {resolved}").fetchall()]
    for name in columns:
        if name.startswith("s_") or name == "_bad":
            con.execute(f"ALTER TABLE {resolved} DROP COLUMN {name}")
    con.execute(f"DROP TABLE IF EXISTS {table}")
    con.execute(f"ALTER TABLE {resolved} RENAME TO {table}")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    found = con.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(found[0][0])


def _find_twins(
    con: duckdb.DuckDBPyConnection, resolved: str, twins: str, contract: Contract, today: date
) -> None:
    names = stored_names(contract)
    sql = statement(
        "twins",
        twins=twins,
        resolved=resolved,
        key=", ".join(contract.key),
        rows_content=", ".join(f"rows.{name}" for name in names),
        one_content=", ".join(f"one.{name}" for name in names),
        rows_first=" AND ".join(f"rows.{name} = first.{name}" for name in contract.key),
    )
    con.execute(sql)
    if {"id_number_hash", "end_date"} <= set(names):
        sql = statement("same_person", twins=twins, resolved=resolved, hash="id_number_hash", end="end_date")
        run(con, sql, {"today": today})


def _of_twins(con: duckdb.DuckDBPyConnection, typed: Typed, twins: str) -> Iterator[Problem]:
    contract = typed.parcel.contract
    key = contract.column(contract.key[-1] if len(contract.key) == 1 else contract.key[0])
    source = typed.sources[key.name]
    sql = f"SELECT t._row, t.first_row, t.code, {source.raw} FROM {twins} AS t JOIN {typed.raw} AS raw USING (_row)"
    for row, first, code, cell in con.execute(sql).fetchall():
        name = "id_number" if code == "same_person" else key.name
        value = None if code == "same_person" else cell
        words = reason(
            code, culprit(typed.parcel, contract.column(name)), value=value or "", detail=str(first)
        )
        severity: Severity = "warning" if code == "duplicate" else "error"
        yield Problem(row, header_of(typed.parcel, name), name, value, code, words, severity)
