"""The command `erase`: says what it would do, does it with `--yes` only, and the trail tells of no person."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from neighborcare import generation
from neighborcare.__main__ import main
from neighborcare.store import chain, originals, sent_back
from neighborcare.store.home import Home

FILES = {
    "社区.csv": "社区编码,社区名称,统计日期,户数,常住人口\nA,甲社区,2025-08-31,100,300\n",
    "人员.csv": "工号,姓名,身份,社区,上岗日期\nW1,陈松涛,网格员,甲社区,2023-08-01\n",
    "人.csv": "档案编号,姓名,人员类别,风险等级,社区,建档日期\nRY-0001,王秀珍,独居,红,甲社区,2024-01-05\n",
    "走访.csv": (
        "走访编号,走访日期,社区,档案编号,走访人,走访类型,走访方式,走访结果\n"
        "V1,2025-08-20,甲社区,RY-0001,W1,探访,上门,正常\nV2,2025-08-21,甲社区,RY-0001,W1,探访,上门,良\n"
    ),
}
Run = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("erase")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    home, today = Home(folder / "home"), date(2025, 9, 3)
    looked = generation.look(home, [folder / name for name in FILES], today=today)
    generation.take(home, looked, today=today)
    return home


@pytest.fixture
def run(home: Home, _loaded: Home, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("raw", "--yes")`: the exit code and what was printed."""
    shutil.copytree(_loaded.path, home.path)

    def called(*arguments: str) -> tuple[int, Any]:
        code = main(["erase", *arguments, "--home", str(home.path), "--json", "--lang", "en"])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else None

    return called


def test_without_yes_nothing_is_erased(home: Home, run: Run) -> None:
    kept = originals.every(home)
    code, said = run("person", "RY-0001")
    assert (code, said["erased"], said["rows"], len(said["batches"])) == (1, False, 2, 2)
    code, said = run("raw")
    assert (code, said) == (1, {"erased": False, "files": 4, "rejected": 1})
    assert originals.every(home) == kept


def test_a_person_is_erased_and_the_trail_does_not_say_whom(home: Home, run: Run) -> None:
    code, said = run("person", "RY-0001", "--yes")
    assert (code, said["erased"], said["rows"], said["rejected"], said["files"]) == (0, True, 2, 1, 2)
    noted = [entry for entry in chain.newest_first(home) if entry.what == "person.erased"]
    assert len(noted) == 1
    assert "RY-0001" not in (home.path / "trail.jsonl").read_text(encoding="utf-8")
    assert run("person", "RY-0001")[0] == 1


def test_files_as_they_came_and_rows_sent_back_are_erased(home: Home, run: Run) -> None:
    assert run("raw", "--yes") == (0, {"erased": True, "files": 4, "rejected": 1})
    assert (originals.every(home), sent_back.every(home)) == ([], [])
    assert next(entry for entry in chain.newest_first(home) if entry.what == "raw.erased").detail == {
        "count": 4
    }


def test_one_batchs_files_are_erased(home: Home, run: Run) -> None:
    (name,) = sent_back.every(home)
    assert run("raw", "--batch", name, "--yes") == (0, {"erased": True, "files": 1, "rejected": 1})
    assert len(originals.every(home)) == 3


def test_what_is_young_stays(home: Home, run: Run) -> None:
    assert run("raw", "--older-than", "1", "--yes") == (0, {"erased": True, "files": 0, "rejected": 0})
    assert len(originals.every(home)) == 4


@pytest.mark.parametrize(
    "wrong",
    [
        ["person"],
        ["person", "RY-9999", "--yes"],
        ["person", "RY-0001", "--batch", "x"],
        ["raw", "RY-0001", "--yes"],
        ["raw", "--older-than", "-1", "--yes"],
        ["raw", "--batch", "../x", "--yes"],
    ],
)
def test_what_makes_no_sense_is_refused_in_words(home: Home, run: Run, wrong: list[str]) -> None:
    kept = originals.every(home)
    code, said = run(*wrong)
    assert code == 1
    assert said["refused"]
    assert originals.every(home) == kept


def test_a_trail_that_cannot_be_written_stops_it(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_home: Home) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(chain, "probe", full)
    assert run("raw", "--yes")[0] == 1
    assert run("person", "RY-0001", "--yes")[0] == 1
    assert len(originals.every(home)) == 4


def test_in_words(home: Home, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["erase", "person", "RY-0001", "--home", str(home.path)]) == 1
    said = capsys.readouterr()
    assert said.out == "2 个批次中的 2 行\n"
    assert "--yes" in said.err
