"""Answers are kept by (generation, role file, question, arguments) and never by the content of a frame.

A question is a plain function of a connection and hashable arguments; what it gives back is shared by all
visitors with the same file, so nobody may change it. A new generation asks anew; old answers fade away.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
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
    number = generation(session).number
    return cast("Answer", _kept(session.home, number, session.file, question, arguments))


def drawing(session: Session, question: Callable[..., Answer], *arguments: Hashable) -> Answer:
    """The same for pictures of up to a megabyte (maps): only the last hundred are kept."""
    number = generation(session).number
    return cast("Answer", _drawn(session.home, number, session.file, question, arguments))


@lru_cache(maxsize=100)
def _drawn(
    home: Home, number: int, file: str, question: Callable[..., Any], arguments: tuple[Hashable, ...]
) -> object:
    return _asked(home, number, file, question, arguments)


@lru_cache(maxsize=4096)
def _kept(
    home: Home, number: int, file: str, question: Callable[..., Any], arguments: tuple[Hashable, ...]
) -> object:
    return _asked(home, number, file, question, arguments)


def _asked(
    home: Home, number: int, file: str, question: Callable[..., Any], arguments: tuple[Hashable, ...]
) -> object:
    with reader(home).lease(file, number) as (connection, _):
        return question(connection, *arguments)
