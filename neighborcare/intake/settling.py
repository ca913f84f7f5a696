"""The last step: the same row twice, the same key twice, what the contract asks of several rows; then what is left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.intake.crosschecks import Asked, ask, good_rows
from neighborcare.intake.discretion import discreet
from neighborcare.intake.erased import CODE, Erased, set_aside
from neighborcare.intake.known_names import KnownNames
from neighborcare.intake.parcel import Checked, Problem, Severity
from neighborcare.intake.reasons import reason
from neighborcare.intake.referring import Resolved
from neighborcare.intake.statements import run_table, statement
from neighborcare.intake.typed import cells_of, culprit, header_of, stored_names

Rows = npt.NDArray[np.int64]
PIECE = 1 << 18  # rows written at once


ARROW = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
}


@dataclass(frozen=True, slots=True)
class Persons:
    """Whom the office knows, and whom it was asked to erase. `secret`: the key of both's hashes."""

    secret: str
    names: KnownNames
    erased: Erased


def settle(
    con: duckdb.DuckDBPyConnection,
    resolved: Resolved,
    today: date,
    relations: Callable[[], Mapping[str, str]],
    persons: Persons,
) -> Checked:
    """Set aside what is not taken, and count. Asserts that every row is accounted for.

    `relations` makes what the contract's checks may look into besides the table's own rows, and is asked for it once
    the view of these is there. Makes the view `parcel.table`
    of the accepted rows, and the table `<parcel.table>_out` of the numbers of all others.
    """
    parcel, contract = resolved.typed.parcel, resolved.typed.parcel.contract
    con.execute(f"CREATE OR REPLACE TEMP TABLE {parcel.table}_out AS SELECT _row FROM {resolved.table}_bad")
    aside = resolved.typed.aside | persons.erased.named(resolved.problems, contract, persons.secret)
    leave_out(con, parcel.table, aside)
    twins = list(_twins(con, resolved))
    leave_out(con, parcel.table, [problem.row for problem in twins])
    good = good_rows(parcel)
    for view, rows in ((good, resolved.table), (parcel.table, good)):
        con.execute(
            statement("good", good=view, rows=rows, stored=_listed(contract), out=f"{parcel.table}_out")
        )
    asked = Asked(resolved.typed, {**relations(), "this": good}, today)
    refused = _refuse(con, asked, parcel.table)
    warned = ask(con, asked, "warning")
    found = [*resolved.typed.problems, *resolved.problems, *twins, *refused, *warned]
    problems = set_aside(aside)
    problems += discreet((one for one in found if one.row not in aside), contract, persons.names)
    order = {column.name: place for place, column in enumerate(contract.columns)}
    problems.sort(key=lambda problem: (problem.row, order.get(problem.name, -1)))
    return _counted(con, resolved, problems)


def _refuse(con: duckdb.DuckDBPyConnection, asked: Asked, table: str) -> list[Problem]:
    """What the checks refuse, asked again without these rows for as long as they find more."""
    refused: list[Problem] = []
    while found := ask(con, asked, "error"):
        refused += found
        leave_out(con, table, [problem.row for problem in found])
    return refused


def _counted(con: duckdb.DuckDBPyConnection, resolved: Resolved, problems: list[Problem]) -> Checked:
    parcel = resolved.typed.parcel
    rejected = {problem.row for problem in problems if problem.severity == "error"}
    erased = {problem.row for problem in problems if problem.code == CODE}
    duplicate = {problem.row for problem in problems if problem.code == "duplicate"} - rejected | erased
    accepted = parcel.raw.size - len(_out(con, parcel.table))
    if parcel.raw.size != accepted + len(rejected) + len(duplicate):
        raise AssertionError(f"{parcel.raw.size} rows: {accepted} + {len(rejected)} + {len(duplicate)}")
    return Checked(
        parcel.contract.id,
        parcel.table,
        parcel.raw.size,
        accepted,
        len(rejected),
        len(duplicate),
        problems,
        resolved.values,
        len(erased),
    )


