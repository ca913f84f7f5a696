"""What goes into the check, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from neighborcare.contracts import Contract, Severity
from neighborcare.intake.match import Match
from neighborcare.intake.raw import RawTable
from neighborcare.text import Label

__all__ = ["Checked", "Parcel", "Problem", "Severity"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one cell (or row).

    `column` is the header as written in the file ("" for the whole row), `name` the contract's column, `value` the
    cell as it stands in the file, once the check is over as it may be told (`discretion`).
    """

    row: int
    column: str
    name: str
    value: str | None
    code: str
    reason: Label
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of every data row. `read == accepted + rejected + duplicate`; the view `table` has the accepted.

    `problems`: an error for each reason a row is rejected, a warning for each duplicate and for what looks wrong; in
    the order of the file, as they may be told. `erased` of the duplicates are about persons erased on request.
    `values`: all data rows, typed, with `_row`; columns that the file has not are left out.
    """

    dataset: str
    table: str
    read: int
    accepted: int
    rejected: int
    duplicate: int
    problems: list[Problem]
    values: pa.Table
    erased: int = 0


@dataclass(frozen=True, slots=True)
class Parcel:
    """A table on its way in: what it is, what it holds, and the name of the table to make in the connection."""

    contract: Contract
    raw: RawTable
    match: Match
    table: str
