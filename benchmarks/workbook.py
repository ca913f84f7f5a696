"""Reading a long workbook against calamine alone on the same file.

`python -m benchmarks.workbook [--rows 200000]` prints CPU seconds of both. The floor makes Python values of every cell
(`CalamineSheet.to_python`); our side is the whole reader: the child process, the look into the zip, text, layout, and
the table handed over.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import python_calamine
import xlsxwriter

from neighborcare.intake.reading import read

HEADER = ("走访编号", "走访时间", "档案编号", "走访人", "走访类型", "方式", "结果", "社区", "网格", "次数")


def make(path: Path, rows: int) -> None:
    """A visits ledger of made-up rows with real dates and numbers."""
    dice = random.Random(20250831)  # noqa: S311
    start = datetime(2023, 8, 1, 8)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("走访")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, HEADER)
        for i in range(1, rows + 1):
            sheet.write_string(i, 0, f"V{i:07}")
            sheet.write_datetime(i, 1, start + timedelta(minutes=dice.randrange(1_000_000)), moment)
            words = (
                f"P{dice.randrange(3000):05}",
                f"S{dice.randrange(30):03}",
                "探访",
                "上门",
                "正常",
                "C1",
                f"G{i % 30:02}",
            )
            for column, word in enumerate(words, 2):
                sheet.write_string(i, column, word)
            sheet.write_number(i, 9, dice.randrange(9))


def bare(path: Path) -> None:
    """calamine's own values."""
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        book.get_sheet_by_index(0).to_python()


def ours(path: Path) -> None:
    """The table as our reader hands it over."""
    (outcome,) = read([path])
    assert isinstance(outcome, tuple), outcome


def cost(work: Callable[[Path], None], path: Path) -> float:
    """Processor seconds of this process and its children."""
    before = os.times()
    work(path)
    return sum(os.times()[:4]) - sum(before[:4])


def main() -> None:
    """Measure both, the better of two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "visits.xlsx"
        make(path, asked.rows)
        floor = min(cost(bare, path) for _ in range(2))
        found = min(cost(ours, path) for _ in range(2))
    print(f"calamine alone   {floor:7.2f} CPU s")
    print(f"the reader       {found:7.2f} CPU s")
    print(f"ratio            {found / floor:7.2f}")


if __name__ == "__main__":
    main()
