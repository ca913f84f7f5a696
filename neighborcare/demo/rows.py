"""A row before it is dressed as a line of a file: column names of the contract, native values, codes as codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

Row = dict[str, object]


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


def active(row: Row, on: date, start: str = "filed_date") -> bool:
    """Whether a person's file (or a worker's post) is open on that day."""
    began, ended = day(row, start), day(row, "end_date")
    return (began is None or began <= on) and (ended is None or ended > on)


def of(rows: Sequence[Row], community: str) -> list[Row]:
    """The rows of one community."""
    return [row for row in rows if row["community_id"] == community]
