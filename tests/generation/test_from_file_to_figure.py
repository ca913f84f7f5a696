"""From messy files to published figures and back: load, look, twice, corrected, undone, refused, torn, at once.

Files in the shapes that offices send (domain/datasets.md): GB18030, a byte order mark, tabs, a workbook with a
title row, a 合计 row and a signature, dates and numbers in every form. All people are made up.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import permutations
from pathlib import Path

import pytest
import xlsxwriter

from neighborcare import generation
from neighborcare.errors import NotFound, UserError
from neighborcare.generation import Loaded, building, questions
from neighborcare.store import batches, lease, manifest, originals, sent_back, taking
from neighborcare.store.home import Home

TODAY = date(2025, 9, 3)
VISITS = "走访编号,走访日期,社区,户编号,走访人,走访类型,走访方式,走访结果"


def write_communities(folder: Path) -> Path:
    """A workbook as a clerk keeps it: a merged title, 序号, a total, a signature."""
    path = folder / "社区基本情况表.xlsx"
    rows = [
        ["序号", "社区编码", "社区名称", "统计日期", "总户数", "常住人口"],
        [1, "JY", "甲社区", "2025年7月31日", "1,200", "3,100"],
        [2, "YS", "乙社区", "2025.7.31", 900, "0.2万"],
        ["合计", "", "", "", 2100, 5100],
    ]
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("社区")
        sheet.merge_range(0, 0, 0, 5, "社区基本情况表（2025年7月）")
        for at, row in enumerate(rows, start=1):
            sheet.write_row(at, 0, row)
        sheet.write(6, 0, "制表人：陈某某　审核：周某某")
    return path


def write_staff(folder: Path) -> Path:
    """GB18030, as WPS writes CSV."""
    path = folder / "工作力量.csv"
    text = "工号,姓名,身份,社区,上岗日期\nW1,陈松涛,网格员,甲社区,2023/8/1\nW2,周月影,社区工作者,乙社区,20230801\n"
    path.write_bytes(text.encode("gb18030"))
    return path


def write_visits(folder: Path, *lines: str, name: str = "走访记录_2025年8月.csv") -> Path:
    """UTF-8 with a byte order mark; blank lines and a note below."""
    path = folder / name
    path.write_text("\n".join([VISITS, *lines, "", "说明：以上为八月份数据"]), encoding="utf-8-sig")
    return path


def visit(number: int, day: str = "2025-08-20", *, result: str = "正常", who: str = "W1") -> str:
    return f"V{number},{day},甲社区,H{number},{who},探访,上门,{result}"


def load(home: Home, *files: Path) -> Loaded:
    return generation.take(home, generation.look(home, files, today=TODAY), by="tester", today=TODAY)


def visits_of(home: Home) -> int:
    with lease.opened(home, manifest.current(home), "analyst") as con:
        row = con.execute("SELECT count(*) FROM visits").fetchone()
    return int(row[0]) if row else 0


def results_of(home: Home) -> dict[str, str]:
    with lease.opened(home, manifest.current(home), "analyst") as con:
        return dict(con.execute("SELECT visit_id, result FROM visits").fetchall())


def everything(home: Home) -> set[str]:
    """What lies in a home, but for folders and its key."""
    found = (path for path in home.path.rglob("*") if path.is_file() and path.name != "secret.key")
    return {str(path.relative_to(home.path)) for path in found}


@pytest.fixture
def base(home: Home, tmp_path: Path) -> Home:
    """A home with two communities and two workers."""
    load(home, write_communities(tmp_path), write_staff(tmp_path))
    return home


def test_messy_files_give_the_figures_counted_by_hand(home: Home, tmp_path: Path) -> None:
    lines = [
        visit(1, "2025年8月20日"),
        visit(2, "2025.8.21"),
        visit(3, "2025/8/22 9:05", result="异常"),
        visit(4, "20250823", result="未遇"),
        visit(5, "25.8.24"),
        visit(1, "2025年8月20日"),
    ]
    loaded = load(home, write_visits(tmp_path, *lines), write_communities(tmp_path), write_staff(tmp_path))
    counts = {one.dataset: (one.read, one.accepted, one.rejected, one.duplicate) for one in loaded.tables}
    assert counts == {"communities": (2, 2, 0, 0), "staff": (2, 2, 0, 0), "visits": (6, 4, 1, 1)}
    assert visits_of(home) == 4
    households = questions.kpis(home, ["K01"], by=("part",))
    assert next(entry["numerator"] for entry in households if entry["part"] == "households") == 2100


def test_every_line_of_a_file_is_in_one_class(home: Home, tmp_path: Path) -> None:
    looked = generation.look(home, [write_communities(tmp_path)], today=TODAY).tables[0]
    lines = {kind: count for kind, count in (looked.lines or {}).items() if count}
    assert lines == {"title": 1, "header": 1, "data": 2, "subtotal": 1, "blank": 1, "note": 1}


def test_a_rejected_row_names_its_row_column_value_and_remedy(base: Home, tmp_path: Path) -> None:
    looked = generation.look(base, [write_visits(tmp_path, visit(1), visit(2, "25.8.24"))], today=TODAY)
    problem = looked.tables[0].problems[0]
    assert (problem.row, problem.column, problem.value, problem.code) == (
        3,
        "走访日期",
        "25.8.24",
        "two_digit_year",
    )
    assert "四位" in problem.reason.zh
    assert "four digits" in problem.reason.en


def test_a_look_changes_nothing(base: Home, tmp_path: Path) -> None:
    before = everything(base)
    looked = generation.look(base, [write_visits(tmp_path, visit(1))], today=TODAY)
    assert looked.tables[0].accepted == 1
    looked.leave()
    assert everything(base) == before


def test_the_same_file_twice_changes_nothing_and_says_so(base: Home, tmp_path: Path) -> None:
    file = write_visits(tmp_path, visit(1), visit(2, "25.8.24"))
    load(base, file)
    number = manifest.current_number(base)
    again = load(base, file)
    assert again.generation is None
    assert again.tables[0].known
    assert (again.tables[0].accepted, again.tables[0].duplicate, again.tables[0].rejected) == (0, 1, 1)
    assert manifest.current_number(base) == number


def test_a_corrected_file_replaces_by_key_and_says_how_many(base: Home, tmp_path: Path) -> None:
    load(base, write_visits(tmp_path, visit(1), visit(2), visit(3)))
    corrected = write_visits(tmp_path, visit(1), visit(2, result="异常"), visit(3), visit(4), name="改.csv")
    table = load(base, corrected).tables[0]
    assert (table.read, table.accepted, table.replaced, table.duplicate) == (4, 2, 1, 2)
    assert results_of(base) == {"V1": "ok", "V2": "abnormal", "V3": "ok", "V4": "ok"}


def test_rejected_rows_come_back_mended(base: Home, tmp_path: Path) -> None:
    looked = load(base, write_visits(tmp_path, visit(1), visit(2, "25.8.24"))).tables[0]
    folder = base.batches / str(looked.batch)
    workbook = tmp_path / "退回.xlsx"
    workbook.write_bytes(taking.rejected_workbook(base, folder, "zh-CN"))
    untouched = generation.look(base, [workbook], today=TODAY).tables[0]
    assert (untouched.read, untouched.rejected) == (1, 1)

    mended = tmp_path / "退回_改.xlsx"
    with xlsxwriter.Workbook(str(mended)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*VISITS.split(","), "原行号", "原因"])
        sheet.write_row(1, 0, [*visit(2, "2025-08-24").split(","), 3, "年份要写四位"])
    table = load(base, mended).tables[0]
    assert (table.accepted, table.replaced, table.rejected) == (1, 0, 0)
    assert visits_of(base) == 2


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_several_files_go_in_in_any_order(home: Home, tmp_path: Path, order: tuple[int, ...]) -> None:
    files = [write_communities(tmp_path), write_staff(tmp_path), write_visits(tmp_path, visit(1))]
    looked = generation.look(home, [files[i] for i in order], today=TODAY)
    assert [(one.accepted, one.rejected) for one in looked.tables if one.dataset == "visits"] == [(1, 0)]


def test_undo_and_redo(base: Home, tmp_path: Path) -> None:
    first = load(base, write_visits(tmp_path, visit(1), visit(2))).tables[0].batch
    second = load(base, write_visits(tmp_path, visit(2, result="异常"), name="改.csv")).tables[0].batch
    assert results_of(base) == {"V1": "ok", "V2": "abnormal"}

    generation.undo(base, str(second), by="tester")
    assert results_of(base) == {"V1": "ok", "V2": "ok"}
    generation.undo(base, str(first), by="tester")
    assert visits_of(base) == 0
    generation.redo(base, str(second), by="tester")
    generation.redo(base, str(first), by="tester")
    # The order of taking counts, not that of the redos: the later file still says what V2 was.
    assert results_of(base) == {"V1": "ok", "V2": "abnormal"}
    kinds = [made.action.kind for made in manifest.history(base)]
    assert kinds[:4] == ["redo", "redo", "undo", "undo"]


def test_what_is_undone_cannot_be_undone_again(base: Home, tmp_path: Path) -> None:
    batch = str(load(base, write_visits(tmp_path, visit(1))).tables[0].batch)
    generation.undo(base, batch)
    with pytest.raises(UserError, match="not in force"):
        generation.undo(base, batch)
    with pytest.raises(NotFound):
        generation.redo(base, "nobody")


def test_a_file_taken_again_after_its_undo_goes_in(base: Home, tmp_path: Path) -> None:
    file = write_visits(tmp_path, visit(1))
    generation.undo(base, str(load(base, file).tables[0].batch))
    assert load(base, file).tables[0].accepted == 1
    assert visits_of(base) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("坏.xlsx", b"PK\x03\x04 and then nothing"),
        ("空.csv", b""),
        ("噪声.csv", bytes(range(256)) * 20),
        ("别的.csv", "甲,乙,丙\n1,2,3\n".encode()),
    ],
)
def test_a_refusal_leaves_nothing(base: Home, tmp_path: Path, name: str, content: bytes) -> None:
    good, bad = write_visits(tmp_path, visit(1)), tmp_path / name
    bad.write_bytes(content)
    before = everything(base)
    looked = generation.look(base, [good, bad], today=TODAY)
    refusals = [one.refusal for one in looked.tables if one.refusal]
    assert len(refusals) == 1
    assert refusals[0].remedy
    with pytest.raises(UserError, match="Nothing was taken"):
        generation.take(base, looked, today=TODAY)
    looked.leave()
    assert everything(base) == before
    assert visits_of(base) == 0


def test_a_crash_in_the_middle_leaves_nothing(
    base: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_visits(tmp_path, visit(1))
    raw = originals.path_of(base, generation.look(base, [file], today=TODAY).tables[0].raw)
    before = {name for name in everything(base) if not name.startswith("staging")}
    known = batches.every(base)

    def power_cut(*_arguments: object) -> None:
        raise OSError("no space left on the device")

    with monkeypatch.context() as patch:
        patch.setattr(building, "write", power_cut)
        with pytest.raises(OSError, match="no space"):
            load(base, file)
    after = {name for name in everything(base) if not name.startswith("staging")}
    assert after - before <= {str(raw.relative_to(base.path))}
    assert batches.every(base) == known
    assert visits_of(base) == 0
    assert load(base, file).tables[0].accepted == 1


def test_a_batch_that_no_manifest_came_to_name_is_not_there(base: Home, tmp_path: Path) -> None:
    """The process was killed between the batch and its manifest."""
    looked = generation.look(base, [write_visits(tmp_path, visit(1))], today=TODAY)
    orphan = taking.keep(base, looked, "tester")[0].batch
    assert orphan not in [batch.id for batch in batches.every(base)]
    with pytest.raises(NotFound):
        generation.redo(base, str(orphan))
    assert load(base, write_visits(tmp_path, visit(1))).tables[0].accepted == 1


def test_two_loads_at_once_both_land(base: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both build on the same generation; whoever comes second starts again on what the first published."""
    files = [write_visits(tmp_path, visit(n), name=f"走访{n}.csv") for n in (1, 2)]
    looked = [generation.look(base, [file], today=TODAY) for file in files]
    together = threading.Barrier(2, timeout=60)
    met: set[int] = set()
    write = building.write

    def write_together(*arguments: object) -> object:
        if threading.get_ident() not in met:
            met.add(threading.get_ident())
            together.wait()
        return write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "write", write_together)
    run_all([partial(generation.take, base, one, today=TODAY) for one in looked])
    assert sorted(results_of(base)) == ["V1", "V2"]
    numbers = [made.number for made in manifest.history(base)]
    assert numbers == [3, 2, 1]


