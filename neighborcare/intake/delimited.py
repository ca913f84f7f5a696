"""Delimited text to records, every physical line accounted for.

Lines are measured as whole arrays (quotes, delimiters outside quotes); those that are plainly a row go to pyarrow in
one piece, the few others are split here with patience. A quote that never closes costs its own line, not the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from neighborcare.errors import Unreadable
from neighborcare.text import N_

DELIMITERS = (",", "\t", ";", "|", "，", "^", "~")
SPAN = 20  # a quoted cell of more lines than this is a quote that nobody closed
LONGEST = 8 << 20  # bytes of one line
WIDEST = 4096  # cells of one line
PIECE = 1 << 24  # bytes measured at once
SPLICES = 200  # more odd lines than this are sorted in, not spliced in

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Records:
    """All records of a file: `_row` and c0…, titles and notes included. Empty lines are only counted."""

    table: pa.Table
    delimiter: str
    blank: int
    more: int = 0  # physical lines that belong to a record begun above them
    flaws: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where each line starts and ends (without its newline), and what it is made of."""

    text: bytes
    starts: Ints
    ends: Ints
    cells: Ints
    plain: Bools
    odd: Bools

    def of(self, line: int) -> str:
        return self.text[self.starts[line] : self.ends[line]].decode()


def records(text: bytes, delimiter: str | None = None) -> Records:
    """Every record of a text (UTF-8). Raises Unreadable when there is nothing in it or a line is monstrous."""
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    delimiter = delimiter or sniff(text)
    if len(delimiter.encode()) > 1:
        text, delimiter = _narrowed(text, delimiter)
    lines = _measure(text, delimiter)
    return _assemble(lines, delimiter)


def sniff(text: bytes) -> str:
    """The delimiter that cuts the lines most evenly."""
    head = text[: 1 << 16].decode(errors="ignore").splitlines()[:200]
    if head and head[0].lower().startswith("sep=") and len(head[0]) == 5:
        return head[0][4]
    lines = [line for line in head if line.strip()]
    return max(DELIMITERS, key=lambda mark: evenness(lines, mark))


def evenness(lines: Sequence[str], delimiter: str) -> float:
    """How well a delimiter explains the lines: the share that agree on a width, wider being better."""
    widths = Counter(len(split(line, delimiter)[0]) for line in lines)
    wide = {width: count for width, count in widths.items() if width > 1}
    return max((count / len(lines) * (width - 1) ** 0.5 for width, count in wide.items()), default=0.0)


def split(line: str, delimiter: str) -> tuple[list[str], bool]:
    """A line's cells, and whether it ends inside a quoted cell. A quote inside a cell is a character like any other."""
    if '"' not in line:
        return line.split(delimiter), False
    cells: list[str] = []
    at = 0
    while True:
        begin = at + len(line[at:]) - len(line[at:].lstrip(" "))
        if line[begin : begin + 1] != '"':
            end = line.find(delimiter, at)
            cells.append(line[at:] if end < 0 else line[at:end])
        else:
            cell, end, closed = _quoted(line, begin + 1, delimiter)
            cells.append(cell)
            if not closed:
                return cells, True
        if end < 0:
            return cells, False
        at = end + len(delimiter)


def _quoted(line: str, start: int, delimiter: str) -> tuple[str, int, bool]:
    """The quoted cell from `start`, where its delimiter is (-1 at the end of the line), whether it closes."""
    at = start
    while (at := line.find('"', at)) >= 0:
        if line.startswith('""', at):
            at += 2
            continue
        rest = line[at + 1 :].lstrip(" \r")
        if not rest or rest.startswith(delimiter):
            return line[start:at].replace('""', '"'), line.find(delimiter, at) if rest else -1, True
        at += 1
    return line[start:].replace('""', '"'), -1, False


def _narrowed(text: bytes, delimiter: str) -> tuple[bytes, str]:
    """A full-width delimiter becomes one that the text does not have, so that bytes can be counted."""
    mark = next(m for m in ("\x1f", "\x1e", "\x1d") if m.encode() not in text)
    return text.replace(delimiter.encode(), mark.encode()), mark


def _measure(text: bytes, delimiter: str) -> _Lines:
    parts = [_measure_piece(text, start, end, ord(delimiter)) for start, end in _pieces(text)]
    if not parts:
        raise Unreadable(N_("“{file}” is empty."), remedy=N_("Check that the right file was saved."), file="")
    starts, ends, cells, plain, odd = (np.concatenate(column) for column in zip(*parts, strict=True))
    if cells.max(initial=0) > WIDEST:
        raise _monster(int(cells.argmax()) + 1)
    return _Lines(text, starts, ends, cells, plain, odd)


