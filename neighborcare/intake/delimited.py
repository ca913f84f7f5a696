"""Delimited text to records, every physical line accounted for.

Lines are measured as whole arrays (quotes, delimiters outside quotes); those that are plainly a row go to pyarrow in
one piece, the few others are split here with patience. A quote that never closes costs its own line, not the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from neighborcare.errors import Unreadable
from neighborcare.intake.dialect import Dialect, detect, usual, with_line_feeds
from neighborcare.intake.mending import LITERAL, Columns, Reading, split, weighed
from neighborcare.text import N_

SPAN = 20  # a quoted cell of more lines than this is a quote that nobody closed
LONGEST = 8 << 20  # bytes of one line
WIDEST = 4096  # cells of one line
PIECE = 1 << 24  # bytes measured at once
MENDED = 5000  # odd lines that are thought about; a file with more is cut as it comes
LEARNT = 200  # plain rows from which is learnt what the columns hold
STACKED = 100_000  # lines up to which a second, wider table is looked for
BLOCK = 1 << 22  # bytes parsed at once: what stays near the processor costs a quarter of what does not
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
    text = with_line_feeds(text)
    dialect = Dialect(delimiter) if delimiter else detect(text)
    plain = usual(text, dialect)
    found = _assemble(_measure(plain.text, plain.delimiter), plain.delimiter)
    table = found.table
    for name in table.column_names[1:] if plain.swaps else ():
        table = table.set_column(table.column_names.index(name), name, plain.restored(table[name]))
    return replace(found, table=table, delimiter=dialect.delimiter)


def _measure(text: bytes, delimiter: str) -> _Lines:
    parts = [_measure_piece(text, start, end, ord(delimiter)) for start, end in _pieces(text)]
    if not parts:
        raise Unreadable(N_("“{file}” is empty."), remedy=N_("Check that the right file was saved."), file="")
    starts, ends, cells, plain, odd = (np.concatenate(column) for column in zip(*parts, strict=True))
    if cells.max(initial=0) > WIDEST:
        raise monster(int(cells.argmax()) + 1)
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
            raise monster(text.count(b"\n", 0, start) + 1)
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
        raise monster(text.count(b"\n", 0, start) + int((stops - begins).argmax()) + 1)
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
        reading = split(lines.of(int(line)), delimiter)
        if not reading.is_open and _names(reading.cells):
            return len(reading.cells)
    return max(width, _stacked_width(lines, width))


def _names(cells: Sequence[str]) -> bool:
    """Whether cells may be the names of columns: all there, different, short, none a number."""
    names = [cell.strip() for cell in cells]
    short = all(name and len(name) <= 40 and not name[0].isdigit() for name in names)
    return short and len(set(names)) == len(names)


def _stacked_width(lines: _Lines, width: int) -> int:
    """The width of a wider table that stands below or above in the same (not too long) file; 0 without one."""
    if len(lines.cells) > STACKED:
        return 0
    wider = np.flatnonzero(lines.plain & (lines.cells > width))
    for run in np.split(wider, np.flatnonzero(np.diff(wider) != 1) + 1):
        if (
            len(run) >= 3
            and (lines.cells[run] == lines.cells[run[0]]).all()
            and _names(lines.of(int(run[0])).replace('"', "").split(","))
        ):
            return int(lines.cells[run[0]])
    return 0


def _first_width(lines: _Lines, delimiter: str) -> int:
    """The width where every line may be a part of a longer record: that of the first one that closes."""
    text = ""
    for line in range(min(SPAN, len(lines.starts))):
        text += ("\n" if line else "") + lines.of(line)
        reading = split(text, delimiter)
        if not reading.is_open:
            return len(reading.cells)
    return 1


def _odd_records(
    lines: _Lines, delimiter: str, width: int, empty: Bools
) -> tuple[list[tuple[int, list[str]]], Bools, dict[int, str]]:
    """The records that are not plainly a row: (row number, cells), the lines they take, their flaws."""
    found: list[tuple[int, list[str]]] = []
    flaws: dict[int, str] = {}
    used = np.zeros(len(lines.starts), bool)
    columns: Columns | None = None
    for line in map(int, np.flatnonzero((~lines.plain | (lines.cells != width)) & ~empty)):
        if used[line]:
            continue
        cells, taken, flaw = _patiently(lines, line, delimiter, width)
        if len(cells) != width:
            columns = columns or _columns(lines, delimiter, width)
            text = lines.of(line) if taken == 1 else ""
            is_first = not found and _before_data(lines, line)
            fit = _fitted(cells, text, columns, delimiter, is_first=is_first) if len(found) < MENDED else None
            cells, long = fit or _cut(cells, width, delimiter)
            flaw = flaw or ("extra_cells" if long else "")
        used[line : line + taken] = True
        found.append((line + 1, cells))
        if flaw:
            flaws[line + 1] = flaw
    return found, used, flaws


def _columns(lines: _Lines, delimiter: str, width: int) -> Columns:
    """What the first plain rows hold."""
    plain = np.flatnonzero(lines.plain & (lines.cells == width) & (lines.ends > lines.starts))[:LEARNT]
    rows = [split(lines.of(int(line)), delimiter).cells for line in plain]
    return Columns.of([row for row in rows if len(row) == width], width)


def _patiently(lines: _Lines, line: int, delimiter: str, width: int) -> tuple[list[str], int, str]:
    """One record from that line on: its cells, how many lines it takes, and its flaw."""
    text = lines.of(line)
    first = split(text, delimiter)
    if not first.cost and not first.is_open:
        return list(first.cells), 1, ""
    best: tuple[float, int, Reading] | None = None
    alone = 0.0  # what it costs to swallow lines that are rows by themselves
    for taken in range(1, min(SPAN, len(lines.starts) - line) + 1):
        if taken > 1:
            at = line + taken - 1
            text += "\n" + lines.of(at)
            alone += LITERAL * bool(lines.plain[at] and lines.cells[at] == width and width > 1)
        reading = weighed(text, delimiter, width)
        if reading and (best is None or reading.cost + alone < best[0]):
            best = reading.cost + alone, taken, reading
        if not split(text, delimiter).is_open or (best and best[0] <= alone):
            break
    if best:
        return list(best[2].cells), best[1], "open_quote" if best[2].is_open else ""
    if first.is_open:
        return lines.of(line).split(delimiter), 1, "open_quote"
    return list(first.cells), 1, ""


def _cut(cells: list[str], width: int, delimiter: str) -> tuple[list[str], bool]:
    """Cells brought to the width without a thought: what is too much stays readable in the last one."""
    if len(cells) <= width:
        return cells + [""] * (width - len(cells)), False
    return [*cells[: width - 1], delimiter.join(cells[width - 1 :])], any(map(str.strip, cells[width:]))


def _before_data(lines: _Lines, line: int) -> bool:
    """Whether nothing but plain rows follow: then an odd line above them is the header."""
    return (
        bool(lines.plain[line + 1 : line + 3].all())
        and len(set(lines.cells[line + 1 : line + 4].tolist())) == 1
    )


def _fitted(
    cells: list[str], line: str, columns: Columns, delimiter: str, *, is_first: bool
) -> tuple[list[str], bool]:
    """Cells brought to the width; whether there were too many (they stay readable, and the row is told of)."""
    width = len(columns.shares)
    if len(cells) > width:
        if not any(cell.strip() for cell in cells[width:]):
            return cells[:width], False
        fit = columns.fitted(cells, delimiter)
        return (fit, True) if fit else _cut(cells, width, delimiter)
    found = columns.parted(cells)
    if not found and line and 2 * len(cells) <= width:
        found = columns.by_another(line, delimiter, is_header=is_first)
    return found or cells + [""] * (width - len(cells)), False


def _plain_table(lines: _Lines, plain: Bools, delimiter: str, width: int) -> pa.Table:
    names = [f"c{i}" for i in range(width)]
    rows = np.flatnonzero(plain) + 1
    if not len(rows):
        return pa.table(
            {"_row": pa.array([], pa.int64()), **{name: pa.array([], pa.string()) for name in names}}
        )
    block = max(BLOCK, 2 * int((lines.ends - lines.starts).max()))
    table = csv.read_csv(
        pa.BufferReader(_kept(lines, plain)),
        read_options=csv.ReadOptions(column_names=names, block_size=block, use_threads=False),
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


def monster(line: int) -> Unreadable:
    """The refusal of a line that no table has."""
    return Unreadable(
        N_("Line {line} of “{file}” is far too long for a row of a table."),
        remedy=N_("Export the table again as .xlsx or as CSV."),
        line=line,
        file="",
    )
