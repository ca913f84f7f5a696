"""Readers: everyone keeps the generation that he began with, and nobody waits for a build.

A role's file is opened once a generation and shared; each question gets a cursor of its own (a connection
shared by threads gives wrong rows). When a new generation is published the next question opens it, and
the old file is closed when its last question is answered.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from neighborcare.errors import NotFound
from neighborcare.store import manifest
from neighborcare.store.connection import open_locked
from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest
from neighborcare.text import N_


@dataclass
class _Open:
    generation: Manifest
    connection: duckdb.DuckDBPyConnection
    leases: int = 0


@dataclass
class Reader:
    """Answers questions from the role files of one home, of any of its generations. Safe for threads."""

    home: Home
    _files: dict[tuple[str, int], _Open] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seen: Manifest = manifest.EMPTY

    def generation(self) -> Manifest:
        """The generation that a question asked now would be answered from."""
        number = manifest.current_number(self.home)
        if number != self._seen.number:
            self._seen = manifest.read(self.home, number) if number else manifest.EMPTY
        return self._seen

    @contextmanager
    def lease(
        self, file: str, number: int | None = None
    ) -> Iterator[tuple[duckdb.DuckDBPyConnection, Manifest]]:
        """A cursor on that role file (`leader`, `presenter`, …) and its generation, for one question.

        `number` asks of that generation, None of the current one. Raises NotFound when there is no generation yet,
        or no such file in it.
        """
        opened = self._acquire(file, number)
        cursor = opened.connection.cursor()
        try:
            yield cursor, opened.generation
        finally:
            cursor.close()
            with self._lock:
                opened.leases -= 1
                self._tidy()

    def close(self) -> None:
        """Close every file that nobody is reading."""
        with self._lock:
            self._drop([key for key, opened in self._files.items() if not opened.leases])

    def _acquire(self, file: str, number: int | None) -> _Open:
        current = self.generation()
        wanted = current if number in (None, current.number) else manifest.read(self.home, number or 0)
        key = (file, wanted.number)
        with self._lock:
            if key not in self._files:
                self._files[key] = _Open(wanted, open_locked(_path(self.home, wanted, file)))
            opened = self._files[key]
            opened.leases += 1
            return opened

    def _tidy(self) -> None:
        """Close earlier generations that nobody reads any more."""
        newest = self._seen.number
        self._drop([key for key, opened in self._files.items() if not opened.leases and key[1] != newest])

    def _drop(self, keys: list[tuple[str, int]]) -> None:
        for key in keys:
            self._files.pop(key).connection.close()


@contextmanager
def opened(home: Home, generation: Manifest, file: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A role's file of any generation, an earlier one too, for one question."""
    connection = open_locked(_path(home, generation, file))
    try:
        yield connection
    finally:
        connection.close()


def _path(home: Home, generation: Manifest, file: str) -> Path:
    if not generation.number:
        raise NotFound(
            N_("There is no data yet."), remedy=N_("Load exports on the Upload page, or with `load FILE…`.")
        )
    name = f"{file}.duckdb"
    if name not in generation.files:
        raise NotFound(N_("This generation has no file for “{file}”."), file=file)
    return generation.folder(home) / name
