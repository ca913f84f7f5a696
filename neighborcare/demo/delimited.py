"""Exports as delimited text, in the encodings in which offices send them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from neighborcare.demo.sheets import Sheet


def save(folder: Path, name: str, sheet: Sheet, encoding: str) -> Path:
    """Writes `<name>.csv`; returns the file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(sheet.header)
    writer.writerows(["" if cell is None else cell for cell in row] for row in sheet.rows)
    path = folder / f"{name}.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path
