"""Files that only the holder of a key can read: AES-256-GCM in pieces, whose order and end are part of the proof.

A sealed file is `NCS1`, the mark of its key (8 bytes), a random salt (16), and pieces of at most a mebibyte, each with
its tag (16). Every file has a key of its own, drawn from the office's key and the salt (HKDF-SHA-256), so a piece's
number serves as its nonce; the nonce also says whether it is the last. Cut, changed or exchanged pieces are noticed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from neighborcare.errors import UserError
from neighborcare.store.home import Home
from neighborcare.text import N_

KEY_VARIABLE = "NEIGHBORCARE_KEY"
"Names a file outside the home that holds the office's key; without it the home's own secret is the key."

MAGIC = b"NCS1"
PIECE = 1 << 20
TAG = 16
SHORTEST = 32  # bytes of a key that an office gives
_HEAD = len(MAGIC) + 8 + 16


class Unsealable(UserError):
    """A sealed file that cannot be opened: another key, or not the bytes that were written."""

    code = "unsealable"


def office_key(home: Home) -> bytes:
    """The key under which this home seals. Raises UserError for a key file that is not there or too short."""
    named = os.environ.get(KEY_VARIABLE)
    if not named:
        return home.secret()
    try:
        given = Path(named).read_bytes()
    except OSError:
        given = b""
    if len(given.strip()) < SHORTEST:
        raise UserError(
            N_("The key file that {variable} names is missing or holds fewer than {count} bytes."),
            remedy=N_("Put the key file back, or make one: head -c 32 /dev/urandom > key"),
            variable=KEY_VARIABLE,
            count=SHORTEST,
        )
    return hashlib.sha256(given).digest()


def seal(key: bytes, source: IO[bytes], target: Path) -> str:
    """Write what is read from `source` to `target`, sealed and forced to disk; gives the SHA-256 of what was read."""
    salt = secrets.token_bytes(16)
    cipher, head, digest = AESGCM(_own_key(key, salt)), MAGIC + _mark(key) + salt, hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(head)
        piece, number = source.read(PIECE), 0
        while True:
            following = source.read(PIECE)
            digest.update(piece)
            file.write(cipher.encrypt(_nonce(number, is_last=not following), piece, head))
            if not following:
                break
            piece, number = following, number + 1
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def pieces(key: bytes, path: Path) -> Iterator[bytes]:
    """What a sealed file holds, piece by piece. Raises Unsealable; what was given before is then not to be used."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if len(head) < _HEAD or not head.startswith(MAGIC):
            raise _broken()
        if head[len(MAGIC) : len(MAGIC) + 8] != _mark(key):
            raise Unsealable(
                N_("This file was sealed with another key."),
                remedy=N_("Start the server with the key of then ({variable})."),
                variable=KEY_VARIABLE,
            )
        cipher = AESGCM(_own_key(key, head[-16:]))
        piece, number = file.read(PIECE + TAG), 0
        while True:
            following = file.read(PIECE + TAG)
            try:
                yield cipher.decrypt(_nonce(number, is_last=not following), piece, head)
            except InvalidTag:
                raise _broken() from None
            if not following:
                return
            piece, number = following, number + 1


def opened(key: bytes, path: Path) -> bytes:
    """All that a sealed file holds. Raises Unsealable."""
    return b"".join(pieces(key, path))


def is_sealed(path: Path) -> bool:
    """Whether the file is a sealed one, by its first bytes."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _own_key(key: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, b"neighborcare sealed file").derive(key)


def _mark(key: bytes) -> bytes:
    """What tells keys apart without telling them."""
    return HKDF(SHA256(), 8, None, b"neighborcare mark of key").derive(key)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if is_last else b"\0")


def _broken() -> Unsealable:
    return Unsealable(
        N_("This sealed file is damaged: it is not the one that was written."),
        remedy=N_("Put it back from a backup."),
    )
