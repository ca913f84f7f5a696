"""Where a table's header is, how deep it goes, and whether there is one at all.

Where our exports' words stand, they tell. In any other table the columns tell: those that hold numbers or dates below
have words in the header, and the first row that holds values in them is the first of the data.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from neighborcare.intake import headers
from neighborcare.intake.cells import is_gap, is_typed, is_value, kind

LONGEST_NAME = 60  # letters; our exports have no longer one
AHEAD = 12  # rows in which pairs may stand above a table
DEEPEST = 4  # rows of a header, in a table of unknown words
TYPED = 0.8  # of a column's cells are numbers or dates
Rows = Sequence[Sequence[str]]

_NOTED = re.compile(r"^\s*[（(\[【*※]*\s*(?:注|附|说明|填表|制表|审核|note|source)", re.IGNORECASE)
_LABELLED = re.compile(r"^\s*[^\s\d:：A-Za-z][^\d:：A-Za-z]{1,23}[:：]")
_WHOSE = re.compile(r"\d{4}\s*年|季度|半年|(?:街道|办事处|社区|居委会)\s*$")


@dataclass(frozen=True, slots=True)
class Header:
    """`first` row and `depth` (0: there is none, the data begin there); `known`: our exports' words stand in it."""

    first: int
    depth: int
    known: bool


@lru_cache(maxsize=1 << 12)
def _known(cell: str) -> bool:
    return len(cell) <= LONGEST_NAME and headers.known(cell)


def _known_names(row: Sequence[str]) -> int:
    """How many different words of our exports a row has, if it is not one of values."""
    cells = filled(row)
    values = sum(map(is_value, cells))
    return (
        len({cell for cell in cells if _known(cell) and not is_value(cell)})
        if values * 4 <= len(cells)
        else 0
    )


def filled(row: Sequence[str]) -> list[str]:
    """The cells of a row that say anything."""
    return [cell for cell in row if cell.strip()]


def find(head: Rows, body: Rows, gaps: Collection[int] = ()) -> Header | None:
    """The header among the first rows; from `body` is learnt what the columns hold. None: there is no cell at all.

    `gaps` are the rows above which blank lines stand.
    """
    if not any(map(filled, head)):
        return None
    scores = list(map(_known_names, head))
    best = max(range(len(head)), key=lambda i: scores[i])
    if scores[best] >= 2 and scores[best] * 3 >= len(filled(head[best])):
        best = _earlier(head, scores, best)
        top = _upper(head, best)
        return Header(top, _depth(head, top), True)
    return _by_kinds(head, body, gaps)


def _earlier(head: Rows, scores: Sequence[int], best: int) -> int:
    """The first of two headers: one with rows of its own stands above the one with most known words."""
    for i, row in enumerate(head[:best]):
        cells = filled(row)
        if scores[i] >= 2 and scores[i] * 3 >= 2 * len(cells) and looks_like_names(cells):
            data = sum(len(filled(r)) >= 2 and any(map(is_value, r)) for r in head[i + 1 : best])
            if data >= (1 if scores[i] >= 3 else 2):
                return i
    return best


def typed_columns(rows: Rows) -> frozenset[int]:
    """The columns that hold numbers or dates: these tell a row of names from a row of data."""
    found = []
    for i, column in enumerate(zip(*rows, strict=True)):
        cells = [cell for cell in column if not is_gap(cell)]
        if cells and sum(map(is_typed, cells)) >= TYPED * len(cells):
            found.append(i)
    return frozenset(found)


def _by_kinds(head: Rows, body: Rows, gaps: Collection[int]) -> Header:
    """The header of a table of unknown words."""
    usual = _usual(body)
    typed = typed_columns([row for row in body if len(filled(row)) * 2 >= usual])
    first = next((i for i, row in enumerate(head) if _is_data(row, typed, usual)), None)
    if first is None:
        return _first_full(head, body, usual)
    if _numbers_as_names(head, first, typed):
        same = next((i for i, row in enumerate(head[first:]) if list(row) != list(head[first])), 1)
        return Header(first, same, False)
    first = _after_gap(head, first, typed, usual, gaps)
    above = [i for i in range(first) if filled(head[i])]
    while above and not _is_header(head[above[-1]], typed, usual, alone=above == [0]):
        above.pop()
    if not above:
        return Header(first, 0, False)
    top = above[-1]
    while top - 1 in above and first - top < DEEPEST and _continues(head[top - 1], head[top], typed, usual):
        top -= 1
    return Header(top, above[-1] - top + 1, False)


