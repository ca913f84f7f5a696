"""References: an ID as it stands, or a name that only one has; the community of a row narrows the choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from neighborcare import contracts
from neighborcare.contracts import Column
from neighborcare.intake.different import Different, different, spread
from neighborcare.intake.known_names import PEOPLE
from neighborcare.intake.match import tellers
from neighborcare.intake.naming import is_hashed
from neighborcare.intake.parcel import Problem, Severity
from neighborcare.intake.reasons import reason
from neighborcare.intake.statements import run, run_table, statement
from neighborcare.intake.typed import Typed, cells_of, culprit, header_of, present, stored_names
from neighborcare.intake.valuing import Bools
from neighborcare.text import Label

PLACE = ("community_id", "grid_id")
_NONE = "CAST(NULL AS VARCHAR)"
_CHINESE = "[\\x{4e00}-\\x{9fff}]"

Maps = Mapping[str, tuple[str, str]]  # column → its two tables: by the text alone, by text and community


@dataclass(frozen=True, slots=True)
class Resolved:
    """A parcel with its references replaced by ids.

    `values` and `bad` are those of Typed after the references; the view `table` has both and `s_<column>`, what is
    wrong with a reference (NULL where nothing is).
    """

    typed: Typed
    table: str
    values: pa.Table
    bad: Bools
    problems: list[Problem]


def refer(
    con: duckdb.DuckDBPyConnection,
    typed: Typed,
    *,
    who: Mapping[str, str],
    lost: Mapping[str, str],
    secret: str,
) -> Resolved:
    """Replace references by ids. `who`: dataset → table of make_who; a dataset that is not there is not checked.

    `lost`: dataset → table of make_lost. Makes the view `<parcel.table>_resolved`. Each different reference is
    looked up once, and again for each community where its text alone does not tell.
    """
    contract = typed.parcel.contract
    asked = [c for c in contract.columns if c.name in typed.sources and c.reference in who]
    maps = {c.name: _make_maps(con, typed, c, who[str(c.reference)], secret) for c in asked}
    values = typed.values
    states: dict[str, pa.Array] = {}
    if set(PLACE) & set(stored_names(contract)):
        values, states = _placed(con, typed, maps, secret)
        values, states = _told_by_others(con, typed, maps, values, states, secret)
    place = values["community_id"] if "community_id" in values.column_names else None
    for column in contract.columns:
        if column.reference and column.name in typed.sources and column.name not in PLACE:
            found, state = _named(con, typed, column, maps, place, secret)
            values = _with(values, column.name, found)
            states |= {column.name: state} if column.name in maps else {}
    bad = typed.bad.copy()
    for name, state in states.items():
        if name in PLACE or not contract.column(name).lenient:
            bad |= state.is_valid().to_numpy(zero_copy_only=False)
    return _resolved(con, typed, values, states, bad, lost, secret)


def _resolved(
    con: duckdb.DuckDBPyConnection,
    typed: Typed,
    values: pa.Table,
    states: Mapping[str, pa.Array],
    bad: Bools,
    lost: Mapping[str, str],
    secret: str,
) -> Resolved:
    contract, table = typed.parcel.contract, f"{typed.parcel.table}_resolved"
    resolved = Resolved(typed, table, values, bad, [])
    shown = values
    for name, state in states.items():
        shown = shown.append_column(f"s_{name}", state)
    present(con, table, contract, shown, bad, [f"s_{name}" for name in states])
    for name, state in states.items():
        if name in typed.sources or name == "community_id":
            resolved.problems.extend(_problems(con, resolved, contract.column(name), state, lost, secret))
    return resolved


def _with(values: pa.Table, name: str, column: pa.Array) -> pa.Table:
    if name in values.column_names:
        return values.set_column(values.column_names.index(name), name, column)
    return values.append_column(name, column)


def _placed(
    con: duckdb.DuckDBPyConnection, typed: Typed, maps: Maps, secret: str
) -> tuple[pa.Table, dict[str, pa.Array]]:
    """The values with community and grid resolved, and what is wrong with them."""
    names = [name for name in PLACE if name in stored_names(typed.parcel.contract)]
    each = _different(typed, names)
    found = _ask(
        con, typed, each, "places", secret, place_joins=" ".join(_place_joins(maps)), **_place(typed, maps)
    )
    values = typed.values
    for name in names:
        if name in typed.sources or found[f"p_{name}"].null_count < len(found):
            values = _with(values, name, spread(found[f"p_{name}"], each.of))
    return values, {name: spread(found[f"s_{name}"], each.of) for name in names}


def _told_by_others(
    con: duckdb.DuckDBPyConnection,
    typed: Typed,
    maps: Maps,
    values: pa.Table,
    states: dict[str, pa.Array],
    secret: str,
) -> tuple[pa.Table, dict[str, pa.Array]]:
    """Where neither community nor grid is written, the community of the row's person, building or point."""
    name, contract = "community_id", typed.parcel.contract
    others = [n for n in tellers(contract, typed.sources) if n != "grid_id"]
    if not others or name not in stored_names(contract):
        return values, states
    nothing = pa.nulls(typed.parcel.raw.size, pa.string())
    written = typed.values[name] if name in typed.values.column_names else nothing
    found = values[name] if name in values.column_names else nothing
    told = pc.coalesce(nothing, *(_community_of(con, typed, n, maps, secret) for n in others if n in maps))
    found = pc.if_else(pc.is_null(written), pc.coalesce(found, told), found)
    before = states.get(name, nothing)
    absent = pc.and_(pc.is_null(found), pc.is_null(written)) if name in maps else pc.is_null(found)
    kept = pc.if_else(pc.equal(before, "missing_value"), None, before)
    for other in others:  # whoever is not known is told of himself
        if other in maps and not contract.column(other).lenient:
            absent = pc.and_(absent, pc.is_null(typed.values[other]))
    state = pc.if_else(pc.and_(absent, pc.is_null(kept)), "missing_value", kept)
    required = contract.column(name).required
    return _with(values, name, found), states | ({name: _whole(state)} if required else {})