def run_all(work: list[Callable[[], object]]) -> None:
    """In a thread each; the first error is raised here."""
    errors: list[BaseException] = []

    def run(one: Callable[[], object]) -> None:
        try:
            one()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_data_that_changed_since_the_look_is_not_overwritten(base: Home, tmp_path: Path) -> None:
    looked = generation.look(base, [write_visits(tmp_path, visit(1))], today=TODAY)
    load(base, write_visits(tmp_path, visit(2), name="别人.csv"))
    with pytest.raises(UserError, match="changed after"):
        generation.take(base, looked, today=TODAY)
    looked.leave()
    assert sorted(results_of(base)) == ["V2"]


def test_a_reader_keeps_his_generation_while_another_is_published(base: Home, tmp_path: Path) -> None:
    load(base, write_visits(tmp_path, visit(1)))
    reader = lease.Reader(base)
    with reader.lease("analyst") as (cursor, seen):
        load(base, write_visits(tmp_path, visit(2), name="二.csv"))
        assert cursor.execute("SELECT count(*) FROM visits").fetchone() == (1,)
        assert seen.number < reader.generation().number
    with reader.lease("analyst") as (cursor, _seen):
        assert cursor.execute("SELECT count(*) FROM visits").fetchone() == (2,)
    reader.close()


