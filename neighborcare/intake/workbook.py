"""Excel, WPS and OpenDocument workbooks to rows of text, every sheet by its own row numbers."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import python_calamine

from neighborcare.errors import Unreadable
from neighborcare.intake.layout import Merges
from neighborcare.intake.raw import Limits, Skipped
from neighborcare.text import N_

SCANNED = 1 << 23  # bytes of a sheet's XML up to which every cell's place is looked at
EXACT = 1e15  # from here on a float no longer holds every digit of an identity number
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br=["\'](\d+)["\']')
_CELL = re.compile(rb'\br=["\']([A-Z]{1,3})\d+["\']')
_EXTENT = re.compile(rb'<(?:\w+:)?dimension\b[^>]*?\bref=["\'][A-Z]+\d+:([A-Z]+)(\d+)')


NOTES = re.compile(r"^(填表说明|填报说明|填写说明|说明|使用说明|Notes|Readme)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet: `_row` and text columns, how many rows above them are empty, its merged ranges."""

    name: str
    table: pa.Table
    above: int
    merges: Merges


def sheets(path: Path, limits: Limits) -> Iterator[Sheet | Skipped]:
    """Every sheet, or why it holds no table. Raises Unreadable for what is broken, locked or monstrous."""
    if zipfile.is_zipfile(path):
        inspect(path, limits)
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            for meta in book.sheets_metadata:
                yield _looked_at(book, meta)
    except python_calamine.PasswordError:
        raise Unreadable(
            N_("“{file}” is protected by a password."),
            remedy=N_("Remove the password and save it again."),
            file="",
        ) from None
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError) as error:
        raise Unreadable(
            N_("“{file}” is broken and cannot be read as a workbook."),
            remedy=N_("Open it in Excel or WPS and save it as .xlsx or as CSV."),
            file="",
        ) from error


def _looked_at(
    book: python_calamine.CalamineWorkbook, meta: python_calamine.SheetMetadata
) -> Sheet | Skipped:
    """A sheet's cells, or why they are no table."""
    if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
        return Skipped(meta.name, "chart", 0)
    sheet = book.get_sheet_by_name(meta.name)
    rows = sheet.end[0] + 1 if sheet.end is not None else 0
    if meta.visible != python_calamine.SheetVisibleEnum.Visible:
        return Skipped(meta.name, "hidden", rows)
    if NOTES.match(meta.name.strip()):
        return Skipped(meta.name, "notes", rows)
    return _sheet(sheet) or Skipped(meta.name, "empty", 0)


def inspect(path: Path, limits: Limits) -> None:
    """Look into the zip before anything is unpacked. Raises Unreadable for a bomb."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if any(_is_foreign(entry.filename) for entry in entries):
            raise _bomb(N_("“{file}” holds files with forbidden names."))
        size = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries) or 1
        if len(entries) > 10_000 or size > limits.unpacked_mb << 20:
            raise _bomb(N_("“{file}” is too large once it is unpacked."))
        if size > 32 << 20 and size / packed > limits.ratio:
            raise _bomb(N_("“{file}” unpacks to far more than a workbook should."))
        for entry in entries:
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
                _inspect_sheet(archive, entry, limits)


def _inspect_sheet(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> None:
    """A parser makes room for every cell up to the last one: two cells can ask for 500 GB.

    A small sheet is looked through; a long one is asked for its extent, and if it lies, the child's memory ends it.
    """
    with archive.open(entry) as file:
        xml = file.read(entry.file_size if entry.file_size <= SCANNED else 1 << 16)
    if entry.file_size > SCANNED:
        extent = _EXTENT.search(xml)
        rows, columns = (int(extent.group(2)), _column(extent.group(1))) if extent else (0, 0)
    else:
        rows = max((int(found.group(1)) for found in _ROW.finditer(xml)), default=0)
        columns = max((_column(found.group(1)) for found in _CELL.finditer(xml)), default=0)
    if rows * columns > limits.sheet_cells:
        raise too_wide()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _is_foreign(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def too_wide() -> Unreadable:
    """The refusal of a sheet that reaches far beyond its table."""
    return _bomb(N_("A sheet of “{file}” has a cell far below or right of the table."))


def _bomb(message: str) -> Unreadable:
    return Unreadable(
        message, remedy=N_("Copy the table into a new workbook and save that as .xlsx."), file=""
    )


def _sheet(sheet: python_calamine.CalamineSheet) -> Sheet | None:
    rows = sheet.to_python(skip_empty_area=True)
    if not rows or sheet.start is None:
        return None
    first, left = sheet.start
    columns = [column_of_text(column) for column in zip(*rows, strict=True)]
    names = ["_row", *(f"c{i}" for i in range(left + len(columns)))]
    numbers = pa.array(range(first + 1, first + 1 + len(rows)), pa.int64())
    padding = [pa.array([""] * len(rows), pa.string())] * left
    return Sheet(sheet.name, pa.table([numbers, *padding, *columns], names=names), first, _merges(sheet))


def _merges(sheet: python_calamine.CalamineSheet) -> Merges:
    ranges = sheet.merged_cell_ranges or ()
    return [((top + 1, left), (bottom + 1, right)) for (top, left), (bottom, right) in ranges]


def column_of_text(cells: Sequence[Any]) -> pa.Array:
    """A column of cells as text, nothing lost: dates as ISO, whole numbers without .0, TRUE and FALSE."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        return pa.array(cells, pa.string())
    moments = iter(_moments([cell for cell in cells if type(cell) is datetime]) if datetime in kinds else ())
    return pa.array(
        [next(moments) if type(cell) is datetime else _WRITE[type(cell)](cell) for cell in cells], pa.string()
    )


def _moments(cells: Sequence[datetime]) -> list[str]:
    """A whole column of moments at once: rounded to the second, midnight left out."""
    half = pa.scalar(timedelta(microseconds=500_000), pa.duration("us"))
    rounded = pc.floor_temporal(pc.add(pa.array(cells, pa.timestamp("us")), half), unit="second")
    days = rounded.cast(pa.date32())
    midnight = pc.equal(days.cast(pa.timestamp("us")), rounded)
    moments = rounded.cast(pa.timestamp("s")).cast(pa.string())
    texts: list[str] = pc.if_else(midnight, days.cast(pa.string()), moments).to_pylist()
    return texts


def _float(value: float) -> str:
    if value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    return repr(value).upper()


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


_WRITE: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _float,
    int: lambda value: _float(float(value)) if abs(value) >= EXACT else str(value),
    bool: lambda value: str(value).upper(),
    date: date.isoformat,
    time: lambda value: value.strftime("%H:%M" if value.second == 0 else "%H:%M:%S"),
    timedelta: _duration,
    type(None): lambda _: "",
}
