"""Excel's XML of 2003 (“SpreadsheetML”), which some systems write and call .xls.

Read with a parser that knows no document types: an entity that would grow is never declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

import pyarrow as pa

from neighborcare.errors import Unreadable
from neighborcare.intake.raw import Limits, Skipped
from neighborcare.intake.workbook import Sheet, too_wide
from neighborcare.text import N_

MOST_ROWS = 1 << 20
_SPACE = "urn:schemas-microsoft-com:office:spreadsheet "
Merged = list[tuple[tuple[int, int], tuple[int, int]]]


class _Book:
    """Collects the cells of every sheet as they are told."""

    def __init__(self, most_cells: int) -> None:
        self.left = most_cells
        self.sheets: list[tuple[str, bool, dict[int, dict[int, str]], Merged]] = []
        self.row = self.column = self.across = 0
        self.text: list[str] | None = None
        self.kind = ""

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(_SPACE)
        said = {key.removeprefix(_SPACE): value for key, value in attributes.items()}
        match name:
            case "Worksheet":
                self.sheets.append((said.get("Name", ""), True, {}, []))
                self.row = 0
            case "Row":
                self.row = _number(said.get("Index"), self.row + 1)
                self.column, self.across = 0, 0
            case "Cell":
                self._cell(said)
            case "Data":
                self.text, self.kind = [], said.get("Type", "")

    def _cell(self, said: dict[str, str]) -> None:
        self.column = _number(said.get("Index"), self.column + 1 + self.across)
        self.across, down = _number(said.get("MergeAcross"), 0), _number(said.get("MergeDown"), 0)
        if self.row > MOST_ROWS or self.column > 1 << 14:
            raise too_wide()
        if self.sheets and (self.across or down):
            here = (self.row, self.column - 1)
            self.sheets[-1][3].append((here, (self.row + down, self.column - 1 + self.across)))

    def end(self, tag: str) -> None:
        name = tag.removeprefix(_SPACE)
        if name == "Data" and self.text is not None and self.sheets:
            self.left -= 1
            if self.left < 0:
                raise too_wide()
            self.sheets[-1][2].setdefault(self.row, {})[self.column - 1] = _plain(
                "".join(self.text), self.kind
            )
            self.text = None
        elif name.endswith("Visible") and self.text is None and self.sheets:
            self.sheets[-1] = (self.sheets[-1][0], False, *self.sheets[-1][2:])

    def says(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)


def sheets(text: bytes, limits: Limits) -> Iterator[Sheet | Skipped]:
    """Every sheet. Raises Unreadable for XML of another kind, for a broken one, and for one with a document type."""
    book = _Book(limits.sheet_cells)
    parser = expat.ParserCreate("utf-8", " ")
    parser.StartElementHandler, parser.EndElementHandler = book.begin, book.end
    parser.CharacterDataHandler = book.says
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise _foreign() from error
    if not book.sheets:
        raise _foreign()
    for name, shown, cells, merges in book.sheets:
        yield _sheet(name, cells, merges, limits) if shown else Skipped(name, "hidden", max(cells, default=0))


def _refuse(*_told: object) -> None:
    raise _foreign()


def _sheet(name: str, cells: dict[int, dict[int, str]], merges: Merged, limits: Limits) -> Sheet | Skipped:
    if not cells:
        return Skipped(name, "empty", 0)
    first, last = min(cells), max(cells)
    width = max(max(row) for row in cells.values()) + 1
    if (last - first + 1) * width > limits.sheet_cells:
        raise too_wide()
    rows = range(first, last + 1)
    columns = [[cells.get(row, {}).get(i, "") for row in rows] for i in range(width)]
    arrays = [pa.array(column, pa.string()) for column in columns]
    names = ["_row", *(f"c{i}" for i in range(width))]
    return Sheet(name, pa.table([pa.array(rows, pa.int64()), *arrays], names=names), first - 1, merges)


def _plain(text: str, kind: str) -> str:
    """A value as the other readers write it: whole numbers without .0, days without midnight, TRUE and FALSE."""
    if kind == "DateTime":
        day, _, moment = text.partition("T")
        moment = moment.removesuffix("Z").partition(".")[0]
        return day if moment in {"", "00:00:00"} else f"{day} {moment}"
    if kind == "Boolean":
        return "TRUE" if text.strip() == "1" else "FALSE"
    return text.removesuffix(".0") if kind == "Number" else text


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else otherwise


def _foreign() -> Unreadable:
    return Unreadable(
        N_("“{file}” is XML, but no table of Excel's, or a broken one."),
        remedy=N_("Open it in Excel or WPS and save it as .xlsx or as CSV."),
        file="",
    )