def leave_out(con: duckdb.DuckDBPyConnection, table: str, rows: Collection[int]) -> None:
    """Take these rows out of a table of accepted ones."""
    if rows:
        con.execute(f"INSERT INTO {table}_out SELECT unnest($rows)", {"rows": list(rows)})


def _out(con: duckdb.DuckDBPyConnection, table: str) -> Rows:
    found = run_table(con, f"SELECT DISTINCT _row FROM {table}_out ORDER BY _row", {})
    rows: Rows = found["_row"].to_numpy()
    return rows


def write_accepted(con: duckdb.DuckDBPyConnection, checked: Checked, path: Path) -> int:
    """Write the rows that are accepted by now as Parquet, in the order of the file; gives how many there are."""
    values, contract = checked.values, contracts.get(checked.dataset)
    keep = np.ones(checked.read, bool)
    keep[np.searchsorted(values["_row"].to_numpy(), _out(con, checked.table))] = False
    fields = [
        values.schema.field(name) if name in values.column_names else pa.field(name, ARROW[kind])
        for name, kind in (*contract.stored, ("_row", "BIGINT"))
    ]
    repeated = [field.name for field in fields if pa.types.is_dictionary(field.type)]
    with pq.ParquetWriter(
        path, pa.schema(fields), compression="zstd", use_dictionary=repeated, store_schema=False
    ) as writer:
        for start in range(0, len(keep), PIECE):
            piece, kept = values.slice(start, PIECE), keep[start : start + PIECE]
            piece = piece if kept.all() else piece.filter(pa.array(kept))
            columns = [
                piece[f.name] if f.name in piece.column_names else pa.nulls(len(piece), f.type)
                for f in fields
            ]
            writer.write_table(pa.table(columns, schema=pa.schema(fields)))
    return int(keep.sum())


def _twins(con: duckdb.DuckDBPyConnection, resolved: Resolved) -> Iterator[Problem]:
    """Rows whose key an earlier row has. Only keys whose hash comes twice are compared."""
    typed, contract = resolved.typed, resolved.typed.parcel.contract
    key, stem = ", ".join(contract.key), typed.parcel.table
    hashes = np.sort(_hashes(con, resolved, key))
    again = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    if not len(again):
        return
    con.register(f"{stem}_repeated", pa.table({"h": again}))
    parts = {"suspected": f"{stem}_suspected", "repeated": f"{stem}_repeated", "resolved": resolved.table}
    con.execute(statement("suspected_twins", key=key, stored=_listed(contract), **parts))
    sql = statement(
        "twins",
        key=key,
        rows_content=", ".join(f"rows.{name}" for name in stored_names(contract)),
        one_content=", ".join(f"one.{name}" for name in stored_names(contract)),
        rows_first=" AND ".join(f"rows.{name} = first.{name}" for name in contract.key),
        **parts,
    )
    found = con.execute(sql).fetchall()
    blamed = contract.column(contract.key[0])
    cells = cells_of(con, typed, blamed.name, [row for row, *_ in found])
    header = header_of(typed.parcel, blamed.name)
    for row, first, code in found:
        cell = cells.get(row)
        words = reason(code, culprit(typed.parcel, blamed), value=cell or "", detail=str(first))
        severity: Severity = "warning" if code == "duplicate" else "error"
        yield Problem(row, header, blamed.name, cell, code, words, severity)


def _hashes(con: duckdb.DuckDBPyConnection, resolved: Resolved, key: str) -> npt.NDArray[np.uint64]:
    table = run_table(con, statement("keys", key=key, resolved=resolved.table), {})
    hashes: npt.NDArray[np.uint64] = table["h"].to_numpy()
    return hashes


def _listed(contract: Contract) -> str:
    return ", ".join(stored_names(contract))
