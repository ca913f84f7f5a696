"""What every row of a sheet is: title, header, data, subtotal, note or blank; and where another table begins.

A row is data unless something speaks against it. In a table of our exports' words more is known (a total, a heading
of a community) than in any other, where a row that merely looks like a sum stays a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.errors import Unreadable
from neighborcare.intake import headers
from neighborcare.intake.cells import is_typed
from neighborcare.intake.different import picked
from neighborcare.intake.judging import MAYBE, Judge, is_note
from neighborcare.intake.topping import (
    Header,
    Rows,
    filled,
    find,
    joined,
    looks_like_names,
    parts,
    typed_columns,
)
from neighborcare.text import N_

HEAD = 40  # rows in which a header is looked for
STACKED = 200_000  # rows up to which other tables below the first are looked for
LEARNT = 200  # rows from which is learnt what the columns hold
Merges = Sequence[
    tuple[tuple[int, int], tuple[int, int]]
]  # ((row, column), (row, column)), the file's row numbers, columns from 0


@dataclass(frozen=True, slots=True)
class Layout:
    """A table with its header found: data rows only, and how many rows were what.

    `names` are the parts of each header cell, from the top down; `header` is empty where the table has none.
    `titles` are the rows above the header; `sections` the headings among the data, by the row they stand in.
    """

    header: tuple[str, ...]
    data: pa.Table
    lines: Mapping[str, int]
    names: tuple[tuple[str, ...], ...] = ()
    titles: tuple[str, ...] = ()
    sections: Mapping[int, str] = field(default_factory=dict)


def lay_out(
    table: pa.Table, *, blank: int = 0, more: int = 0, merges: Merges = (), headless: bool = False
) -> list[Layout]:
    """Find each table's header and tell the rows apart.

    `table` has `_row` and text columns; `blank` and `more` are lines that were counted before: they count for the
    first table. Raises Unreadable when no row can be a header, unless `headless` tables are welcome.
    """
    found: list[Layout] = []
    for part in _tables(table, any_words=headless):
        layout = _one(part, merges, headless=headless)
        if layout is None:
            raise Unreadable(
                N_("No header row was found in “{file}”."),
                remedy=N_("The first row of the table must name its columns."),
                file="",
            )
        if not found:
            more_lines = {"blank": layout.lines["blank"] + blank} | ({"continued": more} if more else {})
            layout = replace(layout, lines={**layout.lines, **more_lines})
        found.append(layout)
    return found


def _one(table: pa.Table, merges: Merges, *, headless: bool) -> Layout | None:
    """One table's layout; None if it has no header and must have one."""
    columns = [name for name in table.column_names if name != "_row"]
    head = _cells(table.slice(0, HEAD), columns)
    top = find(head, _cells(table.slice(0, LEARNT), columns), _gaps(table.slice(0, HEAD)))
    if (top is None or not top.depth) and not headless:
        return None
    top = top or Header(len(head), 0, False)
    names = parts(head[top.first : top.first + top.depth]) if top.depth else ()
    header = joined(names)
    counts = dict.fromkeys(("title", "header", "blank", "subtotal", "note", "data"), 0)
    counts |= {"title": sum(map(bool, map(filled, head[: top.first]))), "header": top.depth}
    counts["blank"] = top.first - counts["title"]
    body, sections = _without(table.slice(top.first + top.depth), columns, header, counts, top.known)
    body, header = _trimmed(_filled_down(body, header, merges), header)
    counts["data"] = body.num_rows
    titles = tuple(" ".join(cell.strip() for cell in filled(row)) for row in head[: top.first] if filled(row))
    return Layout(header, body, counts, names[: len(header)], titles, sections)


def _gaps(table: pa.Table) -> list[int]:
    """The rows above which blank lines stand (or the rest of a row over several lines)."""
    rows = table["_row"].to_numpy()
    return [int(i) + 1 for i in np.flatnonzero(np.diff(rows) > 1)]