def _usual(body: Rows) -> int:
    """How many cells a full row fills."""
    fills = sorted(len(filled(row)) for row in body if filled(row))
    return fills[len(fills) * 3 // 4] if fills else 0


def _is_data(row: Sequence[str], typed: frozenset[int], usual: int) -> bool:
    """Whether a row holds values where the columns do."""
    there = [row[i] for i in typed if row[i].strip()]
    values = sum(map(is_typed, there))
    return bool(values) and values * 2 >= len(there) and len(filled(row)) * 2 >= usual


def _after_gap(head: Rows, first: int, typed: frozenset[int], usual: int, gaps: Collection[int]) -> int:
    """The first row of data; where a few pairs stand above a gap and names below it, that below the names."""
    for at in sorted(gaps):
        if first < at <= AHEAD and at + 2 < len(head):
            names, data = filled(head[at]), head[at + 1]
            full = len(names) == usual and _is_header(head[at], typed, usual, alone=False)
            if full and looks_like_names(names) and _is_data(data, typed, usual):
                return at + 1
    return first


def _is_header(row: Sequence[str], typed: frozenset[int], usual: int, *, alone: bool) -> bool:
    """Whether a row may be the names: it fills enough cells, and none of the typed ones with a value.

    Of two columns one may go unnamed, if the row is the only one above the data.
    """
    cells = filled(row)
    if alone and len(cells) == 1 and usual == 2:
        return not is_typed(cells[0])
    names = [row[i] for i in typed if row[i].strip()]
    return (
        len(cells) * 2 >= min(usual, len(row))
        and len(cells) >= min(2, usual)
        and not any(map(is_typed, names))
    )


def _continues(upper: Sequence[str], lower: Sequence[str], typed: frozenset[int], usual: int) -> bool:
    """Whether the row above the names belongs to the header too: the same again, groups over it, or as full as it."""
    if list(upper) == list(lower):
        return True
    cells = filled(upper)
    groups = len(cells) >= 2 and _is_second(upper, lower, known=False)
    full = len(cells) * 4 >= usual * 3 and sum(bool(upper[i].strip()) for i in typed) * 2 >= len(typed)
    return (groups or full) and not any(map(is_typed, cells)) and not _NOTED.match(cells[0])


def _numbers_as_names(head: Rows, first: int, typed: frozenset[int]) -> bool:
    """Whether the first row with numbers is one of years, or counts the columns: then its numbers are names."""
    names = _steps(head[first], typed)
    others = [cell for i, cell in enumerate(head[first]) if i not in typed and cell.strip()]
    if not names or any(map(is_typed, others)):
        return False
    below = [row for row in head[first + 1 : first + 8] if list(row) != list(head[first])]
    years = all(1800 <= name <= 2200 for name in names)
    like = [_is_year(row[i]) for row in below for i in typed if row[i].strip()]
    return (years and not all(like)) or (names[0] in (0, 1) and not any(_steps(row, typed) for row in below))


def _steps(row: Sequence[str], typed: frozenset[int]) -> list[int]:
    """The numbers in the typed columns if there are three or more, each as far from the one before; else none."""
    cells = [row[i].strip() for i in sorted(typed) if row[i].strip()]
    if len(cells) < 3 or not all(re.fullmatch(r"\d{1,4}年?", cell) for cell in cells):
        return []
    numbers = [int(cell.rstrip("年")) for cell in cells]
    even = {later - earlier for earlier, later in pairwise(numbers)}
    return numbers if len(even) == 1 and even <= {1, -1, 5, 10} else []


def _is_year(cell: str) -> bool:
    text = cell.strip().rstrip("年")
    return text.isdigit() and 1800 <= int(text) <= 2200


def _first_full(head: Rows, body: Rows, usual: int) -> Header:
    """The header where every column holds words: the first full row, unless its words come back below it."""
    width = len(head[0])
    full = [
        i for i, row in enumerate(head) if len(filled(row)) * 2 >= usual and len(filled(row)) >= min(2, usual)
    ]
    top = full[0] if full else next(i for i, row in enumerate(head) if filled(row))
    deep = 1
    while deep < DEEPEST and top + deep < len(head) and list(head[top + deep]) == list(head[top]):
        deep += 1
    if len(head) > top + deep and _is_second(head[top], head[top + deep]) and usual > 2:
        deep += 1
    rows = [list(row) for row in body if list(row) != list(head[top])]
    again = sum(bool(head[top][i].strip()) and head[top][i] in {row[i] for row in rows} for i in range(width))
    values = [kind(cell) in {"number", "date", "address"} for cell in filled(head[top])]
    if (again >= 2 and again * 2 >= width and len(rows) >= 5) or (sum(values) * 2 > len(values)):
        return Header(top, 0, False)
    return Header(top, deep, False)


def _upper(head: Rows, best: int) -> int:
    """The row of groups above, when the known words stand in the second row of a header."""
    if best == 0:
        return best
    above, row = head[best - 1], head[best]
    fills = sum(bool(a.strip()) and not b.strip() for a, b in zip(above, row, strict=True))
    names = filled(above)
    wide = 2 * len(names) <= len(filled(row)) and _spans(above)
    grouped = len(names) >= 2 and looks_like_names(names) and (fills > 0 or wide)
    return best - 1 if grouped and not any(map(_stands_above, names)) else best


def _spans(groups: Sequence[str]) -> bool:
    """Whether a name stands over more than its own column, as none of a pair of words does that is no group."""
    at = [i for i, cell in enumerate(groups) if cell.strip()]
    return any(later - earlier > 1 for earlier, later in pairwise(at))


def labelled(cell: str) -> bool:
    """Whether a cell says of what and then what (填报单位：…, 社区书记（签字）：), as none of a table does."""
    return bool(_LABELLED.match(cell))


def _stands_above(cell: str) -> bool:
    """Whether a cell speaks of the whole table (who reports, for when) and so names no group of columns."""
    return bool(_NOTED.match(cell) or _WHOSE.search(cell)) or labelled(cell)


def _depth(head: Rows, top: int) -> int:
    """How many rows the header takes: a second one below merged groups, and a row that numbers the columns."""
    depth = 1
    if top + 1 < len(head) and _is_second(head[top], head[top + 1]):
        depth = 2
    while top + depth < len(head) and (_numbers_columns(head[top + depth]) or _names_again(head, top, depth)):
        depth += 1
    return depth


def _is_second(upper: Sequence[str], lower: Sequence[str], *, known: bool = True) -> bool:
    """Whether names stand under the gaps of the row above and nowhere else but under groups.

    `known`: a word of our exports may stand under a lone name too.
    """
    names = filled(lower)
    if not names or any(is_value(name) or len(name) > 40 for name in names):
        return False
    in_gaps = 0
    for i, name in enumerate(lower):
        alone = bool(upper[i].strip()) and (i + 1 >= len(upper) or bool(upper[i + 1].strip()))
        if name.strip() and alone and not (known and headers.known(name)):
            return False
        in_gaps += bool(name.strip()) and not upper[i].strip()
    return in_gaps > 0


def _numbers_columns(row: Sequence[str]) -> bool:
    """A row such as 1 2 3 4 or 甲 乙 (1) (2) under the names."""
    cells = [cell.strip() for cell in filled(row)]
    digits = [re.sub(r"\D", "", cell) for cell in cells if cell not in "甲乙丙丁戊"]
    enough = len(cells) >= 4 and (len(digits) >= 4 or (cells[0] == "甲" and len(digits) >= 1))
    return enough and digits == [
        str(i) for i in range(int(digits[0] or 1), int(digits[0] or 1) + len(digits))
    ]


def _names_again(head: Rows, top: int, depth: int) -> bool:
    """A second header that says the same in another language, or the very same."""
    row = head[top + depth]
    again = depth == 1 and _says_again(row) and not any(map(is_value, filled(row)))
    return again or list(row) == list(head[top])


def parts(rows: Rows) -> tuple[tuple[str, ...], ...]:
    """What each column's name is made of, from the top down: a group's name goes over the columns under it."""
    named = [row for row in rows if not _numbers_columns(row)] or list(rows[:1])
    if len(named) == 2 and _is_second(named[0], named[1]):
        return _grouped(named[0], named[1])
    if len(named) > 1 and list(named[0]) != list(named[1]) and _says_again(named[1]):
        named = named[:1]
    return tuple(tuple(filter(None, map(str.strip, cells))) for cells in zip(*named, strict=True))


def joined(parts_of: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """One name a column."""
    return tuple("/".join(dict.fromkeys(parts)) for parts in parts_of)


def _grouped(upper: Sequence[str], lower: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    group = ""
    for above, below in zip(upper, lower, strict=True):
        group = above.strip() or (group if below.strip() else "")
        found.append(tuple(part for part in (group, below.strip()) if part))
    return tuple(found)


def _says_again(row: Sequence[str]) -> bool:
    """Whether a row under the names is made of our exports' words too: the same in another language."""
    cells = filled(row)
    return len(cells) >= 4 and sum(map(headers.known, cells)) * 5 >= len(cells) * 4


def looks_like_names(cells: Sequence[str]) -> bool:
    """Whether cells are different, short, and no values."""
    return len(set(cells)) == len(cells) and all(len(cell) <= 40 and not is_value(cell) for cell in cells)
