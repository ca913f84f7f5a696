"""Rows that were sent back: sealed as they came, in the clear only what figures need, and nobody's cells told."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from neighborcare import generation
from neighborcare.errors import UserError
from neighborcare.store import batches, keeping, lease, manifest, sealing, sent_back, taking
from neighborcare.store.home import Home
from neighborcare.store.taking import Looked

TODAY = date(2025, 9, 3)
FILES = {
    "社区.csv": "社区编码,社区名称,统计日期,户数,常住人口\nA,甲社区,2025-08-31,100,300\n",
    "人员.csv": "工号,姓名,身份,社区,上岗日期\nW1,陈松涛,网格员,甲社区,2023-08-01\n",
    "王秀珍 110101199001011234.csv": (
        "走访编号,走访日期,社区,户编号,走访人,走访类型,走访方式,走访结果,需求\n"
        "V1,2025-08-20,甲社区,H1,W1,探访,上门,正常,\n"
        "V2,2025-08-21,甲社区,H2,W1,探访,上门,电话13800138000,王秀珍住3栋501室\n"
        "13800138001,2025-08-22,甲社区,H3,W1,探访,上门,良,\n"
    ),
}
Load = Callable[[], Looked]


@pytest.fixture
def load(home: Home, tmp_path: Path) -> Load:
    """Load the three files; gives what became of the visits."""

    def loaded() -> Looked:
        for name, text in FILES.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        looked = generation.look(home, [tmp_path / name for name in FILES], today=TODAY)
        return generation.take(home, looked, today=TODAY).tables[-1]

    return loaded


def still_out(home: Home) -> int:
    """How many rows the reporting table waits for."""
    with lease.opened(home, manifest.current(home), "analyst") as con:
        return int(
            con.execute("SELECT sum(open_errors) FROM reporting WHERE dataset = 'visits'").fetchall()[0][0]
        )


def in_the_clear(home: Home) -> str:
    """Every file of the home, Parquet decoded, in one text."""
    parts = []
    for path in home.path.rglob("*"):
        if path.is_file():
            parts.append(path.name)
            is_table = path.suffix == ".parquet"
            parts.append(
                str(pq.read_table(path).to_pylist())
                if is_table
                else path.read_bytes().decode("utf-8", "replace")
            )
    return "\n".join(parts)


def test_they_come_back_as_a_workbook_and_lie_sealed(home: Home, load: Load) -> None:
    visits = load()
    folder = home.batches / str(visits.batch)
    rows = sent_back.rows(home, folder)
    assert rows is not None
    assert rows["_row"].to_pylist() == [3, 4]
    assert "王秀珍住3栋501室" in str(rows.to_pylist())
    assert taking.rejected_workbook(home, folder, "zh-CN")[:2] == b"PK"
    for secret in ("1380013", "501室", "王秀珍", "110101199001011234"):
        assert secret not in in_the_clear(home)
    assert batches.read(home, str(visits.batch)).file == "王*珍 ***.csv"


def test_what_is_told_of_them_is_nobodys(load: Load) -> None:
    told = str(load().problems)
    assert "1380013" not in told
    assert "电话***" in told


@pytest.mark.parametrize("kept", ["encrypted", "nothing"])
def test_the_figures_are_the_same_whether_they_are_kept_or_not(home: Home, load: Load, kept: str) -> None:
    home.create()
    (home.path / keeping.FILE).write_text(f'keep_raw = "{kept}"\n', encoding="utf-8")
    folder = home.batches / str(load().batch)
    assert still_out(home) == 2
    assert sent_back.are_kept(folder) is (kept == "encrypted")
    if kept == "nothing":
        with pytest.raises(UserError, match="not kept any more"):
            taking.rejected_workbook(home, folder, "en")


def test_a_key_that_is_a_phone_is_counted_under_its_hash(home: Home, load: Load) -> None:
    folder = home.batches / str(load().batch)
    keys = pq.read_table(folder / sent_back.COUNTED)["key_text"].to_pylist()
    assert keys[0] == "V2"
    assert keys[1].startswith("~")


def test_with_another_key_nothing_but_the_workbook_fails(
    home: Home, load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home.batches / str(load().batch)
    key = tmp_path / "key"
    key.write_bytes(b"another" * 8)
    monkeypatch.setenv(sealing.KEY_VARIABLE, str(key))
    with pytest.raises(sealing.Unsealable):
        taking.rejected_workbook(home, folder, "en")
    assert generation.build(home, today=TODAY).number == 2
    again = tmp_path / "改.csv"
    again.write_text(FILES["王秀珍 110101199001011234.csv"].replace("良", "正常"), encoding="utf-8")
    assert generation.look(home, [again], today=TODAY).tables[0].accepted == 1


def test_rows_that_earlier_versions_left_in_the_clear_are_sealed_and_hushed(home: Home, load: Load) -> None:
    folder = home.batches / str(load().batch)
    rows = sent_back.rows(home, folder)
    assert rows is not None
    pq.write_table(rows, folder / sent_back.CLEAR_ROWS)
    told = json.loads((folder / sent_back.PROBLEMS).read_text(encoding="utf-8"))
    told[0] |= {"value": "电话13800138000", "zh": "写的是“电话13800138000”"}
    (folder / sent_back.PROBLEMS).write_text(json.dumps(told), encoding="utf-8")
    for name in (sent_back.ROWS, sent_back.COUNTED):
        (folder / name).unlink()
    generation.look(home, [], today=TODAY).leave()
    generation.build(home, today=TODAY)
    assert still_out(home) == 2
    assert "13800138000" not in in_the_clear(home)
    again = sent_back.rows(home, folder)
    assert isinstance(again, pa.Table)
    assert again.equals(rows)
