"""A small workspace for tests: the tables that KPI SQL reads, from rows that name only the columns that matter.

It follows the same description as the production one (store/workspace): nothing happened after the as-of day,
every row has a grid, codes have their side tables, and there are places, months and days.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from neighborcare import contracts
from neighborcare.contracts import Contract

Row = dict[str, Any]
World = Mapping[str, Sequence[Row]]

REACH = {"month": "DATE", "building_id": "VARCHAR", "grid_id": "VARCHAR", "person_class": "VARCHAR"} | {
    "elders": "DOUBLE",
    "metres": "DOUBLE",
    "minutes": "DOUBLE",
    "state": "VARCHAR",
}
REPORTING = dict.fromkeys(("dataset", "community_id", "grid_id"), "VARCHAR") | {
    "month": "DATE",
    "state": "VARCHAR",
    "is_due": "BOOLEAN",
}
REACH_PEOPLE = {"month": "DATE", "person_id": "VARCHAR", "grid_id": "VARCHAR"} | {
    "minutes": "DOUBLE",
    "state": "VARCHAR",
}


def settle(given: World, as_of: date) -> dict[str, list[Row]]:
    """The rows of every dataset as they stood on the as-of day, each with all columns and a grid."""
    settled = {
        name: [row for source in given.get(name, ()) if (row := _row(contract, source, as_of)) is not None]
        for name, contract in contracts.catalogue().items()
    }
    homes = {("building_id", row["building_id"]): row["grid_id"] for row in settled["buildings"]}
    for name in ("buildings", "key_people", *settled):
        for row in settled[name]:
            _belong(row, homes)
            if name == "key_people":
                homes["person_id", row["person_id"]] = row["grid_id"]
    others = {"reach": REACH, "reach_people": REACH_PEOPLE, "reporting": REPORTING}
    return settled | {
        name: [dict.fromkeys(columns) | row for row in given.get(name, ())]
        for name, columns in others.items()
    }


def months_between(first: date, as_of: date) -> list[tuple[date, date, date]]:
    """(month, last_day, day_to) from the first month to that of the as-of day."""
    found = []
    month = first.replace(day=1)
    while month <= as_of:
        last_day = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        found.append((month, last_day, min(last_day, as_of)))
        month = last_day + timedelta(days=1)
    return found


def fill(
    con: duckdb.DuckDBPyConnection, settled: Mapping[str, Sequence[Row]], first: date, as_of: date
) -> None:
    """Create all tables of the workspace from settled rows."""
    for name, contract in contracts.catalogue().items():
        schema = dict(contract.stored) | {"_batch": "VARCHAR", "_row": "BIGINT"}
        _create(con, name, schema, settled[name])
        for column in contract.columns:
            if column.kind == "codes":
                _unfold(con, contract, column.name, settled[name])
    _create(con, "reach", REACH, settled["reach"])
    _create(con, "reach_people", REACH_PEOPLE, settled["reach_people"])
    _create(con, "reporting", REPORTING, settled["reporting"])
    months = months_between(first, as_of)
    columns = ("month", "last_day", "day_to")
    _create(
        con, "months", dict.fromkeys(columns, "DATE"), [dict(zip(columns, m, strict=True)) for m in months]
    )
    _create(con, "days", {"day": "DATE", "month": "DATE"}, days_of(months))
    schema = dict.fromkeys(("grid_id", "grid_name", "community_id", "community_name"), "VARCHAR")
    _create(con, "place", schema | {"is_grid": "BOOLEAN"}, places(settled))


def days_of(months: Sequence[tuple[date, date, date]]) -> list[Row]:
    """Every day of the months up to the as-of day."""
    return [
        {"day": month + timedelta(days=n), "month": month}
        for month, _, day_to in months
        for n in range((day_to - month).days + 1)
    ]


def places(settled: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Every grid that is named anywhere, and a pseudo-grid for every community."""
    found: dict[str, str] = {}
    for rows in settled.values():
        for row in rows:
            community = row.get("community_id")
            if community:
                found[f"@{community}"] = community
                if row.get("grid_id"):
                    found.setdefault(row["grid_id"], community)
    return [
        {
            "grid_id": grid,
            "grid_name": grid,
            "community_id": community,
            "community_name": community,
            "is_grid": grid[0] != "@",
        }
        for grid, community in sorted(found.items())
    ]


def _row(contract: Contract, source: Row, as_of: date) -> Row | None:
    columns = dict.fromkeys(name for name, _ in contract.stored)
    unknown = source.keys() - columns.keys()
    if unknown:
        raise KeyError(f"{contract.id} has no {sorted(unknown)}")
    default = {"community_id": "C1"} if "community_id" in columns else {}
    row = columns | default | source | {"_batch": "b1", "_row": 1}
    for column in contract.columns:
        told = row.get(column.told_by or "")
        if told is not None and day(told) > as_of:
            row[column.name] = None
    for column in contract.columns:
        moment = row.get(column.name)
        if column.kind not in ("date", "datetime") or moment is None or day(moment) <= as_of:
            continue
        is_when = column.name == contract.when
        if is_when and (column.required or not contract.is_fact):
            if not contract.snapshot:
                return None
        elif is_when or not column.planned:
            row[column.name] = None
    return row


def day(moment: Any) -> date:
    """The calendar day of a date or a date-time."""
    on: date = moment.date() if isinstance(moment, datetime) else moment
    return on


def _belong(row: Row, homes: Mapping[tuple[str, Any], Any]) -> None:
    if "grid_id" not in row or row["grid_id"] is not None:
        return
    ways = (homes.get((link, row.get(link))) for link in ("building_id", "person_id"))
    row["grid_id"] = next((grid for grid in ways if grid), f"@{row['community_id']}")


def _unfold(con: duckdb.DuckDBPyConnection, contract: Contract, column: str, rows: Sequence[Row]) -> None:
    key = contract.key[0]
    codes = [{key: row[key], column: code} for row in rows for code in (row[column] or "").split(";") if code]
    _create(con, f"{contract.id}_{column}", {key: "VARCHAR", column: "VARCHAR"}, codes)


def _create(
    con: duckdb.DuckDBPyConnection, name: str, schema: Mapping[str, str], rows: Sequence[Row]
) -> None:
    columns = ", ".join(f'"{column}" {kind}' for column, kind in schema.items())
    con.execute(f'CREATE OR REPLACE TABLE "{name}" ({columns})')
    if rows:
        con.register("given", pa.table({column: [row[column] for row in rows] for column in schema}))
        con.execute(f'INSERT INTO "{name}" SELECT * FROM given')  # noqa: S608 - names from contracts
        con.unregister("given")
