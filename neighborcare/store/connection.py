"""Opening DuckDB: an empty place to work, and a role's file that can only be read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

# No extension is ever looked for (the office has no internet), and no Python variable is taken for a table.
CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_unsigned_extensions": False,
    "python_enable_replacements": False,
}


_at_work: dict[
    int, list[duckdb.DuckDBPyConnection]
] = {}  # scratch databases by the thread that works in them


@contextmanager
def scratch() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory, gone afterwards."""
    connection = duckdb.connect(config=CLOSED)
    mine = _at_work.setdefault(threading.get_ident(), [])
    mine.append(connection)
    try:
        connection.execute("SET preserve_insertion_order = true")
        yield connection
    finally:
        mine.remove(connection)
        connection.close()


def interrupt(thread: int) -> None:
    """Stop the statement that a thread is running in its scratch database, if it runs one; it raises there."""
    for connection in list(_at_work.get(thread, ())):
        with suppress(duckdb.Error):  # closed meanwhile: the work is done
            connection.interrupt()


def open_locked(path: Path) -> duckdb.DuckDBPyConnection:
    """A role's file, read-only, with no way out of it to other files and no way to change that."""
    connection = duckdb.connect(
        str(path), read_only=True, config=CLOSED | {"memory_limit": "1GB", "threads": 2}
    )
    # DuckDB shares one instance a path within a process: a second reader finds it locked already.
    if not connection.execute("SELECT current_setting('lock_configuration')").fetchall()[0][0]:
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    return connection


def write_file(source: duckdb.DuckDBPyConnection, path: Path, tables: dict[str, str]) -> None:
    """Write a new database file with these tables, each the answer of a query on `source`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    escaped = str(path).replace("'", "''")
    source.execute(f"ATTACH '{escaped}' AS target")
    try:
        for name, query in tables.items():
            source.execute(f'CREATE TABLE target."{name}" AS {query}')
    finally:
        source.execute("DETACH target")
