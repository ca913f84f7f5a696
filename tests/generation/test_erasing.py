"""A person is erased from everything, and every figure stays as it was: at once, rebuilt, and after the next load."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from neighborcare import generation
from neighborcare.errors import NotFound
from neighborcare.generation import history
from neighborcare.store import batches, erasing, manifest, originals, people, sent_back, taking
from neighborcare.store.home import Home

TODAY = date(2025, 9, 3)
NUMBER = "11010519491231002X"
PERSON = "RY-0001"
SECRETS = (PERSON, "王秀珍", NUMBER, "H-0001", "1949-12-31", "脑梗后遗症", "午后发病", "王*珍")
PEOPLE = "档案编号,户编号,姓名,身份证号,性别,出生年月,人员类别,风险等级,健康状况,社区,建档日期\n"
OTHER = "RY-0002,H-0002,李芳,110105195203080027,女,1952-03-08,独居,黄,高血压,甲社区,2024-01-05\n"
OWN = f"{PERSON},H-0001,王秀珍,{NUMBER},女,1949-12-31,独居;失能,红,脑梗后遗症,甲社区,2024-01-05\n"
VISITS = "走访编号,走访日期,社区,档案编号,户编号,走访人,走访类型,走访方式,走访结果,需求\n"
JULY = (
    f"V1,2025-07-02,甲社区,{PERSON},,W1,探访,上门,正常,午后发病\n"
    "V2,2025-07-03,甲社区,王秀珍,,W1,探访,上门,异常,\n"
    "V3,2025-07-04,甲社区,,H-0001,W1,探访,上门,正常,\n"
    "V4,2025-07-05,甲社区,RY-0002,,W1,探访,上门,正常,说起王秀珍\n"
)
AUGUST = (
    f"V5,2025-08-02,甲社区,{PERSON},,W1,探访,上门,正常,\n"
    f"V6,2025-08-03,甲社区,{PERSON},,W1,探访,上门,良,午后发病\n"
    "V7,2025-08-05,甲社区,RY-0002,,W1,探访,上门,正常,\n"
)
CHECKS = f"服务编号,服务日期,档案编号,服务类型,社区,收缩压\nJ1,2025-08-09,{PERSON},年度体检,甲社区,171\n"

Take = Callable[..., generation.Loaded]
Write = Callable[..., Path]


@pytest.fixture(scope="session")
def _street(_office: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two persons. One is to be erased: from two batches of people (one undone), visits, a check, a rejected row."""
    folder = tmp_path_factory.mktemp("erasing")
    home = Home(folder / "home")
    shutil.copytree(_office.path, home.path)

    def load(*files: tuple[str, str]) -> str:
        for name, text in files:
            (folder / name).write_text(text, encoding="utf-8")
        looked = generation.look(home, [folder / name for name, _ in files], today=TODAY)
        return str(generation.take(home, looked, by="tester", today=TODAY).tables[0].batch)

    load(("重点人群.csv", PEOPLE + OWN + OTHER), ("走访7月.csv", VISITS + JULY))
    undone = load(("重点人群_旧.csv", PEOPLE + OWN.replace("红", "蓝")))
    generation.undo(home, undone, by="tester")
    load(("走访8月.csv", VISITS + AUGUST), ("体检.csv", CHECKS))
    (home.path / "minutes").mkdir()
    said = {"resolved": [{"title": "帮王秀珍修门"}, {"title": "修路"}]}
    (home.path / "minutes" / "m1.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return home


@pytest.fixture
def street(_street: Home, home: Home) -> Home:
    """A copy of that street."""
    shutil.copytree(_street.path, home.path)
    return home


def figures(home: Home, number: int | None = None) -> list[tuple[object, ...]]:
    """Every figure of a generation, and what the published systems count."""
    made = manifest.read(home, number) if number else manifest.current(home)
    files = [str(made.folder(home) / f"{name}.parquet") for name in ("rollup", "kpi_status")]
    with duckdb.connect() as con:
        return [
            row
            for file in files
            for row in con.execute("FROM read_parquet($f) ORDER BY ALL", {"f": file}).fetchall()
        ]


def readable(home: Home) -> str:
    """Everything in the home that can be read without its key, decoded."""
    parts = []
    for path in sorted(home.path.rglob("*")):
        if not path.is_file():
            continue
        parts.append(f"{path.name}: ")
        if path.suffix == ".parquet":
            parts.append(str(pq.read_table(path).to_pylist()))
        elif path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as con:
                tables = con.execute("SELECT table_name FROM duckdb_tables()").fetchall()
                parts += [str(con.execute(f'FROM "{name}"').fetchall()) for (name,) in tables]
        else:
            parts.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(parts)


def left(home: Home) -> list[str]:
    """What still tells of the person, sealed rows and files included."""
    texts = [readable(home)]
    for folder in home.batches.iterdir():
        rows = sent_back.rows(home, folder)
        texts.append(str(rows.to_pylist() if rows is not None else ""))
    texts += [
        b"".join(originals.pieces(home, digest)).decode("utf-8", "replace")
        for digest in originals.every(home)
    ]
    return [secret for secret in SECRETS if any(secret in text for text in texts)]


def test_before_the_person_is_there(street: Home) -> None:
    assert left(street) == list(SECRETS)


def test_nothing_of_the_person_stays_and_every_figure_does(street: Home) -> None:
    before = figures(street)
    last = manifest.current_number(street)
    found = erasing.find(street, PERSON)
    assert (len(found.batches), found.rows) == (5, 6)
    erased = generation.erase(street, PERSON, by="tester")
    assert (erased.rows, erased.rejected, erased.told) == (6, 1, 1)
    assert left(street) == []
    assert figures(street) == before
    assert "李*" in readable(street)
    assert manifest.current_number(street) == last + 1
    assert "RY-0002" in readable(street)


def test_every_earlier_figure_is_still_what_was_published(street: Home) -> None:
    generation.erase(street, PERSON)
    for number in range(1, manifest.current_number(street) + 1):
        with history.exactly(street, number) as (con, _):
            assert con.execute("SELECT count(*) FROM rollup").fetchall()
        for name in ("rollup", "kpi_status", "place", "months"):
            (manifest.read(street, number).folder(street) / f"{name}.parquet").unlink()
        with history.exactly(street, number) as (
            con,
            _,
        ):  # built again from the rewritten batches, and verified
            assert con.execute("SELECT count(*) FROM rollup").fetchall()


def test_only_the_newest_role_files_stay(street: Home) -> None:
    generation.erase(street, PERSON)
    folders = {path.parent for path in street.generations.rglob("*.duckdb")}
    assert folders == {manifest.current(street).folder(street)}


def test_the_files_that_told_of_the_person_are_gone_and_the_others_stay(street: Home) -> None:
    every = batches.every(street)
    generation.erase(street, PERSON)
    kept = {batch.file for batch in every if batch.raw in originals.every(street)}
    assert kept == {"社区.csv", "人员.csv"}


@pytest.mark.parametrize("named", ["走访8月.csv", "重点人群.csv"])
def test_the_same_file_does_not_bring_the_person_back(
    street: Home, write: Write, take: Take, named: str
) -> None:
    before = figures(street)
    generation.erase(street, PERSON)
    text = {"走访8月.csv": VISITS + AUGUST, "重点人群.csv": PEOPLE + OWN + OTHER}[named]
    (table,) = take(write("再报.csv", text=text + "\n")).tables
    assert table.read == table.accepted + table.rejected + table.duplicate
    assert table.erased == (2 if named == "走访8月.csv" else 1)
    assert (table.accepted, table.rejected) == (0, 0)
    assert left(street) == []
    assert figures(street) == before


def test_with_new_rows_the_file_comes_in_without_the_person_and_is_not_kept(
    street: Home, write: Write, take: Take
) -> None:
    generation.erase(street, PERSON)
    kept = originals.every(street)
    september = f"V8,2025-08-30,甲社区,RY-0002,,W1,探访,上门,正常,\nV9,2025-08-30,甲社区,{PERSON},,W1,探访,上门,正常,\n"
    (table,) = take(write("走访9月.csv", text=VISITS + september)).tables
    assert (table.accepted, table.duplicate, table.erased) == (1, 1, 1)
    assert batches.read(street, str(table.batch)).erased == 1
    assert {problem.code for problem in table.problems} == {"erased"}
    assert originals.every(street) == kept
    assert left(street) == []


def test_past_months_stay_after_the_next_month_came(street: Home, write: Write, take: Take) -> None:
    before = figures(street)
    generation.erase(street, PERSON)
    rows = "V8,2025-09-01,甲社区,RY-0002,,W1,探访,上门,正常,\n"
    take(write("走访9月.csv", text=VISITS + rows), today=date(2025, 10, 8))
    after = set(figures(street))
    # K57 tells by when what was due had come, and cohorts are told as of today: the as-of day moves them.
    moving = {"K57", "K29", "K32", "K46"}
    months = [row for row in before if len(row) > 5 and row[0] not in moving and date(2025, 8, 1) not in row]
    assert [row for row in months if row not in after] == []


def test_undoing_and_putting_back_brings_nobody_back(street: Home) -> None:
    every = batches.every(street)
    generation.erase(street, PERSON)
    for batch in every:
        (generation.undo if batch.id in manifest.current(street).batches else generation.redo)(
            street, batch.id
        )
    assert left(street) == []


STEPS = ("write_rows", "raw", "publish", "done")


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_leaves_nothing_half_erased(street: Home, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Wherever it ends: what is shown is whole, and whoever changes data next finishes it first."""
    before = figures(street)
    at = {
        "write_rows": (erasing, "_write_rows", 3),
        "raw": (originals, "erase", 2),
        "publish": (manifest, "publish", 1),
        "done": (erasing, "done", 1),
    }
    module, name, times = at[step]
    calls = iter(range(1, 1000))
    real = getattr(module, name)

    def killed(*args: object, **more: object) -> object:
        if next(calls) == times:
            raise KeyboardInterrupt
        return real(*args, **more)

    with monkeypatch.context() as broken:
        broken.setattr(module, name, killed)
        with pytest.raises(KeyboardInterrupt):
            generation.erase(street, PERSON)
    assert figures(street) == before
    generation.look(street, [], today=TODAY).leave()
    assert left(street) == []
    assert figures(street) == before
    assert erasing.pending(street) is None


def test_whom_nobody_knows_cannot_be_erased(street: Home) -> None:
    with pytest.raises(NotFound):
        generation.erase(street, "RY-9999")
    with pytest.raises(NotFound):
        erasing.find(street, "RY-00")
    assert people.erased(street).ids == frozenset()


def test_a_worker_can_be_erased_too(street: Home) -> None:
    before = figures(street)
    generation.erase(street, "W1")
    assert figures(street) == before
    text = readable(street)
    assert "陈*涛" not in text
    assert "W1," not in text
    assert "'W1'" not in text


def test_who_lives_with_others_on_file_keeps_the_households_number(
    office: Home, write: Write, take: Take
) -> None:
    """Households are counted once, whoever of them was visited."""
    together = OTHER.replace("H-0002", "H-0001")
    take(write("重点人群.csv", text=PEOPLE + OWN + together), write("走访7月.csv", text=VISITS + JULY))
    before = figures(office)
    generation.erase(office, PERSON)
    assert figures(office) == before
    assert left(office) == ["H-0001"]


def test_rows_that_were_sent_back_can_still_be_mended_without_the_person(
    street: Home, write: Write, take: Take
) -> None:
    wrong = (
        f"V10,2025-08-20,甲社区,RY-0002,,W1,探访,上门,良,\nV11,2025-08-20,甲社区,{PERSON},,W1,探访,上门,良,\n"
    )
    table = take(
        write("走访补.csv", text=VISITS + wrong + "V12,2025-08-21,甲社区,RY-0002,,W1,探访,上门,正常,\n")
    ).tables[0]
    generation.erase(street, PERSON)
    folder = street.batches / str(table.batch)
    rows = sent_back.rows(street, folder)
    assert rows is not None
    assert rows["_row"].to_pylist() == [2]
    assert taking.rejected_workbook(street, folder, "zh-CN")[:2] == b"PK"
