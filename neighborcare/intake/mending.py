"""Lines that are not plainly a row: every reading of their quotes is weighed, and the table's width decides.

A quotation mark may open a cell, be a character of it, or be too much. Of all the ways to read a line the one that
gives the table's width with the fewest marks out of place is taken; cells too many are fitted to their columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from neighborcare.intake.cells import is_typed, kind

LITERAL = 1.5  # a cell that begins with a mark which opens nothing
JOINED = 0.8  # a delimiter that belongs to a cell; one too many, with nothing behind it, is likelier
SPARE = 0.1
LOOSE = 0.6  # marks inside a quoted cell that are not doubled: the first, and each
MORE = 0.1
STRANGE = 0.5  # a row read by a foreign delimiter must fit its columns at least so well
OTHERS = (",", ";", "\t", "|", " ")
MOST_MARKS = 60  # more marks in one line than this are not weighed
MOST_SPARE = 12  # cells too many that are told apart; more are another table, or none
MOST_CELLS = 300  # nor are more cells fitted to their columns

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a line. `cost`: marks out of place; `is_open`: a cell was opened that nothing closes."""

    cells: Cells
    cost: float = 0.0
    is_open: bool = False


def split(line: str, delimiter: str) -> Reading:
    """A line's cells, each quoted one up to the first mark that a delimiter follows."""
    if '"' not in line:
        return Reading(tuple(line.split(delimiter)))
    cells: list[str] = []
    cost = 0.0
    at = 0
    while True:
        begin = _opening(line, at)
        if begin is None:
            end = line.find(delimiter, at)
            cells.append(line[at:] if end < 0 else line[at:end])
        else:
            cell, end, closed, loose = _quoted(line, begin + 1, delimiter)
            cells.append(cell)
            cost += loose
            if not closed:
                return Reading(tuple(cells), cost + LITERAL, True)
        if end < 0:
            return Reading(tuple(cells), cost)
        at = end + len(delimiter)


def _opening(line: str, at: int) -> int | None:
    """Where the mark is that opens the cell at `at`, past blanks."""
    begin = at
    while begin < len(line) and line[begin] == " ":
        begin += 1
    return begin if line.startswith('"', begin) else None


def _quoted(line: str, start: int, delimiter: str) -> tuple[str, int, bool, float]:
    """The quoted cell from `start`, where its delimiter is (-1 at the end of the line), whether it closes, its cost."""
    at, loose = start, 0.0
    while (at := line.find('"', at)) >= 0:
        if line.startswith('""', at):
            at += 2
            continue
        end = _ends_at(line, at + 1, delimiter)
        if end is not None:
            return line[start:at].replace('""', '"'), end, True, loose
        loose += LOOSE
        at += 1
    return line[start:].replace('""', '"'), -1, False, loose


def _ends_at(line: str, at: int, delimiter: str) -> int | None:
    """Where the delimiter is that follows, past blanks; -1 at the end of the line, None if neither follows."""
    while at < len(line) and line[at] in " \r" and not line.startswith(delimiter, at):
        at += 1
    if at >= len(line):
        return -1
    return at if line.startswith(delimiter, at) else None


def weighed(line: str, delimiter: str, width: int) -> Reading | None:
    """The reading with exactly `width` cells and the fewest marks out of place; None when there is none."""
    if line.count('"') > MOST_MARKS or width > MOST_CELLS or line.count(delimiter) > 4 * MOST_CELLS:
        plain = split(line, delimiter)
        return plain if len(plain.cells) == width and not plain.is_open else None
    marks = [at for at, char in enumerate(line) if char == '"']

    @cache
    def best(at: int, left: int) -> tuple[float, Cells] | None:
        """The cheapest way to read the rest from `at` as `left` cells."""
        options: list[tuple[float, Cells]] = []
        for cell, end, cost in _ways(line, at, marks, delimiter):
            if end < 0:
                if left == 1:
                    options.append((cost, (cell,)))
            elif left > 1 and (rest := best(end + len(delimiter), left - 1)):
                options.append((cost + rest[0], (cell, *rest[1])))
        return min(options, key=lambda option: option[0], default=None)

    found = best(0, width)
    return Reading(found[1], found[0], found[0] >= LITERAL and line.count('"') % 2 == 1) if found else None


