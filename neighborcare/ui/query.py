"""What the pages ask beyond KPIs: queries by name, and which tables a role's file has at all."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import duckdb

FOLDER = Path(__file__).parent / "queries"


@cache
def text(name: str) -> str:
    """The query of that name (`queries/<name>.sql`)."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def rows(con: duckdb.DuckDBPyConnection, query: str, /, **bound: object) -> tuple[tuple[Any, ...], ...]:
    """All rows of that query with these values bound."""
    return tuple(con.execute(text(query), bound).fetchall())


def has(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether this role's file holds the table: what a role may not see is not there."""
    return bool(rows(con, "has_table", name=table))
