"""A blank workbook for one export, made from its contract."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from neighborcare.contracts import Column, Contract
from neighborcare.text import Label

NOTES = "填表说明"  # the reader passes over a sheet of this name
LISTS = "选项"
ROWS = 10_000  # rows that carry drop-downs and formats
CREATED = datetime(2025, 1, 1)  # a fixed day: the same contract gives the same bytes
KINDS = {
    "text": Label("文字", "text"),
    "date": Label("日期，如 2025-08-20", "date, such as 2025-08-20"),
    "datetime": Label("日期时间，如 2025-08-20 09:05", "date and time, such as 2025-08-20 09:05"),
    "time": Label("时间，如 08:30", "time of day, such as 08:30"),
    "integer": Label("整数", "whole number"),
    "number": Label("数字", "number"),
    "boolean": Label("是 / 否", "yes / no"),
    "code": Label("选一项", "one of"),
    "codes": Label("可多选，用顿号隔开", "several, apart by commas"),
    "reference": Label("编号或名称", "ID or name"),
}
FORMATS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm", "integer": "0", "number": "General"}


def template(contract: Contract) -> bytes:
    """The .xlsx: a header row in Chinese with drop-downs and formats, a sheet of notes in both languages.

    Filled in and dropped in, it is recognised as this export. The same contract gives the same bytes.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": contract.label.zh, "created": CREATED})
        table, notes = book.add_worksheet(contract.label.zh), book.add_worksheet(NOTES)
        lists = book.add_worksheet(LISTS)
        lists.hide()
        _fill_table(book, table, lists, contract)
        _fill_notes(book, notes, contract)
    return buffer.getvalue()


def _fill_table(book: xlsxwriter.Workbook, table: Worksheet, lists: Worksheet, contract: Contract) -> None:
    plain = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
    optional, required = (
        book.add_format(plain | {"bg_color": "#EEF2F6"}),
        book.add_format(plain | {"bg_color": "#FCE9C8"}),
    )
    for at, column in enumerate(contract.columns):
        table.write_string(0, at, column.label.zh, required if column.required else optional)
        style = book.add_format({"num_format": FORMATS.get(column.kind, "@")})
        table.set_column(at, at, max(12, 2 * len(column.label.zh) + 4), style)
        _offer(table, lists, at, column)
    table.freeze_panes(1, 0)


def _offer(table: Worksheet, lists: Worksheet, at: int, column: Column) -> None:
    """A drop-down for what is chosen from a closed list; several codes in one cell are typed."""
    words = [code.label.zh for code in column.codes] if column.kind == "code" else []
    words = ["是", "否"] if column.kind == "boolean" else words
    if not words:
        return
    lists.write_column(0, at, words)
    name = xlsxwriter.utility.xl_col_to_name(at)
    source = f"={LISTS}!${name}$1:${name}${len(words)}"
    table.data_validation(
        1,
        at,
        ROWS,
        at,
        {"validate": "list", "source": source, "error_title": "请从列表中选择", "error_type": "warning"},
    )


def _fill_notes(book: xlsxwriter.Workbook, notes: Worksheet, contract: Contract) -> None:
    head = book.add_format({"bold": True, "bg_color": "#EEF2F6", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    notes.write_string(0, 0, f"{contract.label.zh} · {contract.label.en}", title)
    notes.write_string(1, 0, f"{contract.grain.zh} · {contract.grain.en}")
    for at, name in enumerate(("列名", "Column", "必填 Required", "填什么", "What to give")):
        notes.write_string(3, at, name, head)
    for row, column in enumerate(contract.columns, start=4):
        _note(notes, row, column, wrap)
    for at, width in enumerate((18, 20, 14, 56, 56)):
        notes.set_column(at, at, width)


def _note(notes: Worksheet, row: int, column: Column, wrap: Format) -> None:
    said = says(column)
    needed = "必填 yes" if column.required else ""
    for at, text in enumerate((column.label.zh, column.label.en, needed, said.zh, said.en)):
        notes.write_string(row, at, text, wrap)


def says(column: Column) -> Label:
    """What to write into a column: its kind, codes, unit and note."""
    kind = KINDS[column.kind]
    zh, en = [kind.zh], [kind.en]
    if column.codes and len(column.codes) <= 25:
        zh.append("、".join(code.label.zh for code in column.codes))
        en.append(", ".join(code.label.en for code in column.codes))
    if column.unit:
        zh.append(f"单位：{column.unit}")
        en.append(f"unit: {column.unit}")
    if column.note:
        zh.append(column.note.zh)
        en.append(column.note.en)
    return Label("；".join(zh), "; ".join(en))
