"""Files as they came: sealed under their hash, or not kept, as home.toml says; those of before are sealed."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from neighborcare.errors import UserError
from neighborcare.store import keeping, originals
from neighborcare.store.home import Home
from neighborcare.store.keeping import Keeping

SECRET = "王秀珍,110101199001011234\n".encode()
DIGEST = hashlib.sha256(SECRET).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(SECRET)
    return path


def decide(home: Home, text: str) -> None:
    home.create()
    (home.path / keeping.FILE).write_text(text, encoding="utf-8")


def lie_in_the_clear(home: Home) -> Path:
    """As earlier versions kept it."""
    home.raw.mkdir(parents=True)
    clear = home.raw / DIGEST
    clear.write_bytes(SECRET)
    return clear


def everything(home: Home) -> bytes:
    return b"".join(path.read_bytes() for path in home.path.rglob("*") if path.is_file())


def test_a_file_is_kept_once_sealed_and_comes_back(home: Home, file: Path) -> None:
    assert originals.keep(home, file) == originals.keep(home, file) == DIGEST
    assert originals.every(home) == [DIGEST]
    assert [path.name for path in home.raw.iterdir()] == [f"{DIGEST}.sealed"]
    assert b"110101199001011234" not in everything(home)
    assert b"".join(originals.pieces(home, DIGEST)) == SECRET


def test_nothing_is_kept_where_the_office_wants_that(home: Home, file: Path) -> None:
    decide(home, 'keep_raw = "nothing"\n')
    assert originals.keep(home, file) == DIGEST
    assert originals.every(home) == []
    assert not home.raw.exists()


def test_what_lay_in_the_clear_is_sealed(home: Home) -> None:
    clear = lie_in_the_clear(home)
    os.utime(clear, (1_700_000_000, 1_700_000_000))
    assert originals.every(home) == [DIGEST]
    originals.tidy(home)
    assert not clear.exists()
    assert b"".join(originals.pieces(home, DIGEST)) == SECRET
    assert originals.path_of(home, DIGEST).stat().st_mtime == 1_700_000_000  # it came when it came


def test_a_crash_while_sealing_loses_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    clear = lie_in_the_clear(home)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", lambda *_args, **_more: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            originals.tidy(home)
    assert clear.exists()
    originals.tidy(home)
    assert not clear.exists()
    assert b"".join(originals.pieces(home, DIGEST)) == SECRET


def test_who_keeps_nothing_keeps_nothing_of_before(home: Home) -> None:
    lie_in_the_clear(home)
    decide(home, 'keep_raw = "nothing"\n')
    originals.tidy(home)
    assert originals.every(home) == []


def test_files_go_when_their_days_are_over(home: Home, file: Path, tmp_path: Path) -> None:
    originals.keep(home, file)
    old = time.time() - 10 * 24 * 3600
    os.utime(originals.path_of(home, DIGEST), (old, old))
    young = tmp_path / "b.csv"
    young.write_bytes(b"b")
    kept = originals.keep(home, young)
    assert originals.older_than(home, 11) == []
    decide(home, "raw_days = 9\n")
    originals.tidy(home)
    assert originals.every(home) == [kept]


def test_erasing_a_file_says_whether_it_was_there(home: Home, file: Path) -> None:
    originals.keep(home, file)
    assert originals.erase(home, DIGEST)
    assert not originals.erase(home, DIGEST)
    assert originals.every(home) == []


def test_without_a_word_files_are_kept_sealed_for_good(home: Home) -> None:
    assert keeping.read(home) == Keeping("encrypted", None)


@pytest.mark.parametrize(
    "text",
    [
        'keep_raw = "clear"',
        "raw_days = -1",
        "raw_days = true",
        'raw_days = "9"',
        "keep = 1",
        "keep_raw",
        "\xff",
    ],
)
def test_a_decision_that_cannot_be_understood_is_refused(home: Home, text: str) -> None:
    home.create()
    (home.path / keeping.FILE).write_bytes(text.encode("latin-1"))
    with pytest.raises(UserError, match=r"home\.toml"):
        keeping.read(home)
