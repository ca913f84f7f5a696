"""New rows against those that stand: what is known already, what takes an older row's place, what is taken back.

`old_<dataset>` are the tables of what stands (`before` makes them); a file's accepted rows join them one after the
other, so that a second file of the same look is compared with the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.errors import UserError
from neighborcare.intake import checking
from neighborcare.intake.checking import Checked
from neighborcare.intake.erased import ALIAS
from neighborcare.intake.settling import leave_out, write_accepted
from neighborcare.store import batches, workspace
from neighborcare.store.batches import Batch
from neighborcare.store.home import Home
from neighborcare.text import N_


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows to take, those of them that replace an older one, and older rows of the month that are taken back."""

    accepted: int
    replaced: int
    withdrawn: int = 0


def before(
    con: duckdb.DuckDBPyConnection, home: Home, wanted: Sequence[Contract], active: Sequence[Batch]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Tables `old_<dataset>` of what these contracts are, refer to or look into.

    Gives by dataset a relation of names (for references), and the table itself (for checks over several rows).
    """
    names = {contract.id for contract in wanted}
    names |= {name for contract in wanted for name in contract.references}
    names |= {name for contract in wanted for check in contract.checks for name in check.reads}
    known, old = {}, {}
    for name in sorted(names & set(contracts.catalogue())):
        contract = contracts.get(name)
        rows = [(b.id, b.folder(home) / batches.EXPORT_ROWS) for b in active if b.dataset == name]
        workspace.state(con, contract, rows, table=f"old_{name}")
        if rows:
            con.execute(f"CREATE TEMP TABLE known_{name} AS {checking.knowable(contract, f'old_{name}')}")
            known[name], old[name] = f"known_{name}", f"old_{name}"
    return known, old


def compare(
    con: duckdb.DuckDBPyConnection, checked: Checked, folder: Path, *, month: date | None, is_last: bool
) -> Compared:
    """Write the rows that say something new to `folder`, and the keys of what is taken back.

    `month`: the first day of the month that the file replaces. `is_last`: no other file of this dataset follows.
    """
    contract, new, old = contracts.get(checked.dataset), checked.table, f"old_{checked.dataset}"
    withdrawn = _withdraw(con, contract, checked, folder, month) if month else 0
    replaced = 0
    if _count(con, old):
        same_row = " AND ".join(f'n."{c}" IS NOT DISTINCT FROM o."{c}"' for c, _ in contract.stored)
        joined = f'FROM "{new}" AS n INNER JOIN "{old}" AS o ON {_same_key(contract)}'
        known = con.execute(f"SELECT n._row {joined} AND {same_row}").fetchall()
        leave_out(con, new, [row for (row,) in known])
        replaced = _count(con, f"(SELECT n._row {joined})")
    accepted = write_accepted(con, checked, folder / batches.EXPORT_ROWS)
    if not is_last:
        stored = ", ".join(f'"{column}"' for column, _ in contract.stored)
        con.execute(
            f'DELETE FROM "{old}" AS o WHERE EXISTS (SELECT 1 FROM "{new}" AS n WHERE {_same_key(contract)})'
        )
        con.execute(f'INSERT INTO "{old}" SELECT {stored}, \'new\', _row FROM "{new}"')
    return Compared(accepted, replaced, withdrawn)


def _withdraw(
    con: duckdb.DuckDBPyConnection, contract: Contract, checked: Checked, folder: Path, month: date
) -> int:
    """Take back what stands of the month in the file's communities and is in none of its rows, good or bad.

    Rows of persons who were erased stay: no file can have them any more.
    """
    if contract.when is None or "community_id" not in dict(contract.stored):
        raise UserError(
            N_("“{dataset}” has no months: a ledger is replaced row by row."),
            remedy=N_("Load it without a month."),
            dataset=contract.label,
        )
    key = ", ".join(f'"{name}"' for name in contract.key)
    con.register("said_keys", checked.values.select(list(contract.key)))
    relation = con.sql(
        f'SELECT {key} FROM "old_{contract.id}" AS o '
        f"WHERE date_trunc('month', \"{contract.when}\") = $month "
        f'AND community_id IN (SELECT community_id FROM "{checked.table}") '
        f"AND NOT EXISTS (SELECT 1 FROM said_keys AS n WHERE {_same_key(contract)}) "
        f'AND NOT starts_with(CAST("{contract.key[0]}" AS VARCHAR), $erased) ORDER BY {key}',
        params={"month": month, "erased": ALIAS},
    ).to_arrow_table()
    con.unregister("said_keys")
    if relation.num_rows:
        pq.write_table(relation, folder / batches.WITHDRAWN)
        con.register("withdrawn_keys", relation)
        con.execute(
            f'DELETE FROM "old_{contract.id}" AS o '
            f"WHERE EXISTS (SELECT 1 FROM withdrawn_keys AS n WHERE {_same_key(contract)})"
        )
        con.unregister("withdrawn_keys")
    return int(relation.num_rows)


def _same_key(contract: Contract) -> str:
    return " AND ".join(f'n."{name}" = o."{name}"' for name in contract.key)


def _count(con: duckdb.DuckDBPyConnection, source: str) -> int:
    ((found,),) = con.execute(f"SELECT count(*) FROM {source}").fetchall()
    return int(found)
