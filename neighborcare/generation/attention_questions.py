"""What needs attention, for the command line and the digest."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from neighborcare.generation.questions import area_of, opened
from neighborcare.store.home import Home

COLUMNS = (
    "signal",
    "severity",
    "community_id",
    "community",
    "grid_id",
    "grid",
    "subject",
    "items",
    "value",
    "expected",
    "owner",
    "due",
)


def attention(
    home: Home, *, area: str | None = None, as_of: date | None = None, number: int | None = None
) -> tuple[list[dict[str, Any]], date]:
    """Signals of an area (None: the street), the gravest first, and their as-of day; one dict of `COLUMNS` each.

    `owner` is the grid manager's masked name or None. Raises NotFound for an unknown area.
    """
    with opened(home, number, as_of) as (con, _made, day):
        kind, name = area_of(con, area)
        rows = con.execute(_query(), {"kind": kind, "area": name}).fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows], day


@cache
def _query() -> str:
    return (Path(__file__).parent / "queries" / "signals.sql").read_text(encoding="utf-8")
