"""Answers are kept by (generation, role file, question, arguments) and never by the content of a frame.

A question is a plain function of a connection and hashable arguments; what it gives back is shared by all
visitors with the same file, so nobody may change it. A new generation asks anew; old answers fade away.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar, cast

from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest
from neighborcare.ui.session import Session, reader

Answer = TypeVar("Answer")


def generation(session: Session) -> Manifest:
    """The generation that this visitor's figures come from (number 0: none yet)."""
    return session.generation if session.generation.number else reader(session.home).generation()


def answer(session: Session, question: Callable[..., Answer], *arguments: Hashable) -> Answer:
    """`question(connection, *arguments)` on the file of the visitor's role, asked once a generation."""
    kept = _kept(session.home, generation(session).number, session.file, question, arguments)
    return cast("Answer", kept.answer())


def drawing(session: Session, question: Callable[..., Answer], *arguments: Hashable) -> Answer:
    """The same for pictures of up to a megabyte (maps): only the last hundred are kept."""
    kept = _drawn(session.home, generation(session).number, session.file, question, arguments)
    return cast("Answer", kept.answer())


@dataclass(slots=True)
class _Kept:
    """One question and, once somebody has asked it, its answer. Of many visitors who ask at once one finds it out."""

    home: Home
    number: int
    file: str
    question: Callable[..., Any]
    arguments: tuple[Hashable, ...]
    lock: threading.RLock = field(default_factory=threading.RLock)
    is_known: bool = False
    found: object = None

    def answer(self) -> object:
        """The answer; an error is raised to everybody and asked again next time."""
        if not self.is_known:
            with self.lock:
                if not self.is_known:
                    with reader(self.home).lease(self.file, self.number) as (connection, _):
                        self.found = self.question(connection, *self.arguments)
                    self.is_known = True
        return self.found


_kept = lru_cache(maxsize=4096)(_Kept)
_drawn = lru_cache(maxsize=100)(_Kept)
