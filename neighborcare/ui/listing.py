"""A list of rows in a picture's frame: its finding, what it lists, the table with its download, source and date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from neighborcare import measures
from neighborcare.ui import noting, tables
from neighborcare.ui.picture import foot, picture
from neighborcare.ui.session import Session

TALL = 320  # px of a table with more rows than a glance takes
GLANCE = 7

Columns = Mapping[str, Sequence[Any]]


def size(columns: Columns) -> int:
    """How many rows the columns have."""
    return len(next(iter(columns.values()), ()))


def show(session: Session, columns: Columns, *, title: str, measured: str, kpi: str, key: str) -> None:
    """Draw it; nothing where there are no rows. `kpi` names the source; `key` the table and its file."""
    if not size(columns):
        return
    with picture(title, measured, foot=foot(session, measures.get(kpi), definition=False), key=key):
        noting.looked(session, key, size(columns))
        tables.show(session, columns, key=f"{key}_table", height=TALL if size(columns) > GLANCE else None)
