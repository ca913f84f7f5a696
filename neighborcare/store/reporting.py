"""What was due from whom, and what came: every dated export × community × month, with its state.

`reporting(dataset, community_id, grid_id, month, due_by, arrived_on, open_errors, open_batches, state, is_due)`:
one row for each month that an export is due from a community since that export's first month. `state` is

* `clean`: its rows came by `due_by`, and none that was sent back is still out;
* `errors`: rows came, `open_errors` that were sent back (from `open_batches`, joined by `;`) did not come in again;
* `late`: it came after `due_by`, clean;
* `missing`: no file covers that month and community.

A file covers the months from its first event to its last, for the communities it has rows of. `due_by` is the
contract's `due_day` of the next month (an export due by the year: of January, in the row of December). What was due
before the day on which the home was opened is never late: it was brought along. `is_due`
says that the day is over. A row that was sent back is in again once a row with its key stands in the data; where
its key cannot be read, once a later file of that export and community has none sent back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import duckdb

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.store import sent_back
from neighborcare.store.batches import EXPORT_ROWS, Batch
from neighborcare.store.home import Home

QUERIES = Path(__file__).parent / "queries"


def fill(
    con: duckdb.DuckDBPyConnection, home: Home, batches: Sequence[Batch], opened: date, today: date
) -> None:
    """Create `reporting` from the workspace's tables and these batches (in their order)."""
    con.execute((QUERIES / "arrivals.sql").read_text(encoding="utf-8"))
    for contract in dated():
        own = [(order, batch) for order, batch in enumerate(batches) if batch.dataset == contract.id]
        _note_arrivals(con, home, contract, own, today)
        for order, batch in own:
            _note_sent_back(con, home, contract, order, batch)
        _close_by_key(con, contract)
    con.execute((QUERIES / "reporting.sql").read_text(encoding="utf-8"), {"opened": opened, "today": today})


def dated() -> Iterable[Contract]:
    """The contracts that are due by the month or the year and say when."""
    return [c for c in contracts.catalogue().values() if c.when and c.due != "change" and _has_community(c)]


def _has_community(contract: Contract) -> bool:
    return "community_id" in {name for name, _ in contract.stored}


def _note_arrivals(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    contract: Contract,
    own: Sequence[tuple[int, Batch]],
    today: date,
) -> None:
    """`_arrival`: which months of which community each batch covers. `_due`: since when the export is due."""
    for order, batch in own:
        con.execute(
            "INSERT INTO _arrival SELECT $dataset, $position, $batch, community_id, "
            "  cast(date_trunc('month', min(min(moment)) OVER ()) AS DATE), "
            "  cast(date_trunc('month', max(max(moment)) OVER ()) AS DATE), $arrived_on, $rejected "
            f'FROM (SELECT community_id, cast("{contract.when}" AS DATE) AS moment FROM read_parquet($file)) '
            "WHERE moment IS NOT NULL AND community_id IS NOT NULL GROUP BY community_id",
            {
                "dataset": contract.id,
                "position": order,
                "batch": batch.id,
                "arrived_on": date.fromisoformat(batch.taken_at[:10]) if batch.taken_at else today,
                "rejected": batch.rejected,
                "file": str(batch.folder(home) / EXPORT_ROWS),
            },
        )
    con.execute(
        "INSERT INTO _due SELECT $dataset, $due, $day, min(first_month) FROM _arrival WHERE dataset = $dataset "
        "HAVING min(first_month) IS NOT NULL",
        {"dataset": contract.id, "due": contract.due, "day": contract.due_day},
    )


def _note_sent_back(
    con: duckdb.DuckDBPyConnection, home: Home, contract: Contract, order: int, batch: Batch
) -> None:
    """`_sent_back`: the batch's rejected rows with what can be read of their key, community and month."""
    rows = sent_back.counted(con, home, contract, batch.folder(home)) if batch.rejected else None
    if rows is not None:
        con.register("_rows_counted", rows)
        con.execute(
            "INSERT INTO _sent_back SELECT $dataset, $position, key_text, community_text, moment_text "
            "FROM _rows_counted",
            {"dataset": contract.id, "position": order},
        )
        con.unregister("_rows_counted")


def _close_by_key(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Rows that were sent back and came in again are out of `_sent_back`."""
    if len(contract.key) == 1:
        key = f'cast(r."{contract.key[0]}" AS VARCHAR)'
        con.execute(
            f'DELETE FROM _sent_back AS s USING "{contract.id}" AS r '
            f"WHERE s.dataset = $dataset AND s.key_text = {key}",
            {"dataset": contract.id},
        )