def _tables(table: pa.Table, *, any_words: bool) -> Iterator[pa.Table]:
    """The tables one below another, cut where another header begins: one of our exports' words, or of any."""
    columns = [name for name in table.column_names if name != "_row"]
    starts = [0, *_second_headers(table, columns, any_words=any_words), table.num_rows]
    for start, stop in pairwise(starts):
        yield table.slice(start, stop - start)


def _second_headers(table: pa.Table, columns: Sequence[str], *, any_words: bool) -> list[int]:
    """Rows that name other columns than the table above them."""
    if not 4 <= table.num_rows <= STACKED:
        return []
    head = _cells(table.slice(0, LEARNT), columns)
    top = find(head[:HEAD], head)
    if not top or not top.depth:
        return []
    names: Sequence[str] = head[top.first + top.depth - 1]
    last = top.first + top.depth
    found: list[int] = []
    gaps = _gaps(table)
    wordy = _wordy(table, columns, names, typed_columns([row for row in head if len(filled(row)) >= 2]))
    for at in sorted({*wordy, *(gaps if len(gaps) <= HEAD else ())}):
        if at <= last:
            continue
        before, row, *below = _cells(table.slice(at - 1, 10), columns)
        meant = any_words or sum(map(headers.known, filled(row))) >= 2
        if meant and _begins(names, row, below, gap=at in gaps or not filled(before)):
            found.append(at)
            names, last = row, at
    return found


def _wordy(table: pa.Table, columns: Sequence[str], names: Sequence[str], typed: frozenset[int]) -> list[int]:
    """The few rows that have words where the table has values, or its first name again; none if there are many."""
    named = next(i for i, name in enumerate(names) if name.strip())
    found = pc.equal(table[columns[named]], names[named])
    if typed:
        column = table[columns[min(typed)]]
        words = pc.match_substring_regex(column, r"\pL")
        found = pc.or_(found, pc.and_(words, pc.invert(pc.match_substring_regex(column, r"\d"))))
    rows: list[int] = pc.indices_nonzero(found).to_pylist()
    return rows if len(rows) <= HEAD else []


def _begins(names: Sequence[str], row: Sequence[str], below: Rows, *, gap: bool) -> bool:
    """Whether a row is the header of another table: the same names to another extent, or other names over values."""
    cells, extent = filled(row), _extent(row)
    data = [line for line in below if len(filled(line)) >= 2]
    if len(cells) < 2 or not data or any(_extent(line) > extent for line in data[:3]):
        return False
    same = sum(bool(cell.strip()) and cell == name for cell, name in zip(row, names, strict=True))
    if 2 * same >= len(cells):
        return extent != _extent(names)
    if not looks_like_names(cells) or any(map(is_note, cells)) or not (gap or extent != _extent(names)):
        return False
    return any(is_typed(line[i]) for line in data for i in range(extent))


def _extent(row: Sequence[str]) -> int:
    """How far a row reaches."""
    return max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=0)


def _cells(table: pa.Table, names: Sequence[str]) -> list[list[str]]:
    columns = [table[name].to_pylist() for name in names]
    return [list(row) for row in zip(*columns, strict=True)]


def _without(
    body: pa.Table, columns: Sequence[str], header: Sequence[str], counts: dict[str, int], known: bool
) -> tuple[pa.Table, dict[int, str]]:
    """The data rows alone; the others are counted, and headings kept by their row."""
    sections: dict[int, str] = {}
    if not body.num_rows:
        return body, sections
    suspects = _suspects(body, columns, header)
    rows = _cells(picked(body, suspects), columns)
    judge = Judge.of(header, _cells(body.slice(0, LEARNT), columns), known=known)
    numbers = body["_row"]
    kinds: dict[int, str] = {}
    tail = True  # from the end upwards, until the first data row
    for at, row in sorted(zip(suspects, rows, strict=True), reverse=True):
        tail = tail and at >= body.num_rows - 1 - len(kinds)
        kind = judge.kind_of(row, tail)
        if kind != "data":
            kinds[at] = kind
            counts[kind] += 1
        if kind == "title":
            sections[numbers[at].as_py()] = " ".join(cell.strip() for cell in filled(row))
    return _left(body, sorted(kinds)), dict(sorted(sections.items()))


