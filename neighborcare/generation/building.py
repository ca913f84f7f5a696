"""Building: batches become the tables of a generation, and the tables one file a role.

Everything a build knows is computed in one connection in memory; nothing outside is touched before `write`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from neighborcare.generation import geography, reach
from neighborcare.measures import catalogue, lists, rollup, signals
from neighborcare.measures.accounts import counting
from neighborcare.privacy import stages, suppression, views
from neighborcare.store import manifest, reporting, workspace
from neighborcare.store.batches import Batch
from neighborcare.store.connection import write_file
from neighborcare.store.home import Home, sha256, sync_folder
from neighborcare.text import N_

Progress = Callable[[str, float], None]

FIGURES = (
    "rollup",
    "kpi_status",
    "place",
    "months",
)  # what a figure of this generation is read from, ever after
QUERIES = Path(__file__).parent / "queries"


def compute(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    chosen: Sequence[Batch],
    as_of: date | None,
    today: date,
    progress: Progress,
) -> date:
    """All tables of a build in the connection; gives the as-of date used."""
    day = figures(con, home, chosen, as_of, today, progress)
    lists.compute(con, day)
    signals.compute(con, day)
    counting.compute(con, day)
    progress(N_("Hiding small numbers"), 0.75)
    suppression.suppress(con, catalogue().values())
    stages.make(con, views.THRESHOLDS)
    views.prepare(con)
    return day


def figures(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    chosen: Sequence[Batch],
    as_of: date | None,
    today: date,
    progress: Progress,
) -> date:
    """The workspace, the circle and `rollup` of these batches; what a build knows before it is cut by role."""
    progress(N_("Putting the exports together"), 0.05)
    exports = [batch for batch in chosen if not batch.dataset.startswith("geo:")]
    day = workspace.fill(con, home, exports, as_of, today)
    reporting.fill(con, home, exports, opened(home, today), today)
    progress(N_("Walking the streets"), 0.25)
    layers = geography.fill(con, home, chosen)
    reach.fill(con, layers)
    progress(N_("Counting the indicators"), 0.45)
    rollup.compute(con, day)
    return day


def opened(home: Home, today: date) -> date:
    """The day of the home's first generation: what was due before came in with it."""
    if not manifest.current_number(home):
        return today
    return date.fromisoformat(manifest.read(home, 1).action.at[:10])


def fingerprint(con: duckdb.DuckDBPyConnection) -> str:
    """The SHA-256 of every figure in `rollup` and of `kpi_status`; sums in another order give the same."""
    found: str = con.execute(_fingerprint()).fetchall()[0][0]
    return found


def write(con: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, str]:
    """Write every role's file, and the figures as they are kept for ever; gives the SHA-256 of each."""
    communities = [
        row[0] for row in con.execute("SELECT DISTINCT community_id FROM place ORDER BY 1").fetchall()
    ]
    hashes = {}
    for file in views.files(communities):
        path = folder / f"{file.name}.duckdb"
        write_file(con, path, dict(file.tables))
        path.chmod(0o600)
        hashes[path.name] = sha256(path)
    for name in FIGURES:
        path = folder / f"{name}.parquet"
        con.sql(f"SELECT * FROM {name} ORDER BY ALL").write_parquet(str(path), compression="zstd")
        path.chmod(0o600)
        hashes[path.name] = sha256(path)
    sync_folder(folder)
    return hashes


@cache
def _fingerprint() -> str:
    return (QUERIES / "fingerprint.sql").read_text(encoding="utf-8")