def _community_of(
    con: duckdb.DuckDBPyConnection, typed: Typed, name: str, maps: Maps, secret: str
) -> pa.ChunkedArray:
    """The community of whom a reference means, where its text alone tells who that is."""
    each = _different(typed, [name])
    join = f"LEFT JOIN {maps[name][0]} AS other ON rows.{name} = other.said"
    value = "CASE WHEN other.n = 1 THEN other.community_id END"
    found = _ask(con, typed, each, "named", secret, value=value, state=_NONE, joins=join)
    return spread(found["value"], each.of)


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _named(
    con: duckdb.DuckDBPyConnection,
    typed: Typed,
    column: Column,
    maps: Maps,
    community: pa.ChunkedArray | None,
    secret: str,
) -> tuple[pa.Array, pa.Array]:
    """A reference's id in every row, and what is wrong with it."""
    name = column.name
    each = _different(typed, [name], community)
    state, joins = (_state(name), _joins(name, maps[name])) if name in maps else (_NONE, "")
    found = _ask(con, typed, each, "named", secret, value=_value(column, maps), state=state, joins=joins)
    return spread(found["value"], each.of), spread(found["state"], each.of)


def _different(typed: Typed, names: Sequence[str], community: pa.ChunkedArray | None = None) -> Different:
    """The different combinations of references as written, with the community that was found if it is given."""
    size = typed.parcel.raw.size
    columns = {
        name: typed.values[name] if name in typed.values.column_names else pa.nulls(size, pa.string())
        for name in names
    }
    return different(columns | ({} if community is None else {"p_community_id": community}), size)


def _ask(
    con: duckdb.DuckDBPyConnection, typed: Typed, each: Different, name: str, secret: str, **parts: str
) -> pa.Table:
    relation = f"{typed.parcel.table}_different"
    rows = each.rows
    if "p_community_id" not in rows.column_names:
        rows = rows.append_column("p_community_id", pa.nulls(len(rows), pa.string()))
    con.register(relation, rows)
    found = run_table(con, statement(name, rows=relation, **parts), {"secret": secret})
    con.unregister(relation)
    return found


def _make_maps(
    con: duckdb.DuckDBPyConnection, typed: Typed, column: Column, who: str, secret: str
) -> tuple[str, str]:
    stem = f"{typed.table}_{column.name}"
    first, second, found = f"{stem}_first", f"{stem}_second", f"{stem}_found"
    by = "name_hash" if is_hashed(contracts.get(str(column.reference))) else "name_key"
    sql = statement("found", found=found, map=f"{typed.maps}_{column.name}", who=who, by=by)
    run(con, sql, {"secret": secret})
    con.execute(statement("first_map", map=first, found=found))
    con.execute(statement("second_map", map=second, found=found, first=first))
    return first, second


def _place_joins(maps: Maps) -> Iterator[str]:
    own = "rows.community_id"
    if "community_id" in maps:
        own = "community.id"
        yield f"LEFT JOIN {maps['community_id'][0]} AS community ON rows.community_id = community.said"
    if "grid_id" in maps:
        first, second = maps["grid_id"]
        yield f"LEFT JOIN {first} AS grid ON rows.grid_id = grid.said"
        yield f"LEFT JOIN {second} AS near ON rows.grid_id = near.said AND {own} = near.community_id"


def _place(typed: Typed, maps: Maps) -> Mapping[str, str]:
    """SQL of each row's community (its grid's, where it says none) and grid, and of what is wrong with them."""
    names = stored_names(typed.parcel.contract)
    own = "rows.community_id" if "community_id" in names else _NONE
    state, community = _NONE, own
    if "community_id" in maps:
        community = "CASE WHEN community.n = 1 THEN community.id END"
        state = "CASE WHEN community.n = 0 THEN 'unknown_reference' WHEN community.n > 1 THEN 'ambiguous_reference' END"
    parts = {"community": community, "community_state": state, "grid_state": _NONE}
    parts["grid"] = "rows.grid_id" if "grid_id" in names else _NONE
    if "grid_id" in maps:
        parts |= _with_grid(own, community, "community_id" in maps)
    if (
        "grid_id" in typed.sources
        and "community_id" in names
        and typed.parcel.contract.column("community_id").required
    ):
        absent = f"{own} IS NULL" + (" AND rows.grid_id IS NULL" if "grid_id" in maps else "")
        parts["community_state"] = (
            f"CASE WHEN {absent} THEN 'missing_value' ELSE {parts['community_state']} END"
        )
    return parts


def _with_grid(own: str, community: str, is_checked: bool) -> Mapping[str, str]:
    elsewhere = (
        f"WHEN grid.n = 1 AND {community} <> grid.community_id THEN 'grid_elsewhere'" if is_checked else ""
    )
    lonely = "'grid_elsewhere'" if is_checked else "'ambiguous_reference'"
    return {
        "community": f"CASE WHEN {own} IS NULL AND grid.n = 1 THEN grid.community_id ELSE {community} END",
        "grid": "CASE WHEN grid.n = 1 THEN grid.id WHEN near.n = 1 THEN near.id END",
        "grid_state": (
            "CASE WHEN rows.grid_id IS NULL THEN NULL WHEN grid.n = 0 THEN 'unknown_reference' "
            f"{elsewhere} WHEN grid.n > 1 AND ({community} IS NULL OR near.n > 1) THEN 'ambiguous_reference' "
            f"WHEN grid.n > 1 AND near.n IS NULL THEN {lonely} END"
        ),
    }


def _value(column: Column, maps: Maps) -> str:
    """SQL of a reference's id."""
    name = column.name
    if name not in maps:
        return _unknown(column)
    found = f"CASE WHEN {name}_1.n = 1 THEN {name}_1.id WHEN {name}_2.n = 1 THEN {name}_2.id END"
    return f"coalesce({found}, {_unknown(column)})" if column.lenient else found


def _unknown(column: Column) -> str:
    """SQL of a reference that is kept as written; a person's name only as its hash, also where nobody is known."""
    if column.reference in PEOPLE:
        hashed = f"'~' || left(nc_secret($secret, nc_name(rows.{column.name})), 16)"
        return f"CASE WHEN regexp_matches(rows.{column.name}, '{_CHINESE}') THEN {hashed} ELSE rows.{column.name} END"
    return f"rows.{column.name}"


def _state(name: str) -> str:
    return (
        f"CASE WHEN rows.{name} IS NULL THEN NULL WHEN {name}_1.n = 0 THEN 'unknown_reference' "
        f"WHEN {name}_1.n > 1 AND coalesce({name}_2.n, 2) > 1 THEN 'ambiguous_reference' END"
    )


def _joins(name: str, tables: tuple[str, str]) -> str:
    return (
        f"LEFT JOIN {tables[0]} AS {name}_1 ON rows.{name} = {name}_1.said "
        f"LEFT JOIN {tables[1]} AS {name}_2 "
        f"ON rows.{name} = {name}_2.said AND rows.p_community_id = {name}_2.community_id"
    )


def _problems(
    con: duckdb.DuckDBPyConnection,
    resolved: Resolved,
    column: Column,
    state: pa.Array,
    lost: Mapping[str, str],
    secret: str,
) -> Iterator[Problem]:
    typed, name = resolved.typed, column.name
    at = pa.array(np.flatnonzero(state.is_valid().to_numpy(zero_copy_only=False)))
    if not len(at):
        return
    rows, codes = typed.values["_row"].take(at).to_pylist(), state.take(at).to_pylist()
    cells = cells_of(con, typed, name, rows)
    gone: set[int] = set()
    if column.reference in lost and "unknown_reference" in codes:
        parts = {"resolved": resolved.table, "state": f"s_{name}", "column": name}
        sql = statement("lost", typed=typed.table, lost=lost[str(column.reference)], **parts)
        gone = {row for (row,) in run(con, sql, {"secret": secret}).fetchall()}
    ledger = _ledger(column)
    for row, state_of in zip(rows, codes, strict=True):
        cell = cells.get(row)
        code = "reference_rejected" if row in gone else state_of
        words = reason(code, culprit(typed.parcel, column), value=(cell or "").strip(), choice=ledger)
        severity: Severity = "warning" if column.lenient else "error"
        yield Problem(row, header_of(typed.parcel, name), name, cell, code, words, severity)


def _ledger(column: Column) -> Label:
    found = contracts.catalogue().get(column.reference or "")
    return found.label if found else column.label
