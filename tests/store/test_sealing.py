"""What is sealed comes out as it went in, with the same key, whole and in order, or not at all."""

import hashlib
import io
from pathlib import Path

import pytest

from neighborcare.errors import UserError
from neighborcare.store import sealing
from neighborcare.store.home import Home
from neighborcare.store.sealing import PIECE, TAG, Unsealable, office_key, opened, pieces, seal

KEY = bytes(range(32))
HEAD = 28


def content(size: int) -> bytes:
    return bytes(i * 31 % 251 for i in range(size))


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """Three pieces."""
    path = tmp_path / "sealed"
    seal(KEY, io.BytesIO(content(2 * PIECE + 5)), path)
    return path


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_it_comes_out_as_it_went_in(tmp_path: Path, size: int) -> None:
    digest = seal(KEY, io.BytesIO(content(size)), tmp_path / "f")
    assert opened(KEY, tmp_path / "f") == content(size)
    assert digest == hashlib.sha256(content(size)).hexdigest()
    assert max(map(len, pieces(KEY, tmp_path / "f"))) <= PIECE


def test_nothing_of_it_can_be_read_and_twice_the_same_looks_different(tmp_path: Path) -> None:
    for name in "ab":
        seal(KEY, io.BytesIO(b"110101199001011234" * 99), tmp_path / name)
    assert b"1101011990" not in (tmp_path / "a").read_bytes()
    assert (tmp_path / "a").read_bytes()[HEAD:] != (tmp_path / "b").read_bytes()[HEAD:]


@pytest.mark.parametrize("at", [4 + 8 + 3, HEAD, HEAD + 9, -1])
def test_a_changed_byte_is_noticed(sealed: Path, at: int) -> None:
    changed = bytearray(sealed.read_bytes())
    changed[at] ^= 1
    sealed.write_bytes(changed)
    with pytest.raises(Unsealable):
        opened(KEY, sealed)


@pytest.mark.parametrize("kept", [0, 10, HEAD, HEAD + PIECE + TAG, HEAD + 2 * (PIECE + TAG)])
def test_a_cut_file_is_noticed(sealed: Path, kept: int) -> None:
    sealed.write_bytes(sealed.read_bytes()[:kept])
    with pytest.raises(Unsealable):
        opened(KEY, sealed)


def test_exchanged_and_appended_pieces_are_noticed(sealed: Path) -> None:
    whole, step = sealed.read_bytes(), PIECE + TAG
    first, second = whole[HEAD : HEAD + step], whole[HEAD + step : HEAD + 2 * step]
    for other in (whole[:HEAD] + second + first + whole[HEAD + 2 * step :], whole + b"x", whole + first):
        sealed.write_bytes(other)
        with pytest.raises(Unsealable):
            opened(KEY, sealed)


def test_another_key_is_named_as_the_reason(sealed: Path) -> None:
    with pytest.raises(Unsealable, match="another key"):
        opened(bytes(32), sealed)


def test_the_office_may_give_the_key_as_a_file(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = office_key(home)
    assert own == home.secret()
    given = tmp_path / "key"
    given.write_bytes(b"k" * 40)
    monkeypatch.setenv(sealing.KEY_VARIABLE, str(given))
    assert office_key(home) not in (own, b"k" * 40)
    given.write_bytes(b"short\n")
    with pytest.raises(UserError, match="fewer than 32 bytes"):
        office_key(home)
    given.unlink()
    with pytest.raises(UserError):
        office_key(home)
