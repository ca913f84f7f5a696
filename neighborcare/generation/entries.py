"""Rows that are written down on a page (a meeting's decisions, claims made on the spot), taken as any export is.

They become one file a dataset and pass the ordinary intake: looked at, checked, kept under their hash, published.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from neighborcare import contracts, generation
from neighborcare.contracts import Contract
from neighborcare.errors import UserError
from neighborcare.generation import Loaded, Progress
from neighborcare.store import batches, manifest, staging, workspace
from neighborcare.store.batches import EXPORT_ROWS
from neighborcare.store.connection import scratch
from neighborcare.store.home import Home
from neighborcare.store.taking import Looked
from neighborcare.text import N_, Label

Entry = Mapping[str, object]  # the contract's column → value; None or left out: what stands, or nothing


def take(
    home: Home,
    entries: Mapping[str, Sequence[Entry]],
    *,
    name: str,
    by: str,
    today: date | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Take rows by dataset in one step; `name` stands in their files' names.

    A row whose key stands already keeps what the entry does not say. The as-of date stays, since what was said at a
    meeting does not mean that its month was handed in. Raises UserError, and takes nothing, if any row is sent back.
    """
    with staging.passing(home, "entries") as folder:
        files = {
            _write(
                folder, contracts.get(dataset), _complete(home, contracts.get(dataset), rows), name
            ): dataset
            for dataset, rows in entries.items()
        }
        looked = generation.look(home, list(files), datasets=files, today=today, progress=progress)
        try:
            _must_be_good(looked.tables)
            day = manifest.current(home).as_of
            return generation.take(home, looked, by=by, as_of=day, today=today, progress=progress)
        finally:
            looked.leave()


def _must_be_good(tables: Sequence[Looked]) -> None:
    for table in tables:
        if table.refusal:
            raise table.refusal
        for problem in table.problems:
            if problem.severity == "error":
                raise UserError(
                    N_("Nothing was taken. {export}, row {row}: {reason}"),
                    export=contracts.get(table.dataset).label,
                    row=problem.row,
                    reason=problem.reason,
                )


def _complete(home: Home, contract: Contract, rows: Sequence[Entry]) -> list[dict[str, object]]:
    """The rows with what stands of each in the columns that they do not say."""
    standing = _standing(home, contract)
    key = contract.key
    return [
        standing.get(tuple(str(row.get(column)) for column in key), {})
        | {column: value for column, value in row.items() if value is not None}
        for row in rows
    ]


def _standing(home: Home, contract: Contract) -> dict[tuple[str, ...], dict[str, object]]:
    """The rows of a dataset that are in force, by their key."""
    active = [batches.read(home, one) for one in manifest.current(home).batches]
    own = [(one.id, one.folder(home) / EXPORT_ROWS) for one in active if one.dataset == contract.id]
    names = [
        column.name for column in contract.columns if (column.name,) == tuple(c for c, _ in column.stored)
    ]
    with scratch() as con:
        workspace.state(con, contract, own)
        listed = ", ".join(f'"{one}"' for one in names)
        found = con.execute(f'SELECT {listed} FROM "{contract.id}"').fetchall()
    rows = [dict(zip(names, row, strict=True)) for row in found]
    return {tuple(str(row[column]) for column in contract.key): row for row in rows}


def _write(folder: Path, contract: Contract, rows: Sequence[Entry], name: str) -> Path:
    """The rows as a file with the contract's own headers."""
    names = [
        column.name for column in contract.columns if any(row.get(column.name) is not None for row in rows)
    ]
    file = folder / f"{contract.label.zh}_{name}.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow([contract.column(one).label.zh for one in names])
        writer.writerows([[_written(contract, one, row.get(one)) for one in names] for row in rows])
    return file


def _written(contract: Contract, name: str, value: object) -> str:
    """A value as an office writes it: codes by their word, days and times in full."""
    words: dict[object, Label] = {code.code: code.label for code in contract.column(name).codes}
    if value in words:
        return words[value].zh
    if isinstance(value, datetime):
        return (
            value.isoformat(" ", timespec="seconds")
            if value.time() != datetime.min.time()
            else f"{value:%Y-%m-%d}"
        )
    return "" if value is None else str(value)
