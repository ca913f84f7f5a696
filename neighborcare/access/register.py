"""The register of a home: accounts, sessions and failed attempts in one small SQLite file.

SQLite and not the batches, for these rows are changed in place, by the server and by the command line at once.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from neighborcare.store.home import Home, write_bytes

NAME = "access.sqlite3"
SCHEMA = (Path(__file__).parent / "register.sql").read_text(encoding="utf-8")
PATIENCE = 10.0  # seconds to wait while somebody else writes


def exists(home: Home) -> bool:
    """Whether this home ever had an account."""
    return (home.path / NAME).exists()


@contextmanager
def reading(home: Home) -> Iterator[sqlite3.Connection]:
    """The register, for one question. It must exist."""
    with closing(_connect(home.path / NAME)) as connection:
        yield connection


@contextmanager
def writing(home: Home) -> Iterator[sqlite3.Connection]:
    """The register, for changes that stand together or not at all; made at first use, for its owner alone."""
    if not exists(home):
        _create(home)
    with closing(_connect(home.path / NAME)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _create(home: Home) -> None:
    """Made whole beside its place and then put there: nobody ever reads half a register."""
    home.create()
    partial = home.path / f"{NAME}.{secrets.token_hex(4)}"
    write_bytes(partial, b"")
    with closing(_connect(partial)) as connection:
        connection.executescript(SCHEMA)
    try:
        os.link(partial, home.path / NAME)
    except FileExistsError:
        pass  # another process made it first
    finally:
        partial.unlink()


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection
