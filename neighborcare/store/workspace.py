"""The tables that a build works on: every dataset as it stands on the as-of date, and who belongs where.

The current state of a dataset is, for every key, its row in the newest active batch. Measures read these
tables and nothing else:

* one table a dataset, with the contract's stored columns, `_batch` and `_row`; `grid_id` is never NULL, and no free
  text names a person of the ledgers;
* `<dataset>_<column>` for columns that hold several codes: key columns and one code a row;
* `place(grid_id, grid_name, community_id, community_name, is_grid)`: all grids, and for each community one
  pseudo-grid `@<community_id>` for what belongs to the whole community;
* `months(month, last_day, day_to)` and `days(day, month)` up to the as-of date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb

from neighborcare import contracts
from neighborcare.contracts import Column, Contract
from neighborcare.store import people
from neighborcare.store.batches import EXPORT_ROWS, WITHDRAWN, Batch
from neighborcare.store.home import Home

QUERIES = Path(__file__).parent / "queries"
STREET = "street"


def fill(
    con: duckdb.DuckDBPyConnection, home: Home, batches: Sequence[Batch], as_of: date | None, today: date
) -> date:
    """Make all workspace tables from these batches (in their order) and give the as-of date that was used.

    `as_of` None means: the end of the month of the newest event, but not after `today`.
    """
    for contract in contracts.catalogue().values():
        own = [batch for batch in batches if batch.dataset == contract.id]
        state(con, contract, _paths(home, own))
    people.mask_names(con, home)
    day = as_of or newest(con, today)
    for contract in contracts.catalogue().values():
        _as_of(con, contract, day)
    con.execute((QUERIES / "belonging.sql").read_text(encoding="utf-8"))
    _belong(con)
    _place(con)
    _calendar(con, day)
    return day


def state(
    con: duckdb.DuckDBPyConnection, contract: Contract, rows: Sequence[tuple[str, Path]], table: str = ""
) -> None:
    """Create the table of a dataset's current state from (batch id, Parquet file) pairs, the newest last.

    A key whose newest mention is that a batch takes it back is not there.
    """
    name = table or contract.id
    columns = ", ".join(f'"{column}" {kind}' for column, kind in contract.stored)
    con.execute(f'CREATE OR REPLACE TABLE "{name}" ({columns}, _batch VARCHAR, _row BIGINT)')
    if not rows:
        return
    stored = ", ".join(f'"{column}"' for column, _ in contract.stored)
    key = ", ".join(f'"{column}"' for column in contract.key)
    order = {str(path): (index, batch) for index, (batch, path) in enumerate(rows)}
    con.execute("CREATE OR REPLACE TEMP TABLE _order (file VARCHAR, position INTEGER, batch VARCHAR)")
    con.executemany("INSERT INTO _order VALUES (?, ?, ?)", [(f, n, b) for f, (n, b) in order.items()])
    con.execute(
        f'INSERT INTO "{name}" SELECT {stored}, batch, _row FROM ('
        f"  SELECT r.*, o.batch, o.position, row_number() OVER (PARTITION BY {key} ORDER BY o.position DESC) AS _newest"
        f"  FROM read_parquet($files, union_by_name = true, filename = true) AS r"
        f"  JOIN _order AS o ON o.file = r.filename"
        f") AS r WHERE _newest = 1 {_not_withdrawn(con, contract, list(order))} ORDER BY batch, _row",
        {"files": list(order)},
    )


def _not_withdrawn(con: duckdb.DuckDBPyConnection, contract: Contract, files: Sequence[str]) -> str:
    """The condition that no batch from the row's own on takes its key back."""
    gone = [(n, str(Path(file).with_name(WITHDRAWN))) for n, file in enumerate(files)]
    gone = [(n, path) for n, path in gone if Path(path).exists()]
    if not gone:
        return ""
    key = ", ".join(f'"{name}"' for name in contract.key)
    parts = " UNION ALL ".join(f"SELECT {n} AS position, {key} FROM read_parquet(?)" for n, _ in gone)
    con.execute(f"CREATE OR REPLACE TEMP TABLE _gone AS {parts}", [path for _, path in gone])
    same = " AND ".join(f'g."{name}" = r."{name}"' for name in contract.key)
    return f"AND NOT EXISTS (SELECT 1 FROM _gone AS g WHERE g.position > r.position AND {same})"


def newest(con: duckdb.DuckDBPyConnection, today: date) -> date:
    """The end of the month of the newest event in the tables (of a snapshot where no event is), at most today."""
    for of_events in (True, False):
        days = [
            day
            for contract in _dated()
            if contract.is_fact is of_events and (day := _last_day(con, contract))
        ]
        if days:
            return min(_month_end(max(days)), today)
    return today


def _dated() -> Iterable[Contract]:
    return (contract for contract in contracts.catalogue().values() if contract.when)


def _last_day(con: duckdb.DuckDBPyConnection, contract: Contract) -> date | None:
    row = con.execute(f'SELECT max(cast("{contract.when}" AS DATE)) FROM "{contract.id}"').fetchone()
    found: date | None = row[0] if row else None
    return found


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _paths(home: Home, batches: Iterable[Batch]) -> list[tuple[str, Path]]:
    return [(batch.id, batch.folder(home) / EXPORT_ROWS) for batch in batches]


def _as_of(con: duckdb.DuckDBPyConnection, contract: Contract, day: date) -> None:
    """Forget what happened after that day: rows that began later, and later stages of earlier rows.

    What is planned (a due date, an end of validity) is known beforehand and stays.
    """
    for column in contract.columns:
        if column.told_by:
            con.execute(
                f'UPDATE "{contract.id}" SET "{column.name}" = NULL WHERE cast("{column.told_by}" AS DATE) > $day',
                {"day": day},
            )
    if contract.when and _planned_before(contract):
        con.execute(
            f'UPDATE "{contract.id}" SET "{contract.when}" = NULL WHERE cast("{contract.when}" AS DATE) > $day',
            {"day": day},
        )
    elif contract.when and not contract.snapshot:
        con.execute(f'DELETE FROM "{contract.id}" WHERE cast("{contract.when}" AS DATE) > $day', {"day": day})
    for column in contract.columns:
        if _is_stage(contract, column):
            con.execute(
                f'UPDATE "{contract.id}" SET "{column.name}" = NULL WHERE cast("{column.name}" AS DATE) > $day',
                {"day": day},
            )


def _planned_before(contract: Contract) -> bool:
    """Whether a row is there before it happens: an activity stands in the plan until it is held, works until done."""
    return contract.is_fact and contract.when is not None and not contract.column(contract.when).required


def _is_stage(contract: Contract, column: Column) -> bool:
    is_time = column.kind in ("date", "datetime") and bool(column.stored)
    return is_time and not column.planned and column.name != contract.when


def _belong(con: duckdb.DuckDBPyConnection) -> None:
    """Give every row a grid: its own, its person's, its building's, else its community as a whole."""
    for contract in contracts.catalogue().values():
        names = [name for name, _ in contract.stored]
        if not {"grid_id", "community_id"} <= set(names) or contract.id == "grids":
            continue
        for link in ("building_id", "person_id"):
            if link in names and link not in contract.key:
                con.execute(
                    f'UPDATE "{contract.id}" AS r SET grid_id = b.grid_id FROM belonging AS b '
                    f"WHERE r.grid_id IS NULL AND b.kind = $kind AND b.id = r.{link} AND b.grid_id IS NOT NULL",
                    {"kind": link},
                )
        con.execute(f"UPDATE \"{contract.id}\" SET grid_id = '@' || community_id WHERE grid_id IS NULL")
        for column in contract.columns:
            if column.kind == "codes":
                _unfold(con, contract, column)


def _place(con: duckdb.DuckDBPyConnection) -> None:
    """All grids that the ledger or any row names, and one pseudo-grid for every community."""
    named = " UNION ".join(
        f'SELECT grid_id, community_id FROM "{contract.id}"'
        for contract in contracts.catalogue().values()
        if {"grid_id", "community_id"} <= {name for name, _ in contract.stored}
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE _named AS {named}")
    con.execute((QUERIES / "place.sql").read_text(encoding="utf-8"))


def _unfold(con: duckdb.DuckDBPyConnection, contract: Contract, column: Column) -> None:
    key = ", ".join(f'"{name}"' for name in contract.key)
    con.execute(
        f'CREATE OR REPLACE TABLE "{contract.id}_{column.name}" AS '
        f'SELECT DISTINCT {key}, unnest(string_split("{column.name}", \';\')) AS "{column.name}" '
        f'FROM "{contract.id}" WHERE "{column.name}" IS NOT NULL'
    )


def _calendar(con: duckdb.DuckDBPyConnection, day: date) -> None:
    """`months` and `days` from the first event (of a snapshot where no event is) to the as-of date."""
    first = _first_day(con, events=True) or _first_day(con, events=False) or day
    earliest = max(first, day - timedelta(days=3660)).replace(day=1)
    con.execute(
        (QUERIES / "calendar.sql").read_text(encoding="utf-8"),
        {"first": min(earliest, day.replace(day=1)), "as_of": day},
    )
    con.execute(
        "CREATE OR REPLACE TABLE months AS SELECT month, max(calendar_day) AS last_day, "
        "least(max(calendar_day), cast($as_of AS DATE)) AS day_to FROM _calendar GROUP BY month ORDER BY month",
        {"as_of": day},
    )
    con.execute(
        "CREATE OR REPLACE TABLE days AS SELECT calendar_day AS day, month FROM _calendar "
        "WHERE calendar_day <= cast($as_of AS DATE) ORDER BY day",
        {"as_of": day},
    )


def _first_day(con: duckdb.DuckDBPyConnection, *, events: bool) -> date | None:
    found = []
    for contract in _dated():
        if contract.is_fact is events and (events or contract.snapshot):
            row = con.execute(f'SELECT min(cast("{contract.when}" AS DATE)) FROM "{contract.id}"').fetchone()
            found.append(row[0] if row else None)
    return min((day for day in found if day), default=None)


def loaded(con: duckdb.DuckDBPyConnection) -> Mapping[str, int]:
    """Rows by dataset in the workspace."""
    counts = {}
    for name in contracts.catalogue():
        row = con.execute(f'SELECT count(*) FROM "{name}"').fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts
