"""References: an ID as it stands, or a name that only one has; the community of a row narrows the choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb

from neighborcare import contracts
from neighborcare.contracts import Column, Contract
from neighborcare.intake.naming import is_hashed
from neighborcare.intake.parcel import Problem, Severity
from neighborcare.intake.reasons import reason
from neighborcare.intake.statements import statement
from neighborcare.intake.typed import Typed, culprit, header_of, run, stored_names
from neighborcare.text import Label

PEOPLE = frozenset(
    {"staff", "key_people"}
)  # a name in their place is hashed even where nothing can be looked up
PLACE = ("community_id", "grid_id")
_NONE = "CAST(NULL AS VARCHAR)"
_CHINESE = "[\\x{4e00}-\\x{9fff}]"

Maps = Mapping[str, tuple[str, str]]  # column → its two tables: by the text alone, by text and community


@dataclass(frozen=True, slots=True)
class Resolved:
    """A parcel with its references replaced by ids in `table` (stored columns, _row, _bad)."""

    typed: Typed
    table: str
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

    `lost`: dataset → table of make_lost. Makes the temp table `<parcel.table>_resolved`.
    """
    contract = typed.parcel.contract
    asked = [c for c in contract.columns if c.name in typed.sources and c.reference in who]
    maps = {c.name: _make_maps(con, typed, c, who[str(c.reference)], secret) for c in asked}
    resolved = Resolved(typed, f"{typed.parcel.table}_resolved", [])
    others = [c.name for c in asked if c.name not in PLACE]
    states = [f"s_{name}" for name in (*PLACE, *others)]
    strict = [f"s_{name}" for name in (*PLACE, *(n for n in others if not contract.column(n).lenient))]
    values = [f"{_value(name, contract, maps)} AS {name}" for name in stored_names(contract)]
    sql = statement(
        "resolved",
        resolved=resolved.table,
        typed=typed.table,
        stored=", ".join(stored_names(contract)),
        states=", ".join(states),
        strict=", ".join(strict),
        values=", ".join([*values, *(f"{_state(name)} AS s_{name}" for name in others)]),
        place_joins=" ".join(_place_joins(maps)),
        joins=" ".join(_joins(name, maps[name]) for name in others),
        **_place(typed, maps),
    )
    run(con, sql, {"secret": secret})
    for name in [name for name in (*PLACE, *others) if name in typed.sources or name == "community_id"]:
        if name in stored_names(contract):
            resolved.problems.extend(_problems(con, resolved, contract.column(name), lost, secret))
    return resolved


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


def _value(name: str, contract: Contract, maps: Maps) -> str:
    """SQL of a stored column after references were resolved."""
    own = {column.name: column for column in contract.columns}
    column = own.get(name)
    if column is None or column.reference is None:
        return f"rows.{name}"
    if name in PLACE:
        return f"rows.p_{name}"
    if name not in maps:
        return _unknown(column)
    found = f"CASE WHEN {name}_1.n = 1 THEN {name}_1.id WHEN {name}_2.n = 1 THEN {name}_2.id END"
    return f"coalesce({found}, {_unknown(column)})" if column.lenient else found


def _unknown(column: Column) -> str:
    """SQL of a reference that is kept as written; a person's name only as its hash."""
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
    con: duckdb.DuckDBPyConnection, resolved: Resolved, column: Column, lost: Mapping[str, str], secret: str
) -> Iterator[Problem]:
    typed, name = resolved.typed, column.name
    source = typed.sources.get(name)
    parts = {"resolved": resolved.table, "state": f"s_{name}", "column": name}
    sql = statement("states", raw=typed.raw, cell=source.raw if source else "NULL", **parts)
    rows = con.execute(sql).fetchall()
    gone: set[int] = set()
    if column.reference in lost and any(code == "unknown_reference" for *_, code in rows):
        sql = statement("lost", typed=typed.table, lost=lost[str(column.reference)], **parts)
        gone = {row for (row,) in run(con, sql, {"secret": secret}).fetchall()}
    ledger = _ledger(column)
    for row, cell, state in rows:
        code = "reference_rejected" if row in gone else state
        words = reason(code, culprit(typed.parcel, column), value=(cell or "").strip(), choice=ledger)
        severity: Severity = "warning" if column.lenient else "error"
        yield Problem(row, header_of(typed.parcel, name), name, cell, code, words, severity)


def _ledger(column: Column) -> Label:
    found = contracts.catalogue().get(column.reference or "")
    return found.label if found else column.label