def _pieces(text: bytes) -> Iterator[tuple[int, int]]:
    """Whole lines in pieces that fit into memory many times over."""
    start = 0
    while start < len(text):
        end = text.rfind(b"\n", start, start + PIECE) + 1
        if end == 0 or len(text) <= start + PIECE:
            end = (
                len(text) if len(text) <= start + PIECE else text.find(b"\n", start + PIECE) + 1 or len(text)
            )
        if end - start > PIECE + LONGEST:
            raise _monster(text.count(b"\n", 0, start) + 1)
        yield start, end
        start = end


def _measure_piece(
    text: bytes, start: int, end: int, delimiter: int
) -> tuple[Ints, Ints, Ints, Bools, Bools]:
    raw = np.frombuffer(text, np.uint8, end - start, start)
    stops = np.flatnonzero(raw == 10)
    if raw[-1] != 10:
        stops = np.append(stops, len(raw))
    begins = np.concatenate((np.zeros(1, np.int64), stops[:-1] + 1))
    if (stops - begins).max() > LONGEST:
        raise _monster(text.count(b"\n", 0, start) + int((stops - begins).argmax()) + 1)
    if text.find(b'"', start, end) < 0:
        odd = np.zeros(len(begins), bool)
        plain = ~odd
        marks = raw == delimiter
    else:
        marks, plain, odd = _quotes(raw, begins, delimiter)
    plain &= ~_lone_returns(raw, begins)
    cells = np.add.reduceat(marks, begins, dtype=np.int64) + 1 if len(raw) else begins
    empty = begins >= stops
    cells[empty] = 1
    bare = stops - ((stops > begins) & (raw[np.maximum(stops, 1) - 1] == 13))
    return begins + start, bare + start, cells, plain, odd


def _quotes(raw: npt.NDArray[np.uint8], begins: Ints, delimiter: int) -> tuple[Bools, Bools, Bools]:
    """Delimiters outside quotes; lines whose quotes are all in their proper places; lines with one too many."""
    quote = raw == 34
    inside = np.cumsum(quote, dtype=np.uint8) & 1
    lengths = np.diff(np.append(begins, len(raw)))
    base = np.where(begins > 0, inside[np.maximum(begins, 1) - 1], 0).astype(np.uint8)
    inside ^= np.repeat(base, lengths)
    odd = np.logical_xor.reduceat(quote, begins)
    at = np.flatnonzero(quote)
    opens = inside[at] == 1
    edge = np.zeros(256, bool)
    edge[[10, 13, 34, delimiter]] = True
    before = np.where(at > 0, edge[raw[np.maximum(at, 1) - 1]], True)
    after = np.where(at < len(raw) - 1, edge[raw[np.minimum(at + 1, len(raw) - 1)]], True)
    wrong = np.zeros(len(raw), bool)
    wrong[at[~np.where(opens, before, after)]] = True
    plain = ~(np.logical_or.reduceat(wrong, begins) | odd)
    return (raw == delimiter) & (inside == 0), plain, odd


def _lone_returns(raw: npt.NDArray[np.uint8], begins: Ints) -> Bools:
    """Lines with a carriage return in their middle, at which pyarrow would cut them."""
    found = np.flatnonzero(raw == 13)
    lone = found[(found + 1 < len(raw)) & (raw[np.minimum(found + 1, len(raw) - 1)] != 10)]
    lines = np.zeros(len(begins), bool)
    lines[np.searchsorted(begins, lone, side="right") - 1] = True
    return lines


def _assemble(lines: _Lines, delimiter: str) -> Records:
    width = _width(lines, delimiter)
    empty = lines.ends <= lines.starts
    others, used, flaws = _odd_records(lines, delimiter, width, empty)
    plain = lines.plain & (lines.cells == width) & ~used & ~empty
    table = _plain_table(lines, plain, delimiter, width)
    blank = int((empty & ~used).sum())
    more = len(lines.starts) - blank - int(plain.sum()) - len(others)
    return Records(_merged(table, others, width), delimiter, blank, more, flaws)


def _width(lines: _Lines, delimiter: str) -> int:
    """How many cells a row has: what most lines have, or the header where data leaves its last cells away."""
    usual = lines.cells[(lines.ends > lines.starts) & ~lines.odd]
    if not len(usual) or (usual.max() < 2 and lines.odd.any()):
        return _first_width(lines, delimiter)
    counts = np.bincount(usual)
    width = int(counts[2:].argmax()) + 2 if len(counts) > 2 else 1
    for line in np.flatnonzero(lines.cells[:30] > width):
        cells, is_open = split(lines.of(int(line)), delimiter)
        filled = [cell for cell in cells if cell.strip()]
        if (
            not is_open
            and len(filled) == len(cells)
            and not any(cell.strip()[0].isdigit() for cell in filled)
        ):
            return len(cells)
    return width


