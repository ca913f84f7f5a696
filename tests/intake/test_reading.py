"""Through the child process, as the store does it. Each test starts one child or two."""

import io
import os
import random
from pathlib import Path

import pytest
import xlsxwriter

from neighborcare.errors import UserError
from neighborcare.intake.raw import Limits, RawTable
from neighborcare.intake.reading import read

GOOD = "走访编号,走访时间,结果\nV1,2025年8月1日,正常\n合计,,\n".encode("gb18030")


def corner_workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
    return buffer.getvalue()


def test_a_good_file_among_bad_ones_is_read_and_the_others_are_refused(tmp_path: Path) -> None:
    noise = random.Random(7).randbytes(4000)  # noqa: S311
    contents = {
        "empty.csv": b"",
        "noise.csv": noise,
        "noise.xlsx": b"PK\x03\x04" + noise,
        "noise.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise,
        "noise.parquet": b"PAR1" + noise + b"PAR1",
        "corner.xlsx": corner_workbook(),
        "page.html": b"<html><body>hello</body></html>",
        "scan.pdf": b"%PDF-1.7 ...",
        "good.csv": GOOD,
    }
    paths = [tmp_path / name for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_bytes(content)
    *refused, good = read([*paths[:-1], tmp_path / "nowhere.csv", paths[-1]])
    assert all(isinstance(outcome, UserError) and outcome.remedy for outcome in refused)
    assert [error.values["file"] for error in refused if isinstance(error, UserError)] == [
        *list(contents)[:-1],
        "nowhere.csv",
    ]
    assert isinstance(good, tuple)
    assert good[0].encoding == "gb18030"
    assert good[0].table.to_pylist() == [{"_row": 2, "c0": "V1", "c1": "2025年8月1日", "c2": "正常"}]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no memory limit for a process")
def test_a_file_that_kills_the_child_is_refused_and_the_next_one_is_read(tmp_path: Path) -> None:
    (tmp_path / "corner.xlsx").write_bytes(corner_workbook())
    (tmp_path / "good.csv").write_bytes(GOOD)
    unchecked = Limits(sheet_cells=10**15, memory_mb=1024)
    killer, good = read([tmp_path / "corner.xlsx", tmp_path / "good.csv"], limits=unchecked)
    assert isinstance(killer, UserError)
    assert "memory" in killer.message
    assert isinstance(good, tuple)


def test_a_file_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_bytes(GOOD)
    (slow,) = read([tmp_path / "good.csv"], limits=Limits(wall_seconds=0.0))
    assert isinstance(slow, UserError)
    assert "too long" in slow.message


def test_progress_is_told_in_the_order_of_the_steps(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_bytes(GOOD)
    told: list[tuple[int, str]] = []
    (outcome,) = read([tmp_path / "good.csv"], progress=lambda index, step: told.append((index, step)))
    assert isinstance(outcome[0] if isinstance(outcome, tuple) else outcome, RawTable)
    assert told == [(0, "open"), (0, "decode"), (0, "read"), (0, "layout"), (0, "done")]
