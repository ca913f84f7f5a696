"""Cells to values: a column that repeats itself by its different cells, the others all in one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.intake.conversion import Source, make_map, stored_values, suspicion
from neighborcare.intake.different import Column, different, picked, spread
from neighborcare.intake.known_names import KnownNames, scrubbed_column
from neighborcare.intake.parcel import Parcel
from neighborcare.intake.scrubbing import is_free
from neighborcare.intake.statements import Bound, run_table, statement

Bools = npt.NDArray[np.bool_]
Values = dict[str, Column]


@dataclass(frozen=True, slots=True)
class Valuing:
    """A table whose cells become values. `is_told`: whether the file tells each row's community otherwise.

    `names`: of known persons, which no free text keeps.
    """

    con: duckdb.DuckDBPyConnection
    parcel: Parcel
    is_told: bool
    bound: Bound
    names: KnownNames

    def values(self, sources: Sequence[Source]) -> tuple[Values, Bools]:
        """The stored columns that these sources give, and the rows in which one of them has a flaw."""
        cells = self.parcel.raw.table
        coded = [source for source in sources if pa.types.is_dictionary(cells[_cell(source)].type)]
        plain = [source for source in sources if source not in coded]
        quick = [s for s in plain if s.quick and not s.is_native and len(s.column.stored) == 1]
        slow = [source for source in plain if source not in quick]
        parts: list[tuple[Values, Bools]] = [self._coded(source) for source in coded]
        if quick:
            parts.append(self._quick(quick))
        if slow:
            found = self._read(slow, cells.select(["_row", *map(_cell, slow)]))
            parts.append((_columns(found, slow), _wrong(found)))
        bad = np.zeros(self.parcel.raw.size, bool)
        columns: Values = {}
        for values, wrong in parts:
            columns |= values
            bad |= wrong
        for source in sources:
            if is_free(source.column):
                columns[source.column.name] = scrubbed_column(
                    columns[source.column.name], source.column, self.names
                )
        return columns, bad

    def _coded(self, source: Source) -> tuple[Values, Bools]:
        """Each different cell is read once."""
        cell = _cell(source)
        each = different({cell: self.parcel.raw.table[cell]}, self.parcel.raw.size)
        found = self._read([source], each.rows.rename_columns(["_row", cell]))
        columns = _columns(found, [source])
        return {name: spread(column, each.of) for name, column in columns.items()}, _wrong(found)[each.of]

    def _quick(self, sources: Sequence[Source]) -> tuple[Values, Bools]:
        """The cheap conversion of every cell, then the patient one of those that it refuses."""
        cells = self.parcel.raw.table.select(["_row", *map(_cell, sources)])
        named = [(source, *source.column.stored[0]) for source in sources]
        found = self._ask(
            "quick",
            cells,
            quick=", ".join(
                f"cast({s.quick} AS {kind}) AS {name}, NULL AS g_{name}" for s, name, kind in named
            ),
            names=", ".join(name for _, name, _ in named),
            wrong=" OR ".join(
                f"({name} IS NOT NULL AND ({suspicion(s, self.is_told)}))" for s, name, _ in named
            ),
        )
        columns: Values = {}
        bad = _wrong(found).copy()
        for source, name, kind in named:
            values = found[name].combine_chunks()
            left = np.flatnonzero(values.is_null().to_numpy(zero_copy_only=False))
            few = picked(cells.select(["_row", _cell(source)]), left)
            if not len(left):
                self._make_maps([source], few)
            else:
                rest = self._read([source], few)
                bad[left] |= _wrong(rest)
                mask = np.zeros(len(values), bool)
                mask[left] = True
                values = pc.replace_with_mask(values, mask, rest[name].combine_chunks())
            # What stands there is the value of every ID: no second copy.
            columns[name] = cells[_cell(source)] if kind == "VARCHAR" and not len(left) else values
        return columns, bad

    def _read(self, sources: Sequence[Source], cells: pa.Table) -> pa.Table:
        """`_row`, the stored columns, `_wrong`, in the order of `cells` (`_row`, c<position>…)."""
        maps = self._make_maps(sources, cells)
        found = self._ask(
            "columns",
            cells,
            given=", ".join(source.given() for source in sources),
            joins=" ".join(source.join(maps) for source in sources),
            values=", ".join(["_row", *(v for s in sources for v in stored_values(s.column, s))]),
            said=", ".join(f"g_{source.column.name}" for source in sources),
            names=", ".join(["_row", *_stored(sources)]),
            wrong=" OR ".join(f"({suspicion(source, self.is_told)})" for source in sources),
        )
        if not found["_row"].equals(cells["_row"]):  # a join began with its other side
            return found.sort_by("_row")
        return found

    def _make_maps(self, sources: Sequence[Source], cells: pa.Table) -> str:
        """The tables of what different cells mean; gives what their names begin with."""
        maps, relation = f"{self.parcel.table}_map", f"{self.parcel.table}_words"
        self.con.register(relation, cells)
        for source in sources:
            if source.is_mapped:
                make_map(self.con, source, relation, maps, self.bound, self.names)
        self.con.unregister(relation)
        return maps

    def _ask(self, name: str, cells: pa.Table, **parts: str) -> pa.Table:
        relation = f"{self.parcel.table}_cells"
        self.con.register(relation, cells)
        found = run_table(self.con, statement(name, raw=relation, **parts), self.bound)
        self.con.unregister(relation)
        return found


def _cell(source: Source) -> str:
    return f"c{source.position}"


def _stored(sources: Sequence[Source]) -> list[str]:
    return [name for source in sources for name, _ in source.column.stored]


def _columns(found: pa.Table, sources: Sequence[Source]) -> Values:
    return {name: found[name] for name in _stored(sources)}


def _wrong(found: pa.Table) -> Bools:
    wrong: Bools = found["_wrong"].combine_chunks().to_numpy(zero_copy_only=False)
    return wrong
