"""Each different cell once: columns as the different things they say, and which of these stands in every row.

A ledger of a million rows names thirty workers and five communities. What a cell means is worked out for each
different one and spread over the rows as an index of small whole numbers; nothing is done a million times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

SAMPLE = (
    4096  # cells looked at, in each of three places, before a column is taken for one that repeats itself
)
REPEATS = 2  # such a column says each thing that often within the sample
DENSE = 1 << 24  # so many possible combinations are counted in a table, more are sorted

Index = npt.NDArray[np.int64]
Column: TypeAlias = "pa.Array | pa.ChunkedArray"


@dataclass(frozen=True, slots=True)
class Different:
    """`rows`: one row for each different combination of some columns' values; `of`: for every row its combination."""

    rows: pa.Table
    of: npt.NDArray[np.signedinteger]


def encoded(table: pa.Table) -> pa.Table:
    """The table with those text columns that repeat themselves as dictionaries."""
    for position, field in enumerate(table.schema):
        column = table.column(position)
        if pa.types.is_string(field.type) and _repeats(column):
            table = table.set_column(position, field.name, as_dictionary(column))
    return table


def _repeats(column: pa.ChunkedArray) -> bool:
    size = len(column)
    starts = {0, max(0, size // 2 - SAMPLE), max(0, size - SAMPLE)}
    looked = pa.chunked_array(
        [chunk for at in starts for chunk in column.slice(at, SAMPLE).chunks], pa.string()
    )
    return size > SAMPLE and pc.count_distinct(looked, mode="all").as_py() * REPEATS <= len(looked)


def as_dictionary(column: Column) -> pa.DictionaryArray:
    """One dictionary over the whole column, its index in as few bytes as it needs."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    if isinstance(column, pa.ChunkedArray):
        column = column.unify_dictionaries().combine_chunks()
        if isinstance(column, pa.ChunkedArray):  # no chunk at all
            column = pa.array([], column.type)
    return pa.DictionaryArray.from_arrays(
        column.indices.cast(_narrow(len(column.dictionary))), column.dictionary
    )


def _narrow(size: int) -> pa.DataType:
    return pa.int8() if size < 1 << 7 else pa.int16() if size < 1 << 15 else pa.int32()


def different(columns: Mapping[str, Column], size: int) -> Different:
    """The different combinations of these columns' values (dictionary, text or anything), in no particular order."""
    parts = {name: as_dictionary(column) for name, column in columns.items()}
    if not parts:
        return Different(pa.table({"_at": pa.array([0], pa.int64())}), np.zeros(size, np.int8))
    sizes = [len(part.dictionary) + 1 for part in parts.values()]  # the last place is NULL
    indices = [_index(part) for part in parts.values()]
    if len(indices) == 1:
        used, of = np.arange(sizes[0]), indices[0]
    else:
        used, of = _combinations(indices, sizes)
    places = np.unravel_index(used.astype(np.int64), sizes)
    rows = {name: _taken(part, at) for (name, part), at in zip(parts.items(), places, strict=True)}
    return Different(pa.table({"_at": pa.array(np.arange(len(used))), **rows}), of)


def _index(part: pa.DictionaryArray) -> npt.NDArray[np.signedinteger]:
    """The place of every row in the dictionary; behind its end where the row is NULL."""
    if not part.null_count:
        found: npt.NDArray[np.signedinteger] = part.indices.to_numpy()
        return found
    last = len(part.dictionary)
    filled: npt.NDArray[np.signedinteger] = part.indices.cast(_narrow(last + 1)).fill_null(last).to_numpy()
    return filled


def _combinations(
    indices: Sequence[npt.NDArray[np.signedinteger]], sizes: Sequence[int]
) -> tuple[Index, npt.NDArray[np.signedinteger]]:
    code = indices[0].astype(np.int64)
    for index, size in zip(indices[1:], sizes[1:], strict=True):
        code *= size
        code += index
    if np.prod(sizes, dtype=float) > DENSE:
        used, of = np.unique(code, return_inverse=True)
        return used, of
    seen = np.zeros(int(np.prod(sizes)), bool)
    seen[code] = True
    used = np.flatnonzero(seen)
    lookup = np.zeros(len(seen), np.int32)
    lookup[used] = np.arange(len(used), dtype=np.int32)
    return used, lookup[code]


def _taken(part: pa.DictionaryArray, places: Index) -> pa.Array:
    """The values at these places of a dictionary; NULL behind its end."""
    missing = places == len(part.dictionary)
    return part.dictionary.take(pa.array(np.where(missing, 0, places), mask=missing))


def picked(table: pa.Table, places: Sequence[int] | Index) -> pa.Table:
    """The rows at these places, which ascend: piece by piece, for `take` would first join all pieces into one."""
    at = np.asarray(places, np.int64)
    pieces = table.to_batches()
    starts = np.cumsum([0, *(len(piece) for piece in pieces)])
    edges = np.searchsorted(at, starts)
    found = [
        piece.take(pa.array(at[low:high] - start))
        for piece, start, low, high in zip(pieces, starts, edges, edges[1:], strict=False)
        if high > low
    ]
    return pa.Table.from_batches(found, table.schema)


def spread(values: Column, of: npt.NDArray[np.signedinteger]) -> pa.Array:
    """A value for every row: text as a dictionary, anything else as it is."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if not pa.types.is_string(values.type):
        return values.take(pa.array(of))
    part = as_dictionary(values)
    places = part.indices.fill_null(-1).to_numpy()[of]
    missing = places < 0 if part.null_count else None
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=missing), part.dictionary)
