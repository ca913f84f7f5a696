"""The statements of checking.sql by name, with identifiers (from contracts only) put in; values stay bound."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template

import duckdb
import pyarrow as pa

MACROS = Path(__file__).with_name("conversion.sql")
FILE = Path(__file__).with_name("checking.sql")


Bound = Mapping[str, object]


def statement(name: str, /, **parts: str) -> str:
    """A statement with its `$parts` filled in; what is left are bound parameters."""
    return _all()[name].safe_substitute(parts)


def run(con: duckdb.DuckDBPyConnection, sql: str, bound: Bound) -> duckdb.DuckDBPyConnection:
    """Execute with those of the values that the statement names."""
    return con.execute(sql, _named(sql, bound))


def run_table(con: duckdb.DuckDBPyConnection, sql: str, bound: Bound) -> pa.Table:
    """The answer as a table."""
    return con.sql(sql, params=_named(sql, bound)).to_arrow_table()


def _named(sql: str, bound: Bound) -> dict[str, object]:
    return {key: value for key, value in bound.items() if f"${key}" in sql}


@cache
def macros() -> str:
    """The conversion macros, to be made once in a connection."""
    return MACROS.read_text(encoding="utf-8")


@cache
def _all() -> Mapping[str, Template]:
    blocks = FILE.read_text(encoding="utf-8").split("-- name: ")[1:]
    pairs = (block.split("\n", 1) for block in blocks)
    return {name.strip(): Template(text.strip().removesuffix(";")) for name, text in pairs}