def test_a_look_that_is_cancelled_leaves_no_trace(base: Home, tmp_path: Path) -> None:
    class Enough(Exception):
        """The visitor cancelled."""

    def cancel(step: str, share: float) -> None:
        raise Enough

    before = everything(base)
    with pytest.raises(Enough):
        generation.look(base, [write_visits(tmp_path, visit(1))], today=TODAY, progress=cancel)
    assert everything(base) == before
    assert not list(base.staging.iterdir())


def test_what_a_file_is_may_be_said_for_one_of_several(base: Home, tmp_path: Path) -> None:
    visits, staff = write_visits(tmp_path, visit(1)), write_staff(tmp_path)
    looked = generation.look(base, [visits, staff], datasets={staff: "visits"}, today=TODAY)
    found = {one.file.name: one for one in looked.tables}
    assert found[visits.name].dataset == "visits"
    assert found[staff.name].refusal or found[staff.name].known


def test_a_map_goes_in_with_the_exports_in_one_generation(home: Home, tmp_path: Path) -> None:
    green = tmp_path / "绿地.geojson"
    ring = "[[113.49,30.20],[113.50,30.20],[113.50,30.21],[113.49,30.20]]"
    green.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"名称":"松涛公园"},'
        f'"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}',
        encoding="utf-8",
    )
    seen = generation.look_map(home, green)
    assert (seen.dataset, seen.accepted, seen.refusal) == ("geo:green", 1, None)
    looked = generation.look(home, [write_communities(tmp_path)], today=TODAY)
    loaded = generation.take(home, looked, maps=[(green, None, None)], today=TODAY)
    assert loaded.generation is not None
    assert loaded.generation.number == 1
    assert sorted(one.dataset for one in loaded.tables) == ["communities", "geo:green"]
    assert generation.look_map(home, green).known


def test_a_broken_map_says_why(home: Home, tmp_path: Path) -> None:
    bad = tmp_path / "网格.geojson"
    bad.write_bytes(b"\x00\x01 no map")
    refusal = generation.look_map(home, bad).refusal
    assert refusal is not None
    assert refusal.remedy
    assert not list(home.staging.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps who may read a file elsewhere")
def test_what_holds_personal_data_is_the_owners_alone(home: Home, tmp_path: Path) -> None:
    """Rejected rows keep the identity numbers and phones that they came with, and so does the raw file."""
    wrong = write_visits(tmp_path, visit(1), visit(2, result="良"))
    looked = generation.look(home, [write_communities(tmp_path), write_staff(tmp_path), wrong], today=TODAY)
    assert looked.folder.stat().st_mode & 0o077 == 0
    generation.take(home, looked, today=TODAY)
    kept = [path for path in home.path.rglob("*") if path.is_file()]
    assert any(path.name == sent_back.ROWS for path in kept)
    assert [path.name for path in kept if path.stat().st_mode & 0o077] == []