def _ways(line: str, at: int, marks: Sequence[int], delimiter: str) -> list[tuple[str, int, float]]:
    """The ways to read the cell at `at`: its text, where its delimiter is, its cost."""
    end = line.find(delimiter, at)
    literal = line[at:] if end < 0 else line[at:end]
    begin = _opening(line, at)
    if begin is None:
        return [] if "\n" in literal else [(literal, end, 0.0)]
    ways = [] if "\n" in literal else [(literal, end, LITERAL)]
    for mark in marks:
        if mark > begin and (after := _ends_at(line, mark + 1, delimiter)) is not None:
            inner = line[begin + 1 : mark]
            loose = inner.replace('""', "").count('"')
            ways.append((inner.replace('""', '"'), after, LOOSE * (loose > 0) + MORE * max(loose - 1, 0)))
    return ways


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table usually hold: for each, how often which kind of cell."""

    shares: tuple[dict[str, float], ...]

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]], width: int) -> Columns:
        """Learnt from rows of the table's width."""
        shares: list[dict[str, float]] = [{} for _ in range(width)]
        for row in rows:
            for share, cell in zip(shares, row, strict=True):
                share[_shape(cell)] = share.get(_shape(cell), 0.0) + 1 / len(rows)
        return cls(tuple(shares))

    def strangeness(self, column: int, cell: str) -> float:
        """How unlike its column a cell is: 0 for what usually stands there, 1 for what never does."""
        return 1.0 - self.shares[column].get(_shape(cell), 0.0)

    def fitted(self, cells: Sequence[str], delimiter: str) -> list[str] | None:
        """Cells too many brought to the width: empty ones left out, neighbours joined, as fits the columns best."""
        width, count = len(self.shares), len(cells)
        if not self.shares or count > MOST_CELLS or count - width > MOST_SPARE:
            return None

        @cache
        def best(at: int, column: int) -> tuple[float, Cells]:
            """The cheapest way to put the cells from `at` on into the columns from `column` on."""
            if at == count:
                return (0.0, ()) if column == width else (9e9, ())
            if count - at < width - column:
                return 9e9, ()
            options: list[tuple[float, Cells]] = []
            if not cells[at].strip():
                cost, rest = best(at + 1, column)
                options.append((cost + SPARE, rest))
            if column < width:
                for last in range(at + 1, min(count, at + 1 + count - width) + 1):
                    cell = delimiter.join(cells[at:last])
                    cost, rest = best(last, column + 1)
                    options.append(
                        (cost + self.strangeness(column, cell) + JOINED * (last - at - 1), (cell, *rest))
                    )
            return min(options, key=lambda option: option[0], default=(9e9, ()))

        cost, fit = best(0, 0)
        return list(fit) if cost < 9e9 else None

    def parted(self, cells: Sequence[str]) -> list[str] | None:
        """A row short of as many cells as it has marks between two that touch ("a""b"): delimiters fell out there."""
        missing = len(self.shares) - len(cells)
        if not missing or sum(cell.count('"') for cell in cells) != missing:
            return None
        return [part for cell in cells for part in cell.split('"')]

    def by_another(self, line: str, delimiter: str, *, is_header: bool) -> list[str] | None:
        """The line's cells by another delimiter than the file's, if that fits the columns or gives names."""
        found: list[tuple[float, list[str]]] = []
        for other in OTHERS:
            if other == delimiter or other not in line:
                continue
            cells = list(split(line, other).cells)
            if is_header and len(cells) == len(self.shares) and not any(map(is_typed, cells)):
                return cells
            if is_header and len(cells) == len(self.shares) and not any(map(is_typed, cells)):
                return cells
            fit = cells if len(cells) == len(self.shares) else self.fitted(cells, other)
            if fit:
                found.append((sum(self.strangeness(i, cell) for i, cell in enumerate(fit)) / len(fit), fit))
        cost, best = min(found, default=(1.0, None))
        return best if cost < STRANGE else None


def _shape(cell: str) -> str:
    what = kind(cell)
    return f"{what}{min(len(cell.strip()) // 8, 4)}" if what in {"words", "code"} else what
