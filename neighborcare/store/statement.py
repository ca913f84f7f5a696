"""What a statement names, as the database itself reads it: its tables, table functions and columns. Nothing is run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import duckdb

from neighborcare.store.connection import CLOSED

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Named:
    """What one SELECT reads. A table of a schema stands as "schema.table"; names of its own WITH clauses are none."""

    tables: frozenset[str]
    functions: frozenset[str]  # those that stand where a table would
    columns: frozenset[str]


@lru_cache(maxsize=2048)
def named(sql: str) -> Named:
    """Raises ValueError unless the text is exactly one SELECT (with what belongs to it) that can be read."""
    # Every reader gets a cursor of its own; the text is a value here and is taken apart, not run.
    with _parser().cursor() as cursor:
        found = cursor.execute("SELECT json_serialize_sql(cast($sql AS VARCHAR))", {"sql": sql}).fetchall()
    said = json.loads(found[0][0])
    if said["error"] or len(said["statements"]) != 1:
        raise ValueError("not one SELECT")
    tables: set[str] = set()
    functions: set[str] = set()
    columns: set[str] = set()
    _walk(said["statements"][0]["node"], frozenset(), tables, functions, columns)
    return Named(frozenset(tables), frozenset(functions), frozenset(columns))


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config=CLOSED)


def _walk(
    node: object, own: frozenset[str], tables: set[str], functions: set[str], columns: set[str]
) -> None:
    """Collect what a piece of the tree names; `own` are the WITH names that it can see."""
    if isinstance(node, list):
        for one in node:
            _walk(one, own, tables, functions, columns)
    if not isinstance(node, dict):
        return
    for clause in (node.get("cte_map") or {}).get("map", ()):
        # A clause does not see itself: of the same name as a table it means the table, unless it is recursive.
        inner = own | {_plain(clause["key"])} if _is_recursive(clause["value"]) else own
        _walk(clause["value"], inner, tables, functions, columns)
        own |= {_plain(clause["key"])}
    _name(node, own, tables, functions, columns)
    for key, value in node.items():
        if key != "cte_map":
            _walk(value, own, tables, functions, columns)


def _name(node: Node, own: frozenset[str], tables: set[str], functions: set[str], columns: set[str]) -> None:
    kind = node.get("type")
    if kind == "BASE_TABLE":
        path = [
            _plain(part) for part in (node["catalog_name"], node["schema_name"], node["table_name"]) if part
        ]
        if len(path) > 1 or path[0] not in own:
            tables.add(".".join(path))
    elif kind == "SHOW_REF":
        functions.add("describe")
    elif kind == "TABLE_FUNCTION":
        functions.add(_plain(node["function"]["function_name"]))
    elif kind == "COLUMN_REF":
        columns.update(_plain(part) for part in node["column_names"])
    columns.update(_plain(part) for part in node.get("using_columns") or ())


def _is_recursive(clause: Node) -> bool:
    return bool((clause.get("query_node") or clause).get("type") == "RECURSIVE_CTE_NODE")


def _plain(name: str) -> str:
    """As the database compares names."""
    return name.lower()
