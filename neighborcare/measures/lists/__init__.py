"""Operational lists, read from the rows: who is overdue today, who carries how much, what is open.

One `.sql` file a list over the workspace tables and other lists, with `$as_of` bound; a build keeps each as
`list_<name>`.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

FOLDER = Path(__file__).parent


@cache
def names() -> tuple[str, ...]:
    """The lists that there are, each after those that it reads."""
    text = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.sql"))}
    reads = {name: [other for other in text if f"list_{other}." in text[name]] for name in text}
    return tuple(
        TopologicalSorter({name: set(found) - {name} for name, found in reads.items()}).static_order()
    )


def compute(con: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Create `list_<name>` for every list in the workspace."""
    for name in names():
        query = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
        bound = {"as_of": as_of} if "$as_of" in query else {}
        con.execute(f'CREATE OR REPLACE TABLE "list_{name}" AS {query}', bound)
