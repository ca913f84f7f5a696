"""Who or what may be referred to: one table a dataset, of what was known before and what comes in with it."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from neighborcare.contracts import Contract
from neighborcare.intake.statements import statement
from neighborcare.intake.typed import Typed, stored_names

_TEXT = "CAST(NULL AS VARCHAR)"


def naming(contract: Contract) -> str | None:
    """The column that names a row of a dataset: `<thing>_name` beside `<thing>_id`, or `name`."""
    names = {column.name for column in contract.columns if column.stored}
    wanted = (contract.key[0].removesuffix("_id") + "_name", "name")
    return next((name for name in wanted if name in names), None)


def is_hashed(contract: Contract) -> bool:
    """Whether rows of a dataset are found by the hash of their name (people)."""
    name = naming(contract)
    return name is not None and contract.column(name).keep == "mask"


def knowable(contract: Contract, table: str) -> str:
    """SELECT of id, name, name_hash, community_id from a table with that contract's stored columns (for `known`)."""
    name, hashed = _names(contract)
    community = "community_id" if "community_id" in stored_names(contract) else _TEXT
    return (
        f"SELECT {contract.key[0]} AS id, {name} AS name, {hashed} AS name_hash, "
        f"{community} AS community_id FROM {table}"
    )


def _names(contract: Contract) -> tuple[str, str]:
    """The SQL of a row's name and of its name's hash: one of them."""
    name = naming(contract)
    if name is None:
        return _TEXT, _TEXT
    return (_TEXT, f"{name}_hash") if is_hashed(contract) else (name, _TEXT)


def make_who(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    before: str | None,
    parcels: Sequence[tuple[Typed, str | None]],
    communities: str | None,
) -> str:
    """Table of all rows of a dataset that may be referred to: those of relation `before`, and the parcels' good ones.

    `parcels`: each with the table of its accepted rows, None where it is not settled yet.
    `communities`: the same table for the communities, to tell whose a grid is before it is resolved.
    """
    who = f"who_{contract.id}"
    own = [
        _own(typed, settled, communities, "true" if settled else "NOT rows._bad")
        for typed, settled in parcels
    ]
    known = f"SELECT id, name, name_hash, community_id FROM {before}" if before else _nobody("name")
    con.execute(
        statement("who", who=who, own="\nUNION ALL\n".join(own or [_nobody("name_key")]), before=known)
    )
    if contract.id == "grids" and communities:
        con.execute(statement("long_names", who=who, communities=communities))
    return who


def make_lost(
    con: duckdb.DuckDBPyConnection, contract: Contract, parcels: Sequence[tuple[Typed, str | None]]
) -> str:
    """Table of the rows of a dataset that were rejected, so that who refers to them is told so."""
    lost = f"lost_{contract.id}"
    own = [_own(typed, None, None, _left_out(typed, settled)) for typed, settled in parcels]
    con.execute(statement("lost_table", lost=lost, own="\nUNION ALL\n".join(own or [_nobody("name_key")])))
    return lost


def _left_out(typed: Typed, settled: str | None) -> str:
    """The condition of the rows of a parcel that were not taken."""
    return f"rows._row NOT IN (SELECT _row FROM {settled})" if settled else "rows._bad"


def _nobody(name: str) -> str:
    return (
        f"SELECT {_TEXT} AS id, {_TEXT} AS {name}, {_TEXT} AS name_hash, {_TEXT} AS community_id WHERE false"
    )


def _own(typed: Typed, settled: str | None, communities: str | None, taken: str) -> str:
    contract = typed.parcel.contract
    name, hashed = _names(contract)
    community = "rows.community_id" if "community_id" in stored_names(contract) else _TEXT
    join = ""
    if settled is None and communities and contract.id != "communities" and community != _TEXT:
        # Not resolved yet: the community still stands there as it was written.
        community, join = "place.id", statement("whose", communities=communities)
    return statement(
        "own",
        id=contract.key[0],
        name=name if name == _TEXT else f"rows.{name}",
        hash=hashed if hashed == _TEXT else f"rows.{hashed}",
        community=community,
        table=settled or typed.table,
        join=join,
        taken=taken,
    )