def _first_width(lines: _Lines, delimiter: str) -> int:
    """The width where every line may be a part of a longer record: that of the first one that closes."""
    text = ""
    for line in range(min(SPAN, len(lines.starts))):
        text += ("\n" if line else "") + lines.of(line)
        cells, is_open = split(text, delimiter)
        if not is_open:
            return len(cells)
    return 1


def _odd_records(
    lines: _Lines, delimiter: str, width: int, empty: Bools
) -> tuple[list[tuple[int, list[str]]], Bools, dict[int, str]]:
    """The records that are not plainly a row: (row number, cells), the lines they take, their flaws."""
    found: list[tuple[int, list[str]]] = []
    flaws: dict[int, str] = {}
    used = np.zeros(len(lines.starts), bool)
    for line in map(int, np.flatnonzero((~lines.plain | (lines.cells != width)) & ~empty)):
        if used[line]:
            continue
        cells, taken, flaw = _patiently(lines, line, delimiter, width)
        used[line : line + taken] = True
        fitted, long = _fitted(cells, width, delimiter)
        found.append((line + 1, fitted))
        if flaw or long:
            flaws[line + 1] = flaw or "extra_cells"
    return found, used, flaws


def _patiently(lines: _Lines, line: int, delimiter: str, width: int) -> tuple[list[str], int, str]:
    """One record from that line on: its cells, how many lines it takes, and its flaw."""
    text = lines.of(line)
    cells, is_open = split(text, delimiter)
    for taken in range(2, SPAN + 1) if is_open else ():
        if line + taken > len(lines.starts):
            break
        text += "\n" + lines.of(line + taken - 1)
        joined, still = split(text, delimiter)
        if not still:
            if len(joined) == width:
                return joined, taken, ""
            break
    if not is_open:
        return cells, 1, ""
    return lines.of(line).split(delimiter), 1, "open_quote"


def _fitted(cells: list[str], width: int, delimiter: str) -> tuple[list[str], bool]:
    """Cells brought to the width; what is too much stays readable in the last one and is told of."""
    if len(cells) <= width:
        return cells + [""] * (width - len(cells)), False
    if not any(cell.strip() for cell in cells[width:]):
        return cells[:width], False
    return [*cells[: width - 1], delimiter.join(cells[width - 1 :])], True


def _plain_table(lines: _Lines, plain: Bools, delimiter: str, width: int) -> pa.Table:
    names = [f"c{i}" for i in range(width)]
    rows = np.flatnonzero(plain) + 1
    if not len(rows):
        return pa.table(
            {"_row": pa.array([], pa.int64()), **{name: pa.array([], pa.string()) for name in names}}
        )
    table = csv.read_csv(
        pa.BufferReader(_kept(lines, plain)),
        read_options=csv.ReadOptions(column_names=names, block_size=2 * LONGEST),
        parse_options=csv.ParseOptions(delimiter=delimiter, quote_char='"', ignore_empty_lines=width > 1),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
        ),
    )
    if table.num_rows != len(rows):
        raise AssertionError(f"{table.num_rows} rows of {len(rows)} lines")
    return table.add_column(0, "_row", pa.array(rows))


def _kept(lines: _Lines, plain: Bools) -> pa.Buffer:
    """The text of the plain lines alone, without a copy where they are all there is."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], plain, [False])).astype(np.int8)))
    whole = pa.py_buffer(lines.text)
    stops = np.append(lines.starts[1:], len(lines.text))
    runs = [(int(lines.starts[a]), int(stops[b - 1])) for a, b in edges.reshape(-1, 2)]
    if len(runs) == 1:
        return whole.slice(runs[0][0], runs[0][1] - runs[0][0])
    view = memoryview(lines.text)
    return pa.py_buffer(b"".join(view[a:b] for a, b in runs))


def _merged(table: pa.Table, others: list[tuple[int, list[str]]], width: int) -> pa.Table:
    """Plain rows and the others in the order of the file."""
    if not others:
        return table
    columns = list(zip(*(cells for _, cells in others), strict=True)) if others else [()] * width
    arrays = {f"c{i}": pa.array(column, pa.string()) for i, column in enumerate(columns)}
    extra = pa.table({"_row": pa.array([row for row, _ in others], pa.int64()), **arrays})
    if len(others) > SPLICES:
        both = pa.concat_tables([table, extra])
        return both.take(pc.sort_indices(both["_row"]))
    cuts = np.searchsorted(table["_row"].to_numpy(), extra["_row"].to_numpy()).tolist()
    parts: list[pa.Table] = []
    last = 0
    for i, cut in enumerate(cuts):
        parts += [table.slice(last, cut - last), extra.slice(i, 1)]
        last = cut
    return pa.concat_tables([*parts, table.slice(last)])


def _monster(line: int) -> Unreadable:
    return Unreadable(
        N_("Line {line} of “{file}” is far too long for a row of a table."),
        remedy=N_("Export the table again as .xlsx or as CSV."),
        line=line,
        file="",
    )
