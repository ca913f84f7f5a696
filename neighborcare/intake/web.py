"""The HTML table that some systems call .xls."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pyarrow as pa

from neighborcare.errors import Unreadable
from neighborcare.intake.raw import Limits
from neighborcare.intake.workbook import Sheet, too_wide
from neighborcare.text import N_


class _Tables(HTMLParser):
    """Collects the cells of every table row; spans are remembered, their cells left empty."""

    def __init__(self, most_cells: int) -> None:
        super().__init__()
        self.left = most_cells
        self.rows: list[list[str]] = []
        self.merges: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.taken: dict[int, int] = {}
        self.cell: list[str] | None = None
        self.gap = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self._begin(dict(attrs))
        elif tag == "br" and self.cell is not None:
            self.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._finish()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def _begin(self, attrs: dict[str, str | None]) -> None:
        self._finish()
        if not self.rows:
            self.rows.append([])
        row = self.rows[-1]
        while self.taken.get(len(row), 0) >= len(self.rows):
            row.append("")
            self._spend(1)
        wide, high = _span(attrs.get("colspan")), _span(attrs.get("rowspan"))
        here = (len(self.rows), len(row))
        if high > 1 or wide > 1:
            self.merges.append((here, (here[0] + high - 1, here[1] + wide - 1)))
        self.taken |= {here[1] + i: here[0] + high - 1 for i in range(wide)}
        self.gap = wide - 1
        self.cell = []
        self._spend(wide)

    def _spend(self, cells: int) -> None:
        self.left -= cells
        if self.left < 0:
            raise too_wide()

    def _finish(self) -> None:
        if self.cell is not None:
            self.rows[-1] += [" ".join("".join(self.cell).split()), *[""] * self.gap]
        self.cell = None


def _span(value: str | None) -> int:
    return min(int(value), 1000) if value and value.isdecimal() else 1


def sheets(text: str, limits: Limits) -> Iterator[Sheet]:
    """All table rows of a page as one sheet. Raises Unreadable when there is no table, or one too large."""
    parser = _Tables(limits.sheet_cells)
    parser.feed(text)
    parser.close()
    width = max((len(row) for row in parser.rows), default=0)
    if width == 0:
        raise Unreadable(
            N_("“{file}” is a web page without a table."),
            remedy=N_("Open it in Excel or WPS and save it as .xlsx or as CSV."),
            file="",
        )
    if width * len(parser.rows) > limits.sheet_cells:
        raise too_wide()
    columns = zip(*(row + [""] * (width - len(row)) for row in parser.rows), strict=True)
    arrays = [pa.array(column, pa.string()) for column in columns]
    rows = pa.array(range(1, len(parser.rows) + 1), pa.int64())
    names = ["_row", *(f"c{i}" for i in range(width))]
    yield Sheet("", pa.table([rows, *arrays], names=names), 0, parser.merges)
