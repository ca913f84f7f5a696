"""Rows that come back corrected, and months that are replaced."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter

from neighborcare import contracts
from neighborcare.errors import UserError
from neighborcare.store import batches, manifest, taking, workspace
from neighborcare.store.connection import scratch
from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest
from neighborcare.store.taking import Looked

TODAY = date(2025, 9, 3)
AUGUST = date(2025, 8, 1)
HEADER = ("走访编号", "走访时间", "社区", "户编号", "走访人", "走访类型", "方式", "结果")


def visit(number: int, day: str = "2025-08-20", *, community: str = "C1", result: str = "正常") -> str:
    return f"V{number},{day},{community},H{number},W1,探访,上门,{result}"


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join([",".join(HEADER), *lines]) + "\n", encoding="utf-8")
    return path


def take(home: Home, file: Path, month: date | None = None) -> Looked:
    """Look, keep and publish a manifest that names the batch: what the generation does, without its build."""
    looked = taking.look(home, [file], today=TODAY, month=month)
    (table,) = taking.keep(home, looked, "tester")
    looked.leave()
    base = manifest.current(home)
    if table.batch:
        action = manifest.action("load", (table.batch,), "tester")
        named = (*base.batches, table.batch)
        manifest.publish(home, Manifest(base.number + 1, named, TODAY, action, {}, TODAY.isoformat()))
    return table


def standing(home: Home, without: Sequence[str] = ()) -> list[str]:
    active = [batches.read(home, name) for name in manifest.current(home).batches if name not in without]
    rows = [(batch.id, batch.folder(home) / batches.EXPORT_ROWS) for batch in active]
    with scratch() as con:
        workspace.state(con, contracts.get("visits"), rows)
        return [name for (name,) in con.execute("SELECT visit_id FROM visits ORDER BY 1").fetchall()]


def mend(folder: Path, content: bytes, changes: dict[int, tuple[int, str]], name: str) -> Path:
    """The workbook with some cells changed: original row → (column, what to write)."""
    source = folder / "source.xlsx"
    source.write_bytes(content)
    rows = python_calamine.CalamineWorkbook.from_path(str(source)).get_sheet_by_index(0).to_python()
    number = rows[0].index("原行号")
    path = folder / name
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            if at and int(str(row[number]).removesuffix(".0")) in changes:
                column, text = changes[int(str(row[number]).removesuffix(".0"))]
                row[column] = text
            sheet.write_row(at, 0, row)
    return path


def test_corrected_rows_go_in_and_say_where_they_came_from(home: Home, tmp_path: Path) -> None:
    lines = [visit(1), visit(2, "25.8.24"), visit(3, result="好吧"), visit(4, "昨天")]
    first = take(home, write(tmp_path, "八月.csv", *lines))
    assert (first.read, first.accepted, first.rejected) == (4, 1, 3)

    sent_back = taking.rejected_workbook(home, home.batches / str(first.batch), "zh-CN")
    some = take(home, mend(tmp_path, sent_back, {3: (1, "2025-08-24"), 4: (7, "正常")}, "改.xlsx"))
    assert (some.read, some.accepted, some.rejected, some.duplicate, some.replaced) == (3, 2, 1, 0, 0)
    assert batches.read(home, str(some.batch)).mends == first.batch
    assert standing(home) == ["V1", "V2", "V3"]

    again = taking.rejected_workbook(home, home.batches / str(some.batch), "zh-CN")
    rest = take(home, mend(tmp_path, again, {5: (1, "2025-08-25")}, "再改.xlsx"))
    assert (rest.read, rest.accepted, rest.rejected) == (1, 1, 0)
    assert batches.read(home, str(rest.batch)).mends == first.batch  # whose row 5 it was from the beginning
    assert standing(home) == ["V1", "V2", "V3", "V4"]


def test_rows_that_come_back_twice_keep_their_first_number_and_no_second_pair_of_columns(
    home: Home, tmp_path: Path
) -> None:
    first = take(home, write(tmp_path, "八月.csv", visit(1), visit(2), visit(3, "昨天")))
    sent_back = taking.rejected_workbook(home, home.batches / str(first.batch), "zh-CN")
    path = mend(tmp_path, sent_back, {}, "原样.xlsx")
    looked = taking.look(home, [path], today=TODAY)
    (table,) = looked.tables
    assert (table.rejected, table.mends) == (1, first.batch)
    again = tmp_path / "again.xlsx"
    again.write_bytes(taking.rejected_workbook(home, table.staged or tmp_path, "zh-CN"))
    rows = python_calamine.CalamineWorkbook.from_path(str(again)).get_sheet_by_index(0).to_python()
    assert rows[0] == [*HEADER, "原行号", "原因"]
    assert rows[1][len(HEADER)] == 4.0
    looked.leave()


def test_an_ordinary_file_mends_nothing(home: Home, tmp_path: Path) -> None:
    take(home, write(tmp_path, "八月.csv", visit(1), visit(2, "昨天")))
    assert take(home, write(tmp_path, "九月.csv", visit(2, "2025-08-22"))).mends == ""


def test_replacing_a_month_takes_back_what_the_file_has_no_more(home: Home, tmp_path: Path) -> None:
    take(
        home,
        write(
            tmp_path,
            "全部.csv",
            visit(1, "2025-07-31"),
            visit(2),
            visit(3),
            visit(4, community="C2"),
            visit(5),
        ),
    )
    newer = write(tmp_path, "八月.csv", visit(2), visit(3, result="异常"), visit(5, "坏"), visit(6))
    dry = taking.look(home, [newer], today=TODAY, month=AUGUST)
    dry.leave()
    table = take(home, newer, AUGUST)
    assert (dry.tables[0].withdrawn, table.withdrawn) == (0, 0)  # V5 is in the file, though it cannot be read
    assert (table.accepted, table.replaced, table.duplicate, table.rejected) == (2, 1, 1, 1)

    shorter = write(tmp_path, "八月再报.csv", visit(2))
    last = take(home, shorter, AUGUST)
    assert (last.accepted, last.duplicate, last.withdrawn) == (0, 1, 3)
    assert standing(home) == ["V1", "V2", "V4"]
    assert batches.read(home, str(last.batch)).withdrawn == 3
    assert standing(home, without=[str(last.batch)]) == ["V1", "V2", "V3", "V4", "V5", "V6"]


def test_what_was_taken_back_may_come_again(home: Home, tmp_path: Path) -> None:
    take(home, write(tmp_path, "一.csv", visit(1), visit(2)))
    take(home, write(tmp_path, "二.csv", visit(1)), AUGUST)
    assert standing(home) == ["V1"]
    again = take(home, write(tmp_path, "三.csv", visit(2)))
    assert (again.accepted, again.duplicate) == (1, 0)
    assert standing(home) == ["V1", "V2"]


def test_the_same_file_replaces_its_month_only_where_that_changes_something(
    home: Home, tmp_path: Path
) -> None:
    file = write(tmp_path, "一.csv", visit(1))
    take(home, file)
    same = take(home, file, AUGUST)
    assert (same.batch, same.duplicate, same.withdrawn) == (None, 1, 0)


def test_a_ledger_has_no_months(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "网格.csv"
    path.write_text("网格编号,网格名称,社区,户数\nG1,第一网格,C1,10\n", encoding="utf-8")
    with pytest.raises(UserError, match="no months"):
        taking.look(home, [path], today=TODAY, month=AUGUST)
    assert not list(home.staging.iterdir())
