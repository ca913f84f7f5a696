"""Answers are kept by (generation, role and its file, question, arguments) and never by the content of a frame.

A question is a plain function of a connection and hashable arguments; what it gives back is shared by all
visitors with the same file, so nobody may change it. A new generation asks anew; old answers fade away.
Who asks is checked each time, also where the answer is known already (`ui.asking`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar, cast

from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest
from neighborcare.ui import asking
from neighborcare.ui.session import Session, reader

Answer = TypeVar("Answer")


def generation(session: Session) -> Manifest:
    """The generation that this visitor's figures come from (number 0: none yet)."""
    return session.generation if session.generation.number else reader(session.home).generation()


def answer(session: Session, question: Callable[..., Answer], *arguments: Hashable) -> Answer:
    """`question(connection, *arguments)` on the file of the visitor's role, asked once a generation."""
    return cast("Answer", _answer(_kept, session, question, arguments))


def drawing(session: Session, question: Callable[..., Answer], *arguments: Hashable) -> Answer:
    """The same for pictures of up to a megabyte (maps): only the last hundred are kept."""
    return cast("Answer", _answer(_drawn, session, question, arguments))


@dataclass(frozen=True, slots=True)
class _Key:
    """What one answer is an answer to."""

    home: Home
    number: int
    role: str
    file: str
    question: Callable[..., Any]
    arguments: tuple[Hashable, ...]


@dataclass(slots=True)
class _Kept:
    """A question's answer once somebody has asked. Of many visitors who ask at once one finds it out."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    is_known: bool = False
    found: object = None


def _answer(
    kept: Callable[[_Key], _Kept],
    session: Session,
    question: Callable[..., Any],
    arguments: tuple[Hashable, ...],
) -> object:
    """The answer; an error is raised to everybody and asked again next time."""
    asking.check(session)
    seen = session if session.generation.number else session.at_newest()
    one = kept(_Key(seen.home, seen.generation.number, seen.role, seen.file, question, arguments))
    if not one.is_known:
        with one.lock:
            if not one.is_known:
                with asking.asked(seen) as connection:
                    one.found = question(connection, *arguments)
                one.is_known = True
    return one.found


@lru_cache(maxsize=4096)
def _kept(_key: _Key) -> _Kept:
    return _Kept()


@lru_cache(maxsize=100)
def _drawn(_key: _Key) -> _Kept:
    return _Kept()
