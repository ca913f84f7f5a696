"""Files as they came: sealed under their hash (`raw/<sha256>.sealed`), or not kept at all, as the office decides.

No figure reads them. They are there to be looked up where a figure is doubted, and to be erased.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from neighborcare.store import keeping, sealing, sent_back
from neighborcare.store.home import Home, sha256, sync_folder

SEALED = ".sealed"
_PARTIAL = ".partial"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY = 24 * 3600


def keep(home: Home, file: Path) -> str:
    """Keep the file as it came, once, if the office keeps such files; gives its SHA-256 in any case."""
    if not keeping.read(home).keeps:
        return sha256(file)
    home.create()
    return _seal(home, file)


def path_of(home: Home, digest: str) -> Path:
    """Where the file of that hash lies, if it is kept."""
    return home.raw / f"{digest}{SEALED}"


def every(home: Home) -> list[str]:
    """The hashes of all files that are kept, those in the clear from before included."""
    names = {path.name.removesuffix(SEALED) for path in home.raw.glob("*")}
    return sorted(name for name in names if _DIGEST.fullmatch(name))


def pieces(home: Home, digest: str) -> Iterator[bytes]:
    """The file of that hash, piece by piece. Raises Unsealable."""
    clear = home.raw / digest
    if clear.exists():
        yield clear.read_bytes()
    else:
        yield from sealing.pieces(sealing.office_key(home), path_of(home, digest))


def erase(home: Home, digest: str) -> bool:
    """Remove the file of that hash; whether it was there."""
    found = False
    for path in (path_of(home, digest), home.raw / digest):
        found |= path.exists()
        path.unlink(missing_ok=True)
    return found


def older_than(home: Home, days: int) -> list[str]:
    """The hashes of the files that came more than so many days ago."""
    until = time.time() - days * _DAY
    return [digest for digest in every(home) if _arrived(home, digest) < until]


def _arrived(home: Home, digest: str) -> float:
    clear = home.raw / digest
    return (clear if clear.exists() else path_of(home, digest)).stat().st_mtime


def tidy(home: Home) -> None:
    """Do as the office decided: seal what lies in the clear from before, erase what is older than it wants.

    Each file is sealed beside, then the clear one goes: a crash in between leaves both, and the next time goes on.
    """
    kept = keeping.read(home)
    for clear in [path for path in home.raw.glob("*") if _DIGEST.fullmatch(path.name)]:
        with suppress(FileNotFoundError):  # another process does the same
            if kept.keeps:
                arrived = clear.stat().st_mtime
                _seal(home, clear)
                os.utime(path_of(home, clear.name), (arrived, arrived))
            clear.unlink()
    sent_back.seal_old(home)
    for partial in home.raw.glob(f"*{_PARTIAL}"):
        if time.time() - partial.stat().st_mtime > _DAY:
            partial.unlink(missing_ok=True)
    if kept.raw_days is not None:
        for digest in older_than(home, kept.raw_days):
            erase(home, digest)
        for batch in sent_back.every(home, kept.raw_days):
            sent_back.forget(home.batches / batch)


def _seal(home: Home, file: Path) -> str:
    """Seal and hash in one go, then give it its name: half a file is never there under it."""
    key = sealing.office_key(home)
    partial = home.raw / f"{secrets.token_hex(8)}{_PARTIAL}"
    try:
        with file.open("rb") as source:
            digest = sealing.seal(key, source, partial)
        if not path_of(home, digest).exists():
            os.replace(partial, path_of(home, digest))
            sync_folder(home.raw)
    finally:
        partial.unlink(missing_ok=True)
    return digest
