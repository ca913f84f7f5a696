"""Rows that were sent back: as they came, sealed, for the workbook to mend; and in the clear what figures need of them.

* `rejected.sealed`: the rows with every cell of the file, if the office keeps what came (`store.raw`);
* `sent_back.parquet`: `_row`, and what can be read of each row's key, community and month (`key_text`,
  `community_text`, `moment_text`), by which is told whether it came in again (`store.reporting`);
* `problems.json`: why, with rows that were taken with a warning, told of nobody (`intake.discretion`).
"""

from __future__ import annotations

import io
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.intake.discretion import discreet
from neighborcare.intake.known_names import KnownNames
from neighborcare.intake.matching import match_with
from neighborcare.intake.parcel import Problem
from neighborcare.intake.statements import macros
from neighborcare.store import keeping, sealing
from neighborcare.store.connection import scratch
from neighborcare.store.home import Home, write_bytes
from neighborcare.text import Label

ROWS = "rejected.sealed"
COUNTED = "sent_back.parquet"
PROBLEMS = "problems.json"
CLEAR_ROWS = "rejected.parquet"
"What the rows were called when they were kept in the clear; the next load seals them."


def write(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    rows: pa.Table,
    contract: Contract,
    told: Mapping[str, object],
    folder: Path,
) -> None:
    """Put the rows (`_row`, c0, c1 …) down in a folder. `told`: their `header`, and the `columns` of the contract.

    `con` has the macros of the intake.
    """
    rows = rows.replace_schema_metadata({k: json.dumps(v, ensure_ascii=False) for k, v in told.items()})
    pq.write_table(_counted(con, home, rows, contract), folder / COUNTED)
    seal(home, rows, folder)


def seal(home: Home, rows: pa.Table, folder: Path) -> None:
    """The rows as they came, in place of those that were there before; nothing where the office keeps nothing."""
    if not keeping.read(home).keeps:
        return
    buffer = io.BytesIO()
    pq.write_table(rows, buffer, compression="zstd")
    buffer.seek(0)
    partial = folder / f"{ROWS}.partial"
    sealing.seal(sealing.office_key(home), buffer, partial)
    os.replace(partial, folder / ROWS)


def rows(home: Home, folder: Path) -> pa.Table | None:
    """The rows of a staged table or a batch, as they came; None where none are kept. Raises Unsealable."""
    clear, sealed = folder / CLEAR_ROWS, folder / ROWS
    if clear.exists():
        return pq.read_table(clear)
    if not sealed.exists():
        return None
    return pq.read_table(io.BytesIO(sealing.opened(sealing.office_key(home), sealed)))


def are_kept(folder: Path) -> bool:
    """Whether the rows of a folder are kept as they came."""
    return (folder / ROWS).exists() or (folder / CLEAR_ROWS).exists()


def every(home: Home, older_than: int | None = None) -> list[str]:
    """The batches whose rows are kept as they came; those alone that did so more than so many days ago."""
    until = time.time() - (older_than or 0) * 24 * 3600
    return sorted(
        path.parent.name
        for name in (ROWS, CLEAR_ROWS)
        for path in home.batches.glob(f"*/{name}")
        if older_than is None or path.stat().st_mtime < until
    )


def forget(folder: Path) -> bool:
    """Remove the rows as they came; what figures need stays. Whether there were any."""
    found = are_kept(folder)
    for name in (ROWS, CLEAR_ROWS, f"{ROWS}.partial"):
        (folder / name).unlink(missing_ok=True)
    return found


def read_problems(folder: Path) -> tuple[Problem, ...]:
    """What was wrong with the rows of a staged table or a batch."""
    path = folder / PROBLEMS
    if not path.exists():
        return ()
    return tuple(_problem(entry) for entry in json.loads(path.read_text(encoding="utf-8")))


def write_problems(folder: Path, problems: Sequence[Problem]) -> None:
    """Put down what was wrong, in place of what stood there."""
    partial = folder / f"{PROBLEMS}.partial"
    entries = [_entry(problem) for problem in problems]
    write_bytes(partial, json.dumps(entries, ensure_ascii=False).encode())
    os.replace(partial, folder / PROBLEMS)


