"""The annex as a workbook: every indicator by area as numbers, and a second sheet with the definitions."""

from __future__ import annotations

import io
from datetime import datetime, time

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from neighborcare.report import archive
from neighborcare.report.meeting import Story
from neighborcare.report.slides import Annex, AnnexRow
from neighborcare.text import N_, formats, translator

_FORMATS = {"percent": "0.0%"}


def content(story: Story) -> bytes:
    """The annex of a story as .xlsx. Text is written as text, so nothing that somebody entered becomes a formula."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(file, options)
    book.set_properties(
        {
            "title": story.annex.title,
            "author": story.brief.unit,
            "created": datetime.combine(story.meeting.day, time()),
        }
    )
    _figures(book, story)
    _definitions(book, story)
    book.close()
    return archive.steady(file.getvalue(), story.meeting.day)


def _figures(book: Workbook, story: Story) -> None:
    _, annex = translator(story.language), story.annex
    sheet = book.add_worksheet(_(N_("Main table")))
    heads = [_(N_("ID")), _(N_("Indicator")), _(N_("Unit")), _(N_("Target")), *annex.areas]
    _head(book, sheet, annex, heads)
    for line, row in enumerate(annex.rows, 3):
        unit = "%" if row.unit == "percent" else formats.unit_name(row.unit, story.language)
        for column, text in enumerate((row.kpi, row.name, unit, row.target)):
            sheet.write_string(line, column, text)
        _values(book, sheet, line, row)
    sheet.freeze_panes(3, 2)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, len(heads) - 1, 12)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _values(book: Workbook, sheet: Worksheet, line: int, row: AnnexRow) -> None:
    form = book.add_format({"num_format": _FORMATS.get(row.unit, "#,##0.##"), "align": "right"})
    words = book.add_format({"align": "right", "font_color": "#5B6675"})
    if row.unit != "percent" and all(v is None or float(v).is_integer() for v in row.values):
        form.set_num_format("#,##0")
    for column, (value, text) in enumerate(zip(row.values, row.texts, strict=True), 4):
        if value is None:
            sheet.write_string(line, column, text, words)
        else:
            sheet.write_number(line, column, value, form)


def _definitions(book: Workbook, story: Story) -> None:
    _ = translator(story.language)
    sheet = book.add_worksheet(_(N_("Definitions of indicators")))
    _head(book, sheet, story.annex, [_(N_("ID")), _(N_("Indicator")), _(N_("Definition")), _(N_("Source"))])
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for line, row in enumerate(story.annex.rows, 3):
        for column, text in enumerate((row.kpi, row.name, row.definition, row.source)):
            sheet.write_string(line, column, text, wrap)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 90)
    sheet.set_column(3, 3, 40)
    sheet.freeze_panes(3, 0)


def _head(book: Workbook, sheet: Worksheet, annex: Annex, heads: list[str]) -> None:
    sheet.write_string(0, 0, annex.title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, annex.foot, book.add_format({"font_color": "#5B6675"}))
    form = book.add_format({"bold": True, "bg_color": "#F4F6F7", "bottom": 1, "text_wrap": True})
    for column, text in enumerate(heads):
        sheet.write_string(2, column, text, form)
