"""Operational lists, read from the rows: who is overdue today, who carries how much, what is open.

One `.sql` file a list over the workspace tables, with `$as_of` bound; a build keeps each as `list_<name>`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The lists that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.sql"))


def compute(con: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Create `list_<name>` for every list in the workspace."""
    for name in names():
        query = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
        bound = {"as_of": as_of} if "$as_of" in query else {}
        con.execute(f'CREATE OR REPLACE TABLE "list_{name}" AS {query}', bound)
