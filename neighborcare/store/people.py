"""Whom a home knows, and whom it was asked to erase: names that free text must not keep, rows that must not come back.

`erased.json` holds keyed hashes alone: of IDs, identity numbers and names. Nobody can be told from it without the
home's key and the very ID, number or name.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.intake.erased import Erased
from neighborcare.intake.known_names import PEOPLE, KnownNames, without_names
from neighborcare.intake.scrubbing import is_free
from neighborcare.store.batches import EXPORT_ROWS, Batch
from neighborcare.store.home import Home, sync_folder, write_bytes

ERASED = "erased.json"


def known(home: Home, active: Sequence[Batch]) -> KnownNames:
    """The names in the ledgers of persons, as their batches keep them: masked, and hashed."""
    pairs: set[tuple[str | None, str | None]] = set()
    for batch in active:
        if batch.dataset in PEOPLE:
            table = pq.read_table(batch.folder(home) / EXPORT_ROWS, columns=["name", "name_hash"])
            pairs |= set(zip(table["name"].to_pylist(), table["name_hash"].to_pylist(), strict=True))
    return KnownNames.of(home.secret().hex(), pairs)


def mask_names(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Take the persons of the workspace's ledgers out of all free text: some became known after the text came."""
    names = _standing(con, home)
    if not names.suspect:
        return
    for contract in contracts.catalogue().values():
        for column in contract.columns:
            if is_free(column):
                _mask(con, names, contract, column.name)


def _standing(con: duckdb.DuckDBPyConnection, home: Home) -> KnownNames:
    pairs = [
        pair
        for dataset in sorted(PEOPLE)
        for pair in con.execute(f'SELECT DISTINCT name, name_hash FROM "{dataset}"').fetchall()
    ]
    return KnownNames.of(home.secret().hex(), pairs)


def _mask(con: duckdb.DuckDBPyConnection, names: KnownNames, contract: Contract, column: str) -> None:
    said = con.sql(
        f'SELECT said FROM (SELECT DISTINCT "{column}" AS said FROM "{contract.id}") AS different '
        "WHERE regexp_matches(said, $suspect)",
        params={"suspect": names.suspect},
    ).to_arrow_table()
    if not said.num_rows:
        return
    kept = without_names(said["said"], contract.column(column), names)
    if kept.to_pylist() == said["said"].to_pylist():
        return
    con.register("_masked", pa.table({"said": said["said"], "kept": kept}))
    con.execute(
        f'UPDATE "{contract.id}" AS rows SET "{column}" = m.kept FROM _masked AS m '
        f'WHERE rows."{column}" = m.said AND m.said <> m.kept'
    )
    con.unregister("_masked")


def erased(home: Home) -> Erased:
    """Who was erased from this home on request."""
    path = home.path / ERASED
    if not path.exists():
        return Erased()
    said = json.loads(path.read_text(encoding="utf-8"))
    return Erased(*(frozenset(said[kind]) for kind in ("ids", "numbers", "names")))


def remember_erased(home: Home, ids: Iterable[str], numbers: Iterable[str], names: Iterable[str]) -> None:
    """Add hashes of an erased person: none of his rows comes in any more."""
    before = erased(home)
    said = {
        "ids": sorted(before.ids | set(ids)),
        "numbers": sorted(before.numbers | set(numbers)),
        "names": sorted(before.names | set(names)),
    }
    partial = home.path / f"{ERASED}.{secrets.token_hex(4)}.partial"
    write_bytes(partial, json.dumps(said, indent=1).encode())
    os.replace(partial, home.path / ERASED)
    sync_folder(home.path)
