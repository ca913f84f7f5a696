"""What a role may ask: whose files, which tables (tables.toml), which columns (roles.toml).

A statement is held against it before the role's file is asked. The file does not hold what is not the role's either
(privacy/views); the two know nothing of each other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import duckdb

from neighborcare import contracts
from neighborcare.access.roles import ROLES, TABLE, Role
from neighborcare.errors import Forbidden
from neighborcare.store.statement import named
from neighborcare.text import N_

NAMES = "information_schema.tables"  # which tables there are: told to everybody, files of earlier versions lack some
FUNCTIONS = frozenset(
    {"unnest", "range", "generate_series"}
)  # may stand where a table would: they read nothing


@cache
def _said() -> Mapping[str, Mapping[str, list[str]]]:
    said = tomllib.loads((Path(__file__).parent / "tables.toml").read_text(encoding="utf-8"))
    unknown = {role for part in said.values() for roles in part.values() for role in roles} - set(ROLES)
    if unknown or set(said) != {"files", "exports", "tables"}:
        raise ValueError(f"tables.toml names {sorted(unknown or said)}")
    return cast("Mapping[str, Mapping[str, list[str]]]", said)


@cache
def tables(role: Role) -> frozenset[str]:
    """The tables that the role may ask."""
    said = _said()["tables"]
    own = {table for table, roles in said.items() if role in roles}
    rows = set(contracts.catalogue()) - set(said) if role in _said()["exports"]["rows"] else set()
    return frozenset(own | rows)


def files(role: Role) -> frozenset[str]:
    """The roles whose files the role may ask: its own, and what tables.toml says besides."""
    return frozenset({role, *_said()["files"].get(role, ())})


def check(role: Role, sql: str) -> frozenset[str]:
    """The tables that the statement reads. Raises Forbidden unless the role may ask exactly that."""
    try:
        found = named(sql)
    except ValueError:
        raise _forbidden() from None
    strange = found.tables - tables(role) - {NAMES} or found.functions - FUNCTIONS
    if strange or found.columns & TABLE[role].without:
        raise _forbidden()
    return found.tables


def spoilt(connection: duckdb.DuckDBPyConnection, role: Role) -> frozenset[str]:
    """Tables of an open file that hold a column which the role is to be without: none, if the file was made right."""
    rows = connection.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall()
    return frozenset(table for table, column in rows if column.lower() in TABLE[role].without)


@dataclass(frozen=True, slots=True)
class Allowed:
    """A role's open file as a question gets it: it answers what the role may ask, and raises Forbidden at all else."""

    connection: duckdb.DuckDBPyConnection
    role: Role
    closed: frozenset[str] = frozenset()  # tables of this file that nobody may ask

    def execute(self, query: str, parameters: object = None) -> Allowed:
        """Ask; the answer is fetched from what comes back."""
        if check(self.role, query) & self.closed:
            raise _forbidden()
        self.connection.execute(query, parameters)
        return self

    def fetchall(self) -> list[Any]:
        """The rows of the answer that are left."""
        return self.connection.fetchall()

    def fetchone(self) -> Any:  # noqa: ANN401 - as DuckDB gives it
        """The answer's next row."""
        return self.connection.fetchone()

    def fetchnumpy(self) -> dict[str, Any]:
        """The answer by columns."""
        return self.connection.fetchnumpy()

    @property
    def description(self) -> list[Any]:
        """The answer's columns."""
        return self.connection.description


def _forbidden() -> Forbidden:
    return Forbidden(
        N_("This question is not part of your work area."),
        remedy=N_("Choose a page from the menu."),
    )
