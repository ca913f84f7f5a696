"""Downloads that hurt nobody, and numbers that stay numbers."""

import json
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from streamlit.testing.v1 import AppTest

from neighborcare.text import formats
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


def table():
    import streamlit as st

    from neighborcare.store.home import Home
    from neighborcare.text import formats
    from neighborcare.ui import tables
    from neighborcare.ui.session import Session

    session = Session("leader", "en", None, Home("."))
    columns = {
        "Grid": ["a", "b", "c", "d"],
        "Persons": [1234, formats.hidden("en"), 7, None],
        "Rate": [99.9, formats.hidden("en"), 7.0, None],
        "Days": [3, 5, 7, None],
        "Share": [formats.hidden("en")] * 3 + [None],
    }
    config = {"Share": st.column_config.NumberColumn(format="%.1f")}
    tables.show(session, columns, key="t", config=config, download=False)


def test_a_number_that_is_not_shown_is_a_word_among_numbers_that_still_sort():
    frame = AppTest.from_function(table).run().dataframe[0]
    shown = frame.value
    assert json.loads(frame.proto.columns)["Share"]["type_config"]["type"] == "text"
    assert list(shown["Persons"])[:3] == ["1,234", "not shown", "    7"]
    assert list(shown["Rate"])[:3] == ["99.9", "not shown", " 7.0"]
    assert sorted(shown["Persons"].dropna())[0].strip() == "7"
    assert shown["Days"].dtype.kind == "f"


def test_a_download_says_the_same_word():
    rows = read(tables.workbook({"网格": ["甲", "乙"], "人数": [12, formats.hidden("zh-CN")]}))
    assert rows[1:] == [["甲", 12.0], ["乙", "不公开"]]
