"""The files: the same bytes for a seed, the shapes that offices send, and flaws that are counted."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from neighborcare.demo import Street, flaws, streets, workbook
from neighborcare.demo.plan import COMMUNITIES
from neighborcare.demo.sheets import Sheet
from neighborcare.demo.workbook import Paper
from neighborcare.intake.matching import recognise
from neighborcare.intake.raw import Limits
from neighborcare.intake.table import tables

SAMPLE = Path(__file__).parents[2] / "data"
BOMS = {"utf-8-sig": b"\xef\xbb\xbf"}


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for kind in ("exports", "geography")
        for path in sorted((folder / kind).iterdir())
    }


def sheet(path: Path) -> list[list[object]]:
    book = CalamineWorkbook.from_path(path)
    return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]


def dataset_of(path: Path) -> str:
    (raw,) = tables(path, Limits(), lambda step: None)
    return recognise(raw.header, hints=[path.stem]).dataset


def test_the_sample_in_the_repository_is_what_the_seed_gives(written: Path, street: Street) -> None:
    """Another run, another machine, the same bytes (Parquet: the same table, its bytes are pyarrow's affair).

    A sample made by hand may lie beside them if it is of an export that the generator does not write.
    """
    kept = {p.name for p in (SAMPLE / "exports").iterdir()}
    made = {p.name for p in (written / "exports").iterdir()}
    assert made <= kept
    assert not {dataset_of(SAMPLE / "exports" / name) for name in kept - made} & set(street.tables)
    for name, digest in digests(written).items():
        if name.endswith(".parquet"):
            assert pq.read_table(SAMPLE / name).equals(pq.read_table(written / name))
        else:
            assert digests(SAMPLE)[name] == digest, name


def test_a_file_written_twice_is_the_same(tmp_path: Path) -> None:
    again = workbook.save(tmp_path / "a.xlsx", Sheet(("甲",), [["一"], [date(2025, 1, 2)]]), Paper("题"))
    twice = workbook.save(tmp_path / "b.xlsx", Sheet(("甲",), [["一"], [date(2025, 1, 2)]]), Paper("题"))
    assert again.read_bytes() == twice.read_bytes()


def test_another_seed_gives_another_town() -> None:
    one, again, other = ([block.wkb for block in streets.draw(seed).blocks] for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_small_enough_to_keep_in_the_repository(written: Path) -> None:
    assert sum(path.stat().st_size for path in written.rglob("*.*")) < 12_000_000


def test_there_is_every_kind_of_file(written: Path) -> None:
    exports = {path.suffix for path in (written / "exports").iterdir()}
    assert exports == {".xlsx", ".csv", ".parquet"}
    assert {path.stem for path in (written / "geography").iterdir()} == {
        "grids",
        "walkways",
        "water",
        "green",
    }


def test_csv_encodings(written: Path) -> None:
    exports = written / "exports"
    assert (exports / "楼栋台账.csv").read_bytes().startswith(BOMS["utf-8-sig"])
    for path in exports.glob("走访记录_2025年8月_*.csv"):
        assert "走访" in path.read_bytes().decode("gb18030")
        with pytest.raises(UnicodeDecodeError):
            path.read_bytes().decode("utf-8")


def test_workbooks_have_titles_serial_numbers_totals_and_signatures(written: Path) -> None:
    rows = sheet(written / "exports" / "社区基本情况.xlsx")
    assert "演示数据" in str(rows[0][0])
    assert rows[2][0] == "序号"
    assert "1.1万" in rows[3]
    assert any(row[0] == "合计" for row in rows)
    assert any(str(row[0]).startswith("制表人") for row in rows)


def test_cases_are_grouped_with_subtotals(written: Path) -> None:
    rows = sheet(written / "exports" / "矛盾纠纷信访台账.xlsx")
    assert sum(row[0] == "小计" for row in rows) == 5


def test_header_names_vary_from_community_to_community(written: Path) -> None:
    headers = {tuple(sheet(path)[2]) for path in (written / "exports").glob("重点人群_*.xlsx")}
    assert len(headers) == 5


def test_nobody_is_named_in_the_geography(written: Path, street: Street) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (written / "geography").iterdir())
    assert not any(str(row["name"]) in text for row in street.tables["key_people"])


def _lines(path: Path) -> int:
    if path.suffix == ".parquet":
        return int(pq.read_metadata(path).num_rows)
    if path.suffix == ".xlsx":
        return sum(isinstance(row[0], float) for row in sheet(path))
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig" if raw.startswith(BOMS["utf-8-sig"]) else "gb18030")
    return sum(1 for _ in csv.reader(text.splitlines())) - 1


def test_files_hold_every_row_and_the_flaws_besides(written: Path, street: Street) -> None:
    lines = sum(_lines(path) for path in (written / "exports").iterdir())
    rows = sum(len(table) for table in street.tables.values())
    bad = sum(len(found) for found in flaws.FLAWS.values())
    twice = sum(len(found) for found in flaws.REPEATS.values())
    assert lines == rows + bad + twice
    assert 20 <= bad <= 30
    assert 8 <= twice <= 12


def test_every_flaw_belongs_to_a_file(written: Path) -> None:
    stems = {path.stem for path in (written / "exports").iterdir()}
    assert {*flaws.FLAWS, *flaws.REPEATS} <= stems


def test_august_of_one_community_came_late(written: Path) -> None:
    name = next(plan.name for plan in COMMUNITIES if plan.id == "KX")
    late = written / "exports" / f"矛盾纠纷_{name}_2025年8月补报.csv"
    days = [row[6] for row in csv.reader(late.read_bytes().decode("gb18030").splitlines())][1:]
    assert days
    assert all(day.startswith("2025/8/") for day in days)
