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
class RawTable:
    """One table of one file (a workbook may hold several, one a sheet).

    `table` has `_row` (int64, the file's own row number: the physical line at which a record starts, the sheet's
    row, Parquet's data row, all from 1) and one column a header cell, `c0`, `c1`, …: text exactly as it stands in
    the file. Only Parquet keeps its own dates, times, numbers and booleans. An empty cell is "" (NULL in Parquet).
    `lines` counts every physical row by class (LINE_CLASSES); its sum is the number of rows of the file or sheet.
    `flaws` are data rows (by `_row`) that cannot be read as cells: a code of reasons.py.
    `title` is the text above the header; `declared` what it or the sheet says (statistics date and such).
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

    @property
    def size(self) -> int:
        """How many data rows there are."""
        return int(self.table.num_rows)
