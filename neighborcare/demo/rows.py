"""A row before it is dressed as a line of a file: column names of the contract, native values, codes as codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from neighborcare import contracts

Row = dict[str, object]


def blank(dataset: str) -> Row:
    """A row of that dataset with nothing in it yet."""
    return {column.name: None for column in contracts.get(dataset).columns}


def whole(value: object) -> int:
    """A row's value as a whole number."""
    return int(str(value))


def number(value: object) -> float:
    """A row's value as a number."""
    return float(str(value))


def day(row: Row, column: str) -> date | None:
    """A row's date, or None."""
    value = row.get(column)
    return value if isinstance(value, date) else None


def moment(row: Row, column: str) -> datetime | None:
    """A row's date-time, or None."""
    value = row.get(column)
    return value if isinstance(value, datetime) else None


def since(row: Row, column: str) -> datetime:
    """A row's date-time that is known to be there."""
    value = row[column]
    assert isinstance(value, datetime)  # noqa: S101 - for the type checker
    return value


def active(row: Row, on: date, start: str = "filed_date") -> bool:
    """Whether a person's file (or a worker's post) is open on that day."""
    began, ended = day(row, start), day(row, "end_date")
    return (began is None or began <= on) and (ended is None or ended > on)


def belongs(person: Row, *groups: str) -> bool:
    """Whether a person is of at least one of these categories."""
    found = person["categories"]
    return isinstance(found, list) and not set(groups).isdisjoint(found)


def of(rows: Sequence[Row], community: str) -> list[Row]:
    """The rows of one community."""
    return [row for row in rows if row["community_id"] == community]
