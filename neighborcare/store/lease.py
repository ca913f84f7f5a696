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
    retired: bool = False


@dataclass
class Reader:
    """Answers questions from the role files of one home's current generation. Safe for threads."""

    home: Home
    _files: dict[str, _Open] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seen: Manifest = manifest.EMPTY

    def generation(self) -> Manifest:
        """The generation that a question asked now would be answered from."""
        number = manifest.current_number(self.home)
        if number != self._seen.number:
            self._seen = manifest.read(self.home, number) if number else manifest.EMPTY
        return self._seen

    @contextmanager
    def lease(self, file: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Manifest]]:
        """A cursor on that role file (`leader`, `worker-LZY`, …) and its generation, for one question.

        Raises NotFound when there is no generation yet, or no such file in it.
        """
        opened = self._acquire(file)
        cursor = opened.connection.cursor()
        try:
            yield cursor, opened.generation
        finally:
            cursor.close()
            self._release(opened)

    def close(self) -> None:
        """Close what nobody is reading; the rest closes when its questions are answered."""
        with self._lock:
            for opened in self._files.values():
                self._retire(opened)
            self._files.clear()

    def _acquire(self, file: str) -> _Open:
        wanted = self.generation()
        with self._lock:
            opened = self._files.get(file)
            if opened is None or opened.generation.number != wanted.number:
                fresh = _Open(wanted, open_locked(_path(self.home, wanted, file)))
                if opened is not None:
                    self._retire(opened)
                self._files[file] = opened = fresh
            opened.leases += 1
            return opened

    def _release(self, opened: _Open) -> None:
        with self._lock:
            opened.leases -= 1
            if opened.retired and not opened.leases:
                opened.connection.close()

    @staticmethod
    def _retire(opened: _Open) -> None:
        opened.retired = True
        if not opened.leases:
            opened.connection.close()


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
