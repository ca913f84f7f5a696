"""A person's rows without the person: what figures count stays, under an ID that leads to nobody.

Of a ledger's row stay the place, what the person was counted as, and when; name and hashes go, health, and of the birth
date the day. Of what was done for the person stay the rows, without free text and readings (docs/privacy.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.contracts import Column, Contract
from neighborcare.intake.known_names import PEOPLE
from neighborcare.intake.scrubbing import GONE, is_free, of_column
from neighborcare.store.trace import Trace

NAMELESS = "*"
READINGS = frozenset({"systolic", "diastolic", "glucose_mmol"})
_LONG_ID = 6  # letters from which an ID is looked for inside other IDs


@dataclass(frozen=True, slots=True)
class Disguise:
    """Under what a person's rows stay. `kind`: the ledger; `number`: in place of the identity number's hash.

    `households`: old → new, of households in which nobody else is on file; `ends`: the day after the newest figures, on
    which the file ends if it is open; `birth_days`: birth date → what is left of it.
    """

    kind: str
    alias: str
    number: str
    ends: date
    households: Mapping[str, str]
    birth_days: Mapping[date, date]


def disguised(table: pa.Table, contract: Contract, trace: Trace, disguise: Disguise) -> pa.Table:
    """A batch's rows (or the keys of those it takes back) with the person in disguise."""
    names = [column for column in _persons(contract, disguise) if column.name in table.column_names]
    own = pa.array([False] * len(table))
    for column in names:
        own = pc.or_(own, _equals(table[column.name], trace))
    is_ledger = contract.id == disguise.kind
    for column in contract.columns:
        if column.name in table.column_names:
            cells = _column(_plain(table[column.name]), column, own, is_ledger, trace, disguise)
            table = _put(table, column.name, cells)
    if is_ledger:
        table = _nobody(table, own, disguise)
    return table


def _persons(contract: Contract, disguise: Disguise) -> list[Column]:
    """The columns in which a person of that ledger is named by ID."""
    own = contract.id == disguise.kind
    return [
        c for c in contract.columns if c.reference == disguise.kind or (own and c.name == contract.key[0])
    ]


def _column(
    cells: pa.Array, column: Column, own: pa.Array, is_ledger: bool, trace: Trace, disguise: Disguise
) -> pa.Array:
    if column.name == "household_id":
        return _mapped(cells, disguise.households)
    if column.reference == disguise.kind or (is_ledger and column.key):
        return _mapped(cells, dict.fromkeys(trace.ids, disguise.alias))
    if column.name in READINGS:
        return pc.if_else(own, pa.scalar(None, cells.type), cells)
    if is_free(column):
        gone = pa.scalar(None if is_ledger else GONE, pa.string())
        kept = pc.if_else(pc.and_(own, pc.is_valid(cells)), gone, cells)
        return kept if column.name.endswith("_name") else of_column(kept, trace.cleaned, trace.suspect)
    if column.is_identifier or column.reference not in (None, *PEOPLE):
        return _without_id(cells, trace, disguise)
    return cells


def _without_id(cells: pa.Array, trace: Trace, disguise: Disguise) -> pa.Array:
    """IDs that are made of the person's (a visit V-<ID>-03) are made of the other."""
    if len(trace.id) < _LONG_ID or not pa.types.is_string(cells.type):
        return cells
    return pc.replace_substring(cells, trace.id, disguise.alias)


def _nobody(table: pa.Table, own: pa.Array, disguise: Disguise) -> pa.Table:
    """The ledger's own row: what tells who it was is replaced where it was filled in, and stays empty elsewhere."""
    fillings = {"name": NAMELESS, "name_hash": None, "id_number_hash": disguise.number}
    for name, filling in fillings.items():
        if name in table.column_names:
            cells = _plain(table[name])
            where = pc.and_(own, pc.is_valid(cells))
            table = _put(table, name, pc.if_else(where, pa.scalar(filling, pa.string()), cells))
    if "updated_at" in table.column_names:
        cells = _plain(table["updated_at"])
        table = _put(table, "updated_at", pc.if_else(own, pa.scalar(None, cells.type), cells))
    if "birth_date" in table.column_names:
        cells = _plain(table["birth_date"])
        days = [
            disguise.birth_days.get(day, day) if mine and day else day for day, mine in _pairs(cells, own)
        ]
        table = _put(table, "birth_date", pa.array(days, cells.type))
    if "end_date" in table.column_names:
        cells = _plain(table["end_date"])
        ends = pa.scalar(disguise.ends, cells.type)
        is_open = pc.or_kleene(pc.is_null(cells), pc.greater(cells, ends))
        table = _put(table, "end_date", pc.if_else(pc.and_(own, is_open), ends, cells))
    return table


def _pairs(cells: pa.Array, own: pa.Array) -> list[tuple[date | None, bool]]:
    return list(zip(cells.to_pylist(), own.to_pylist(), strict=True))


def _equals(column: pa.ChunkedArray | pa.Array, trace: Trace) -> pa.Array:
    return pc.is_in(_plain(column), value_set=pa.array(trace.ids, pa.string()))


def _plain(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _mapped(cells: pa.Array, new: Mapping[str, str]) -> pa.Array:
    for before, after in new.items():
        cells = pc.if_else(pc.fill_null(pc.equal(cells, before), False), pa.scalar(after, pa.string()), cells)
    return cells


def _put(table: pa.Table, name: str, cells: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, cells)


def birth_left(born: date, days: set[date]) -> date:
    """What is left of a birth date: the month, with the earliest day on which nobody's age was asked differently.

    `days`: on which the age was asked for a figure. Ages at the end of a month are the same for any day of it.
    """
    asked = [day.day for day in days if day.month == born.month and day.day < born.day]
    return born.replace(day=max(asked, default=0) + 1)


def day_after(days: set[date]) -> date:
    """The first day that no figure has told of yet."""
    return max(days) + timedelta(days=1)
