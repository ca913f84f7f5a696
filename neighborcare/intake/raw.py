"""A table as it stands in a file, before any contract: the header, the cells, and what every line was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

LINE_CLASSES = ("title", "header", "blank", "subtotal", "note", "data", "continued")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. `memory_mb` and `cpu_seconds` hold on POSIX only, the rest everywhere."""

    memory_mb: int = 4096
    cpu_seconds: int = 300
    wall_seconds: float = 600.0
    file_mb: int = 2048
    unpacked_mb: int = 1024
    ratio: int = 300
    sheet_cells: int = 40_000_000


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sheet that is not read as a table: `why` ("hidden", "notes", "empty", "no_header", "chart"), and its rows."""

    sheet: str
    why: str
    rows: int


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of one file (a workbook may hold several, a sheet too).

    `table` has `_row` (int64, the file's own row number: the physical line at which a record starts, the sheet's
    row, Parquet's data row, all from 1) and one column a header cell, `c0`, `c1`, …: text exactly as it stands in
    the file, a column that repeats itself as a dictionary. Only Parquet keeps its own dates, times, numbers and
    booleans. An empty cell is "" (NULL in Parquet).
    `lines` counts every physical row by class (LINE_CLASSES); its sum is the number of rows of the file or sheet.
    `flaws` are data rows (by `_row`) that cannot be read as cells: a code of reasons.py.
    `titles` are the rows above the header, `sections` the headings among the data by the row they stand in: what they
    say of a date or a community holds for the rows below. `names` are the parts of each header cell, from the top down.
    `warnings` are what a reader must know to trust the table; `skipped` the sheets beside it that are none.
    """

    file: Path
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    header: tuple[str, ...]
    table: pa.Table
    lines: Mapping[str, int]
    title: str = ""
    flaws: Mapping[int, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    sections: Mapping[int, str] = field(default_factory=dict)
    names: tuple[tuple[str, ...], ...] = ()
    warnings: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    @property
    def size(self) -> int:
        """How many data rows there are."""
        return int(self.table.num_rows)
