"""The statements of checking.sql by name, with identifiers (from contracts only) put in; values stay bound."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template

MACROS = Path(__file__).with_name("conversion.sql")
FILE = Path(__file__).with_name("checking.sql")


def statement(name: str, /, **parts: str) -> str:
    """A statement with its `$parts` filled in; what is left are bound parameters."""
    return _all()[name].safe_substitute(parts)


@cache
def macros() -> str:
    """The conversion macros, to be made once in a connection."""
    return MACROS.read_text(encoding="utf-8")


@cache
def _all() -> Mapping[str, Template]:
    blocks = FILE.read_text(encoding="utf-8").split("-- name: ")[1:]
    pairs = (block.split("\n", 1) for block in blocks)
    return {name.strip(): Template(text.strip().removesuffix(";")) for name, text in pairs}
