"""Downloads that hurt nobody, and numbers that stay numbers."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from neighborcare.ui import tables


def read(content):
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_text_that_a_spreadsheet_would_run_is_defused():
    rows = read(tables.workbook({"备注": ["=HYPERLINK(1)", "@x", "平安"], "=1+1": ["a", "b", "c"]}))
    assert rows[0] == ["备注", "'=1+1"]
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(1)", "'@x", "平安"]


def test_numbers_and_dates_stay_numbers_and_dates():
    rows = read(tables.workbook({"区域": ["甲"], "数值": [98.5], "日期": [date(2025, 8, 31)], "空": [None]}))
    assert rows[1][:3] == ["甲", 98.5, date(2025, 8, 31)]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(0.9997, "percent", 99.9), (1.0, "percent", 100.0), (12, "persons", 12), (None, "percent", None)],
)
def test_a_rate_is_never_rounded_up_to_all(value, unit, shown):
    assert tables.amount(value, unit) == shown


def test_the_unit_stands_in_the_header():
    assert tables.written("percent", "zh-CN", "数值")[0] == "数值（%）"
    assert tables.written("ratio", "en", "Figure")[0] == "Figure"
