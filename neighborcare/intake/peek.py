"""A file as it is read, before any contract: what `python -m neighborcare peek` shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from neighborcare.errors import UserError
from neighborcare.intake import notices, reading
from neighborcare.intake.raw import Limits, RawTable


def peek(path: Path, *, limits: Limits | None = None, language: str = "zh-CN") -> dict[str, Any]:
    """The table of a file as text: {"encoding", "delimiter", "sheet", "header", "rows", "lines"}.

    `header` is empty where the table has none; the parts of a header of several rows are joined by a blank. `lines`
    counts every physical line (or row of the sheet) by class: title, header, blank, subtotal, note, row, continued.
    A file of several tables shows the one with most rows and all of them under "tables"; sheets that are no table stand
    under "skipped", what a reader must know under "warnings". An empty file is an empty table. Raises UserError.
    """
    if path.is_file() and path.stat().st_size == 0:
        return _nothing()
    (outcome,) = reading.read([path], limits=limits, headless=True)
    if isinstance(outcome, UserError):
        raise outcome
    tables = [_shown(raw, language) for raw in outcome]
    shown = max(tables, key=lambda table: len(table["rows"]))
    skipped = [{"sheet": s.sheet, "why": s.why, "rows": s.rows} for raw in outcome for s in raw.skipped]
    return shown | ({"tables": tables} if len(tables) > 1 else {}) | ({"skipped": skipped} if skipped else {})


def _nothing() -> dict[str, Any]:
    return {"encoding": None, "delimiter": None, "sheet": None, "header": [], "rows": [], "lines": {}}


def _shown(raw: RawTable, language: str) -> dict[str, Any]:
    header = [" ".join(parts) for parts in raw.names[: len(raw.header)]]
    lines = {("row" if kind == "data" else kind): count for kind, count in raw.lines.items() if count}
    table: dict[str, Any] = {
        "encoding": raw.encoding,
        "delimiter": raw.delimiter,
        "sheet": raw.sheet,
        "header": header,
        "rows": rows(raw),
        "lines": lines,
    }
    if raw.titles:
        table["titles"] = list(raw.titles)
    if raw.sections:
        table["sections"] = {str(row): text for row, text in raw.sections.items()}
    if raw.warnings:
        table["warnings"] = notices.warnings(raw.warnings, raw.file.name, language)
    return table


def rows(raw: RawTable) -> list[list[str]]:
    """The cells of the data rows as text; Parquet's own values are written as a workbook's are."""
    names = [name for name in raw.table.column_names if name != "_row"]
    columns = [[_text(cell) for cell in raw.table[name].to_pylist()] for name in names]
    return [list(row) for row in zip(*columns, strict=True)]


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def as_lines(document: dict[str, Any], most: int) -> Sequence[str]:
    """What the command line prints without --json: the kinds of lines, the header, the first rows."""
    counted = ", ".join(f"{kind} {count}" for kind, count in document["lines"].items())
    told = [str(document[name]) for name in ("sheet", "encoding", "delimiter") if document[name] is not None]
    body = [document["header"], *document["rows"][:most]]
    return [" · ".join([*told, counted]), *(" | ".join(row) for row in body)]
