import io
from collections.abc import Callable
from pathlib import Path

import pytest
import python_calamine

from neighborcare import contracts
from neighborcare.intake.checking import Checked, Problem
from neighborcare.intake.matching import recognise
from neighborcare.intake.raw import Limits, RawTable
from neighborcare.intake.rejects import guarded, workbook
from neighborcare.intake.table import tables
from neighborcare.text import Label

HEADER = ("走访编号", "走访时间", "走访人", "走访类型", "方式", "结果", "社区", "户编号", "备注")
TEXT = (
    ",".join(HEADER) + "\nV1,2025-08-01,S1,探访,上门,正常,C1,H1,\nV2,昨天,S1,探访,上门,正常,C1,H1,=1+1\n"
    "V3,2025-08-01,S1,探访,上门,好,C1,H1,\n"
)


def problem(row: int, column: str, severity: str = "error") -> Problem:
    return Problem(row, column, "", None, "x", Label("请核对", "check it"), severity)  # type: ignore[arg-type]


def test_rejected_rows_come_back_as_they_were_and_go_in_again(
    reads: Callable[..., RawTable], tmp_path: Path
) -> None:
    raw = reads(TEXT.encode())
    made = workbook(raw, [problem(3, "走访时间"), problem(4, "结果"), problem(2, "", "warning")])
    path = tmp_path / "again.xlsx"
    path.write_bytes(made)
    (again,) = tables(path, Limits(), lambda step: None)
    assert again.header == (*HEADER, "原行号", "原因")
    assert again.table["c0"].to_pylist() == ["V2", "V3"]
    assert again.table["c1"].to_pylist() == ["昨天", "2025-08-01"]
    assert again.table["c9"].to_pylist() == ["3", "4"]
    match = recognise(again.header)
    assert match.dataset == "visits"
    assert "原因" in match.ignored
    assert contracts.get(match.dataset)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-x", "'-x"),
        ("@sum", "'@sum"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("-12.5", "-12.5"),
        ("+86", "+86"),
        ("王珍", "王珍"),
    ],
)
def test_no_cell_is_a_formula(text: str, safe: str) -> None:
    assert guarded(text) == safe


def test_the_workbook_itself_holds_no_formula(reads: Callable[..., RawTable]) -> None:
    made = workbook(reads(TEXT.encode()), [problem(3, "走访时间")], language="en")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][-2:] == ["Original row", "Reason"]
    assert rows[1][8] == "'=1+1"
    assert rows[1][-1] == "check it."


def test_the_same_rows_give_the_same_bytes(reads: Callable[..., RawTable]) -> None:
    raw = reads(TEXT.encode())
    assert workbook(raw, [problem(3, "走访时间")]) == workbook(raw, [problem(3, "走访时间")])


def test_a_guarded_cell_is_the_same_cell_when_it_comes_back(checks: Callable[..., list[Checked]]) -> None:
    row = ["V1", "2025-08-01", "S1", "探访", "上门", "正常", "C1", "H1"]
    one, other = checks((HEADER, [[*row, "=1+1"]]), (HEADER, [[*row, "'=1+1"]]))
    assert one.accepted == other.accepted == 1
