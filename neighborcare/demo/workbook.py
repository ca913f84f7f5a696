"""Workbooks as offices make them: a merged title, who filled it in, a 序号 column, totals and signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from neighborcare.demo.sheets import Cell, Sheet

CREATED = datetime(2025, 9, 1, 9, 0)
"Fixed, so that the same seed gives the same bytes."


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands around a table."""

    title: str
    above: str = ""
    below: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    "Headers that are added up in the 合计 line."
    group: str = ""
    "The header whose equal cells are merged, each group closed by a 小计 line."
    texts: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


class _Page:
    """One worksheet while it is being filled."""

    def __init__(self, path: Path, name: str) -> None:
        self.book = xlsxwriter.Workbook(str(path), {"in_memory": True})
        self.book.set_properties({"title": name, "created": CREATED, "comments": "演示数据"})
        self.sheet = self.book.add_worksheet(name[:31])
        self.title = self.book.add_format({"bold": True, "align": "center", "font_size": 16})
        self.head = self.book.add_format({"bold": True, "align": "center", "border": 1})
        self.day = self.book.add_format({"num_format": "yyyy/m/d"})
        self.moment = self.book.add_format({"num_format": "yyyy/m/d h:mm"})
        self.row = 0

    def put(self, cells: Sequence[Cell]) -> None:
        """One line."""
        for column, value in enumerate(cells):
            if value is None:
                continue
            if isinstance(value, datetime):
                self.sheet.write_datetime(self.row, column, value, self.moment)
            elif isinstance(value, date):
                self.sheet.write_datetime(self.row, column, value, self.day)
            elif isinstance(value, str):
                self.sheet.write_string(self.row, column, value)
            else:
                self.sheet.write(self.row, column, value)
        self.row += 1


def save(path: Path, sheet: Sheet, paper: Paper) -> Path:
    """Writes the workbook."""
    page = _Page(path, paper.title.split("（")[0])
    header = ("序号", *sheet.header)
    page.sheet.merge_range(0, 0, 0, len(header) - 1, paper.title, page.title)
    page.row = 1
    if paper.above:
        page.sheet.merge_range(1, 0, 1, len(header) - 1, paper.above)
        page.row = 2
    for column, text in enumerate(header):
        page.sheet.write_string(page.row, column, text, page.head)
    page.row += 1
    page.sheet.set_column(1, len(header) - 1, 14)
    _body(page, sheet, paper)
    page.row += 1
    for line in paper.below:
        page.put([line])
    page.book.close()
    return path


def _body(page: _Page, sheet: Sheet, paper: Paper) -> None:
    groups = _groups(sheet, paper.group)
    serial = 0
    for name, rows in groups:
        first = page.row
        for row in rows:
            serial += 1
            page.put([serial, *row])
        if name:
            column = sheet.header.index(paper.group) + 1
            if page.row - first > 1:
                page.sheet.merge_range(first, column, page.row - 1, column, name)
            page.put(["小计", None, f"{len(rows)}件"])
    if paper.totals:
        page.put(_total("合计", sheet, paper.totals))
    elif paper.group:
        page.put(["合计", None, f"{len(sheet.rows)}件"])


def _groups(sheet: Sheet, header: str) -> list[tuple[str, list[list[Cell]]]]:
    if not header:
        return [("", sheet.rows)]
    column = sheet.header.index(header)
    groups: dict[str, list[list[Cell]]] = {}
    for row in sheet.rows:
        groups.setdefault(str(row[column]), []).append(row)
    return list(groups.items())


def _total(word: str, sheet: Sheet, headers: Sequence[str]) -> list[Cell]:
    line: list[Cell] = [word, *([None] * len(sheet.header))]
    for header in headers:
        at = sheet.header.index(header)
        line[at + 1] = sum(_amount(row[at]) for row in sheet.rows)
    return line


def _amount(value: Cell) -> int:
    text = str(value or 0)
    return round(float(text.removesuffix("万")) * 10_000) if text.endswith("万") else int(text)
