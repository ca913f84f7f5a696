"""Folders of work under way: nothing in them is anybody's data yet, and nothing of a process that died stays.

Each folder is locked by the process that works in it. The lock goes with the process, however that ended, so
whoever sweeps can tell what nobody works in any more.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from neighborcare.store.home import Home

STALE_SECONDS = 24 * 3600  # where there are no locks (Windows), what is a day old is nobody's
_NEW = ".new-"  # a folder between its making and its lock

_held: dict[Path, int] = {}
_guard = threading.Lock()


def begin(home: Home, kind: str = "look") -> Path:
    """A new private folder `<kind>-<token>` in the home's staging area, this process' until it is removed."""
    home.create()
    home.staging.mkdir(exist_ok=True)
    token = secrets.token_hex(8)
    fresh = home.staging / f"{_NEW}{token}"
    fresh.mkdir(mode=0o700)
    lock = _locked(fresh)
    folder = fresh.rename(home.staging / f"{kind}-{token}")
    with _guard:
        _let_go()
        if lock is not None:
            _held[folder] = lock
    return folder


@contextmanager
def passing(home: Home, kind: str) -> Iterator[Path]:
    """Such a folder for as long as the block lasts."""
    folder = begin(home, kind)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(home: Home) -> None:
    """Remove the folders of processes that are no more."""
    with _guard:
        _let_go()
    for folder in home.staging.glob("*") if home.staging.exists() else ():
        with suppress(OSError):
            if _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    if sys.platform == "win32" or folder.name.startswith(_NEW) or not folder.is_dir():
        return time.time() - folder.stat().st_mtime > STALE_SECONDS
    lock = _locked(folder)
    if lock is None:
        return False
    os.close(lock)
    return True


def _locked(folder: Path) -> int | None:
    """A descriptor that holds the folder's lock; None where somebody else does, or where there are no locks."""
    if sys.platform == "win32":
        return None
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _let_go() -> None:
    """Close the locks of folders that are gone."""
    for folder in [folder for folder in _held if not folder.exists()]:
        os.close(_held.pop(folder))
