"""What a figure was, exactly: after undos, after the role files went, after the folder was lost or meddled with."""

from __future__ import annotations

import shutil

import pytest

from neighborcare import generation
from neighborcare.errors import UserError
from neighborcare.generation import building, history, preview, questions
from neighborcare.store import manifest
from neighborcare.store.home import Home
from tests.generation.conftest import TODAY, VISITS, Take, Write, visit


@pytest.fixture(scope="module")
def _corrected(_office: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("corrected")
    home = Home(folder / "home")
    shutil.copytree(_office.path, home.path)
    for name, lines in (
        ("八月.csv", [visit(1), visit(2, result="异常")]),
        ("改.csv", [visit(1, result="异常")]),
    ):
        (folder / name).write_text(VISITS + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        looked = generation.look(home, [folder / name], today=TODAY)
        generation.take(home, looked, by="tester", today=TODAY)
    return home


@pytest.fixture
def corrected(_corrected: Home, home: Home) -> Home:
    """Generation 2: one abnormal visit of two, unhandled. Generation 3: the other is abnormal too."""
    shutil.copytree(_corrected.path, home.path)
    return home


def abnormal(home: Home, number: int | None = None) -> object:
    """K14 counts the abnormal visits in its denominator."""
    return questions.kpis(home, ["K14"], number=number)[0]["denominator"]


def test_an_earlier_generation_says_what_it_said(corrected: Home) -> None:
    assert (abnormal(corrected, 2), abnormal(corrected, 3), abnormal(corrected)) == (1, 2, 2)


def test_it_says_so_after_its_role_files_went(corrected: Home) -> None:
    history.prune(corrected, keep=1)
    left = {path.suffix for path in manifest.read(corrected, 2).folder(corrected).iterdir()}
    assert left == {".parquet"}
    assert list(manifest.read(corrected, 3).folder(corrected).glob("*.duckdb"))
    assert abnormal(corrected, 2) == 1


def test_it_is_built_again_from_its_batches_where_the_folder_is_lost(corrected: Home) -> None:
    generation.undo(corrected, manifest.current(corrected).batches[-1])
    for number in (2, 3):
        shutil.rmtree(manifest.read(corrected, number).folder(corrected))
    assert (abnormal(corrected, 2), abnormal(corrected, 3)) == (1, 2)


def test_what_cannot_be_had_exactly_is_refused(corrected: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(manifest.read(corrected, 2).folder(corrected))
    monkeypatch.setattr(building, "fingerprint", lambda _con: "other figures")
    with pytest.raises(UserError, match="count differently"):
        abnormal(corrected, 2)


def test_a_file_that_was_meddled_with_is_refused(corrected: Home) -> None:
    rollup = manifest.read(corrected, 2).folder(corrected) / "rollup.parquet"
    shutil.copyfile(manifest.read(corrected, 3).folder(corrected) / "rollup.parquet", rollup)
    with pytest.raises(UserError, match="not the one that was published"):
        abnormal(corrected, 2)


def test_only_the_newest_generations_keep_their_role_files(
    office: Home, write: Write, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history.prune, "__defaults__", (2,))
    for number in range(1, 4):
        take(write(f"{number}.csv", visit(number)))
    kept = [m.number for m in manifest.history(office) if list(m.folder(office).glob("*.duckdb"))]
    assert kept == [4, 3]


def test_then_and_now_stand_side_by_side(corrected: Home) -> None:
    found = {change.kpi: change for change in preview.since(corrected, 2).changes}
    before, after = found["K14"].before, found["K14"].after
    assert before is not None
    assert after is not None
    assert (before.denominator, after.denominator) == (1, 2)
    assert found["K14"].is_change
    assert not found["K01"].is_change
