"""The rejected rows as a workbook that can be corrected and dropped in again."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.format import Format

from neighborcare.intake.parcel import Problem
from neighborcare.intake.raw import RawTable

ROW, REASON = {"zh-CN": "原行号", "en": "Original row"}, {"zh-CN": "原因", "en": "Reason"}
ADDED = frozenset({*ROW.values(), *REASON.values()})
CREATED = datetime(2025, 1, 1)  # a fixed day: the same rows give the same bytes
_FORMULA = re.compile(r"^[\s]*[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"^[-+]?\d+(\.\d+)?$")


def original_rows(raw: RawTable) -> Mapping[int, int]:
    """Of a table of rows that were sent back: place in the table → row number in the first file."""
    places = [place for place, name in enumerate(raw.header) if name.strip() in ROW.values()]
    if not places:
        return {}
    cells = [as_text(cell).strip() for cell in raw.table[f"c{places[-1]}"].to_pylist()]
    return {place: int(cell) for place, cell in enumerate(cells) if cell.isdecimal()}


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; plain numbers stay as they are."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def workbook(raw: RawTable, problems: Sequence[Problem], *, language: str = "zh-CN") -> bytes:
    """An .xlsx: the file's header and the rejected rows' cells as they were, 原行号 and 原因, problem cells marked.

    Only rows with an error are in it. Dropped in again, the two added columns are ignored; where rows come back a
    second time, they keep the number that they had in the first file.
    """
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.severity == "error":
            by_row.setdefault(problem.row, []).append(problem)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": CREATED})
        _fill(book, raw, by_row, language)
    return buffer.getvalue()


def _fill(book: xlsxwriter.Workbook, raw: RawTable, by_row: dict[int, list[Problem]], language: str) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    wrong = book.add_format(
        {"num_format": "@", "bg_color": "#FBE0DD", "border": 1, "border_color": "#C0392B"}
    )
    sheet = book.add_worksheet("退回" if language != "en" else "Rejected")
    own = [place for place, name in enumerate(raw.header) if name.strip() not in ADDED]
    width, before = len(own), original_rows(raw)
    numbers = raw.table["_row"].to_pylist()
    first = {numbers[place]: number for place, number in before.items()}
    for column, name in enumerate([*(raw.header[place] for place in own), ROW[language], REASON[language]]):
        sheet.write_string(0, column, guarded(name), head)
    for at, (row, cells) in enumerate(_rows(raw, by_row), start=1):
        marked = {problem.column for problem in by_row[row]}
        for column, place in enumerate(own):
            _write(sheet, at, column, cells[place], wrong if raw.header[place] in marked else text)
        sheet.write_number(at, width, first.get(row, row))
        sheet.write_string(at, width + 1, _reasons(by_row[row], language))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, width, 16)
    sheet.set_column(width + 1, width + 1, 80)


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: str, style: Format) -> None:
    if cell:
        sheet.write_string(row, column, guarded(cell[:32_000]), style)
    else:
        sheet.write_blank(row, column, None, style)


def _rows(raw: RawTable, by_row: dict[int, list[Problem]]) -> list[tuple[int, list[str]]]:
    wanted = raw.table.filter(pc.is_in(raw.table["_row"], value_set=pa.array(sorted(by_row), pa.int64())))
    names = [f"c{i}" for i in range(len(raw.header))]
    columns = [[as_text(cell) for cell in wanted[name].to_pylist()] for name in names]
    return list(zip(wanted["_row"].to_pylist(), map(list, zip(*columns, strict=True)), strict=True))


def as_text(cell: object) -> str:
    """A cell of a raw table as it is written out."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", timespec="seconds")
    return "" if cell is None else str(cell)


def _reasons(problems: Sequence[Problem], language: str) -> str:
    apart, stop = ("; ", ".") if language == "en" else ("；", "。")
    return apart.join(dict.fromkeys(problem.reason.of(language) for problem in problems)) + stop