def _left(body: pa.Table, dropped: Sequence[int]) -> pa.Table:
    if not dropped:
        return body
    kept: list[pa.Table] = []
    last = 0
    for at in dropped:
        kept.append(body.slice(last, at - last))
        last = at + 1
    return pa.concat_tables([*kept, body.slice(last)])


def _suspects(body: pa.Table, names: Sequence[str], header: Sequence[str]) -> list[int]:
    """Rows that may be other than data, found cheaply; each is looked at."""
    first = body[names[0]]
    found = pc.or_(pc.equal(first, ""), pc.match_substring_regex(first, MAYBE))
    alone = pc.equal(body[names[1]], "") if len(names) > 1 else pc.equal(first, "")
    found = pc.or_(found, pc.and_(alone, pc.match_substring_regex(first, r"(社区|网格)\s*$")))
    for name, title in zip(names[:2], header[:2], strict=False):
        found = pc.or_(found, pc.equal(body[name], title)) if title else found
    for name in names[:6]:
        found = pc.or_(found, pc.match_substring(body[name], "计"))
    for word in ("平均", "均值", "其中"):
        found = pc.or_(found, pc.match_substring(first, word))
    rows = pc.indices_nonzero(found).to_pylist()
    return sorted({*rows, *range(max(0, body.num_rows - HEAD), body.num_rows)})


def _filled_down(body: pa.Table, header: Sequence[str], merges: Merges) -> pa.Table:
    """Merged cells get their value in every row, where the column says a place; nothing else is filled."""
    for i, name in enumerate(header):
        if not headers.is_place(name) or not body.num_rows:
            continue
        column = body[f"c{i}"]
        if not _may_be_merged(column, bool(merges)):
            continue
        cells = column.to_pylist()
        filled = _from_merges(cells, body["_row"].to_pylist(), i, merges) if merges else _from_above(cells)
        if filled is not None:
            body = body.set_column(body.column_names.index(f"c{i}"), f"c{i}", pa.array(filled, pa.string()))
    return body


def _may_be_merged(column: pa.ChunkedArray, told: bool) -> bool:
    gaps = pc.sum(pc.equal(column, "")).as_py() or 0
    return gaps > 0 if told else gaps * 2 >= len(column)


def _from_merges(cells: list[str], rows: Sequence[int], column: int, merges: Merges) -> list[str]:
    at = {row: i for i, row in enumerate(rows)}
    for (first, left), (last, right) in merges:
        if not left <= column <= right or last == first:
            continue
        inside = [at[row] for row in range(first, last + 1) if row in at]
        value = next((cells[i] for i in inside if cells[i].strip()), "")
        for i in inside:
            cells[i] = cells[i] if cells[i].strip() else value
    return cells


def _from_above(cells: list[str]) -> list[str] | None:
    """The trace that merged cells leave in CSV: each value once, gaps below it, most of the column empty."""
    given = [cell for cell in cells if cell.strip()]
    if not given or not cells[0].strip() or len(set(given)) < len(given):
        return None
    filled: list[str] = []
    for cell in cells:
        filled.append(cell if cell.strip() or not filled else filled[-1])
    return filled


def _trimmed(body: pa.Table, header: tuple[str, ...]) -> tuple[pa.Table, tuple[str, ...]]:
    """Without the nameless empty columns at the right end."""
    width = body.num_columns - 1
    while width > 1 and not any(header[width - 1 : width]) and _is_empty(body[f"c{width - 1}"]):
        width -= 1
    return body.select(["_row", *(f"c{i}" for i in range(width))]), header[:width]


def _is_empty(column: pa.ChunkedArray) -> bool:
    return bool(pc.all(pc.equal(column, "")).as_py() is not False)
