import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter

from neighborcare.errors import Unreadable
from neighborcare.intake.raw import Limits, RawTable
from neighborcare.intake.table import tables
from neighborcare.intake.workbook import column_of_text, inspect

Fill = Callable[[xlsxwriter.Workbook], None]


def book(fill: Fill) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        fill(workbook)
    return buffer.getvalue()


def read_all(path: Path, content: bytes) -> list[RawTable]:
    path.write_bytes(content)
    return list(tables(path, Limits(), lambda step: None))


def ledger(workbook: xlsxwriter.Workbook) -> None:
    sheet = workbook.add_worksheet("8月")
    sheet.merge_range(0, 0, 0, 4, "荔枝园社区网格台账")
    for column, name in enumerate(("序号", "社区", "网格编号", "登记时间", "户数")):
        sheet.write(2, column, name)
    sheet.merge_range(3, 1, 5, 1, "荔枝园社区")
    day = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for i in range(3):
        sheet.write(3 + i, 0, i + 1)
        sheet.write(3 + i, 2, f"G{i}")
        sheet.write_datetime(3 + i, 3, datetime(2025, 8, 20, 9, 5 * i), day)
        sheet.write(3 + i, 4, 12.5 if i == 2 else 100.0)
    sheet.write(6, 0, "合计")
    sheet.write(6, 4, 212.5)
    sheet.write(8, 0, "制表人：张三")


def test_a_ledger_comes_out_with_its_own_row_numbers(tmp_path: Path) -> None:
    (raw,) = read_all(tmp_path / "a.xlsx", book(ledger))
    assert raw.sheet == "8月"
    assert raw.table["_row"].to_pylist() == [4, 5, 6]
    assert raw.table["c1"].to_pylist() == ["荔枝园社区"] * 3
    assert raw.table["c3"].to_pylist() == [
        "2025-08-20 09:00:00",
        "2025-08-20 09:05:00",
        "2025-08-20 09:10:00",
    ]
    assert raw.table["c4"].to_pylist() == ["100", "100", "12.5"]
    assert dict(raw.lines) == {"title": 1, "header": 1, "blank": 2, "subtotal": 1, "note": 1, "data": 3}


def test_every_visible_sheet_is_looked_at(tmp_path: Path) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        for name in ("一月", "二月", "空表", "填表说明", "选项"):
            sheet = workbook.add_worksheet(name)
            if name != "空表":
                sheet.write_row(1, 2, ["社区", "户数"])
                sheet.write_row(2, 2, ["甲社区", 3])
        sheet.hide()

    found = read_all(tmp_path / "a.xlsx", book(fill))
    assert [raw.sheet for raw in found] == ["一月", "二月"]
    assert found[0].header == ("", "", "社区", "户数")
    assert found[0].table["_row"].to_pylist() == [3]


def test_numbers_are_written_without_loss() -> None:
    cells = [1.0, 12.5, 0.1, 420222197001011234.0, 123456789012345.0, True, None, -3.0]
    expected = ["1", "12.5", "0.1", "4.2022219700101126E+17", "123456789012345", "TRUE", "", "-3"]
    assert column_of_text(cells).to_pylist() == expected


def test_two_cells_in_the_corners_are_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    def corners(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")

    with pytest.raises(Unreadable, match="far below or right"):
        read_all(tmp_path / "a.xlsx", book(corners))


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (40 << 20))
    with pytest.raises(Unreadable, match="unpacks to far more"):
        inspect(path, Limits())


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\x", "a/../../b"])
def test_names_that_leave_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, b"x")
    with pytest.raises(Unreadable, match="forbidden"):
        inspect(path, Limits())


def test_a_web_page_called_xls_is_read(tmp_path: Path) -> None:
    page = (
        "<html><body><table><tr><th>社区</th><th>户数</th></tr>"
        "<tr><td rowspan=2>甲社区</td><td>3</td></tr><tr><td>4</td></tr></table>"
    )
    (raw,) = read_all(tmp_path / "a.xls", page.encode("gb18030"))
    assert raw.header == ("社区", "户数")
    assert raw.table["c0"].to_pylist() == ["甲社区", "甲社区"]
    assert raw.table["c1"].to_pylist() == ["3", "4"]


def test_parquet_keeps_its_own_types(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    moments = pa.array([datetime(2025, 8, 20, 1, 5)], pa.timestamp("ms", "UTC"))
    pq.write_table(pa.table({"编号": ["V1"], "时间": moments, "户数": pa.array([3], pa.int32())}), path)
    (raw,) = tables(path, Limits(), lambda step: None)
    assert raw.header == ("编号", "时间", "户数")
    assert raw.table["c1"].to_pylist() == [datetime(2025, 8, 20, 9, 5)]
    assert raw.table["_row"].to_pylist() == [1]
