"""What may be told of a wrong cell: where it stands and why, but nobody's number, door or name.

A problem is stored with its batch, shown on pages and printed by the command line. The cell itself goes back to whom
it came from in the workbook of rejected rows alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from neighborcare.contracts import Column, Contract
from neighborcare.intake.known_names import PEOPLE, KnownNames, masked
from neighborcare.intake.parcel import Problem
from neighborcare.intake.scrubbing import GONE, scrubbed
from neighborcare.text import Label

_CELLS = 1 << 12  # different cells of a column that are remembered: the same mistake is often made
_SHORT = 39  # letters of a cell that a reason quotes before it breaks off
_BLANK = re.compile(r"\s+")
_MOMENT = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

Tell = Callable[[str], str]


def discreet(problems: Iterable[Problem], contract: Contract, names: KnownNames) -> Iterator[Problem]:
    """The problems, in their order, with cells and reasons as they may be told."""
    tells = {column.name: lru_cache(_CELLS)(_teller(column, names)) for column in contract.columns}
    plainly = _plainly(names)
    for problem in problems:
        yield _told(problem, tells.get(problem.name, plainly))


def _told(problem: Problem, tell: Tell) -> Problem:
    if not problem.value:
        return problem
    value = tell(problem.value)
    if value == problem.value:
        return problem
    cell = problem.value.strip()
    short = [cell[:_SHORT], cell] if len(cell) > _SHORT + 1 else [cell]
    zh, en = problem.reason.zh, problem.reason.en
    for quoted in reversed(short):
        zh, en = zh.replace(quoted, value.strip()), en.replace(quoted, value.strip())
    return replace(problem, value=value, reason=Label(zh, en))


def _teller(column: Column, names: KnownNames) -> Tell:
    is_hidden = column.keep in ("hash", "drop") or (column.personal == "P" and column.kind != "text")
    if is_hidden and not column.reference:
        return lambda cell: GONE
    if column.keep == "mask" or column.reference in PEOPLE:
        return _name
    return _plainly(names)


def _name(cell: str) -> str:
    """A person's name masked; an ID as it stands, unless it is a number of the person."""
    bare = _BLANK.sub("", cell)
    return masked(bare) if _CHINESE.search(bare) else scrubbed(cell, doors=False)


def _plainly(names: KnownNames) -> Tell:
    return lambda cell: cell if _MOMENT.fullmatch(cell) else names.masked(scrubbed(cell))