def cleaned(problem: Problem, clean: Callable[[str], str]) -> Problem:
    """A problem with the cell and the reason as `clean` gives them."""
    reason = Label(clean(problem.reason.zh), clean(problem.reason.en))
    return replace(problem, value=problem.value and clean(problem.value), reason=reason)


def columns(rows: pa.Schema, contract: Contract) -> Mapping[str, int]:
    """Where each column of a contract stands in a table of such rows (c0, c1, …), as it was understood then."""
    told = rows.metadata or {}
    if b"columns" in told:
        found: dict[str, int] = json.loads(told[b"columns"])
        return found
    return match_with(json.loads(told.get(b"header", b"[]")), contract).columns


def counted(con: duckdb.DuckDBPyConnection, home: Home, contract: Contract, folder: Path) -> pa.Table | None:
    """What figures need of a batch's rows that were sent back; None where there were none."""
    if (folder / COUNTED).exists():
        return pq.read_table(folder / COUNTED)
    if not (folder / CLEAR_ROWS).exists():
        return None
    con.execute(macros())
    return _counted(con, home, pq.read_table(folder / CLEAR_ROWS), contract)


def seal_old(home: Home) -> None:
    """Seal what earlier versions left in the clear. A crash in between leaves both; the next time goes on."""
    left = sorted(home.batches.glob(f"*/{CLEAR_ROWS}"))
    if not left:
        return
    with scratch() as con:
        con.execute(macros())
        for clear in left:
            folder, found = clear.parent, pq.read_table(clear)
            dataset = json.loads((folder / "batch.json").read_text(encoding="utf-8"))["dataset"]
            if dataset in contracts.catalogue():
                counted = _counted(con, home, found, contracts.get(dataset))
                pq.write_table(counted, folder / f"{COUNTED}.partial")
                os.replace(folder / f"{COUNTED}.partial", folder / COUNTED)
                _hush(folder, contracts.get(dataset), home)
            seal(home, found, folder)
            clear.unlink(missing_ok=True)


def _hush(folder: Path, contract: Contract, home: Home) -> None:
    """What was told of the rows, as it may be told (`intake.discretion`)."""
    names = KnownNames(home.secret().hex())
    problems = read_problems(folder)
    write_problems(folder, list(discreet(problems, contract, names)))


def _counted(con: duckdb.DuckDBPyConnection, home: Home, rows: pa.Table, contract: Contract) -> pa.Table:
    at = columns(rows.schema, contract)
    wanted = (contract.key[0] if len(contract.key) == 1 else "", "community_id", contract.when or "")
    key, community, moment = (
        f'trim(cast("c{at[name]}" AS VARCHAR))' if name in at else "cast(NULL AS VARCHAR)" for name in wanted
    )
    con.register("_rows_sent_back", rows)
    try:
        return con.sql(
            f"SELECT _row, nc_own($secret, {key}) AS key_text, {community} AS community_text, "
            f"{moment} AS moment_text FROM _rows_sent_back ORDER BY _row",
            params={"secret": home.secret().hex()},
        ).to_arrow_table()
    finally:
        con.unregister("_rows_sent_back")


def _entry(problem: Problem) -> dict[str, object]:
    return {
        "row": problem.row,
        "column": problem.column,
        "name": problem.name,
        "value": problem.value,
        "code": problem.code,
        "zh": problem.reason.zh,
        "en": problem.reason.en,
        "severity": problem.severity,
    }


def _problem(entry: Mapping[str, object]) -> Problem:
    return Problem(
        row=int(str(entry["row"])),
        column=str(entry["column"]),
        name=str(entry["name"]),
        value=None if entry["value"] is None else str(entry["value"]),
        code=str(entry["code"]),
        reason=Label(str(entry["zh"]), str(entry["en"])),
        severity="warning" if entry["severity"] == "warning" else "error",
    )
