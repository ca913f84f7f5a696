"""Header words: how they are compared, and which words our exports use."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from neighborcare.contracts import catalogue

IGNORED = frozenset(
    {"序号", "序", "行号", "原行号", "原因", "no", "no.", "#", "index", "rowno", "originalrow", "reason"}
)
_NOISE = re.compile(r"[\s*_:\-.,;'\"“”‘’、。·!?#|]+")
_BRACKETS = re.compile(r"[(\[{【〔<《][^)\]}】〕>》]*[)\]}】〕>》]")


def normal(header: str) -> str:
    """A header as it is compared: NFKC, lower case, without spaces and punctuation."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", header).casefold())
    return text or header.strip().casefold()


def readings(header: str) -> tuple[str, ...]:
    """The ways to take a header, best first: whole, without what is in brackets, then the parts of a joined one."""
    wide = unicodedata.normalize("NFKC", header)
    tries = [wide, _BRACKETS.sub("", wide)]
    parts = [part for part in re.split(r"[/\\\n]", wide) if part.strip()]
    if len(parts) > 1:
        tries += [parts[-1], _BRACKETS.sub("", parts[-1]), parts[0], _BRACKETS.sub("", parts[0])]
    return tuple(dict.fromkeys(normal(text) for text in tries if normal(text)))


def is_ignored(header: str) -> bool:
    """Whether a column carries nothing: no header, 序号, or what we ourselves wrote beside rejected rows."""
    return not header.strip() or any(word in IGNORED for word in readings(header)[:2])


@cache
def vocabulary() -> frozenset[str]:
    """Every header word of every contract."""
    words = (
        word for contract in catalogue().values() for column in contract.columns for word in column.headers
    )
    return frozenset(normal(word) for word in words) | IGNORED


@cache
def places() -> frozenset[str]:
    """The headers under which a community, grid or street stands: only these are filled down."""
    columns = [column for contract in catalogue().values() for column in contract.columns]
    meant = [c for c in columns if c.reference in {"communities", "grids"} or c.name == "street_name"]
    return frozenset(normal(word) for column in meant for word in column.headers)


def known(header: str) -> bool:
    """Whether some contract uses that header."""
    return any(word in vocabulary() for word in readings(header))


def is_place(header: str) -> bool:
    """Whether a column says where a row belongs."""
    return any(word in places() for word in readings(header)[:2])
