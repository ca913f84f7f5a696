"""Whose rows a batch or a staged table holds, and of which days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from neighborcare import contracts
from neighborcare.store.batches import EXPORT_ROWS
from neighborcare.text import formats
from neighborcare.ui import filters
from neighborcare.ui.cache import answer, generation
from neighborcare.ui.session import Session

Span = tuple[date, date]


def covered(folder: Path | None, dataset: str) -> tuple[tuple[str, ...], Span | None]:
    """The communities of the rows in that folder, and the (first, last) day that they speak of; nothing for maps."""
    if folder is None or dataset not in contracts.catalogue() or not (folder / EXPORT_ROWS).exists():
        return (), None
    return _covered(folder / EXPORT_ROWS, dataset)


def months(folder: Path | None, dataset: str) -> list[date]:
    """The first days of the months of those rows, at most two years of them."""
    _communities, span = covered(folder, dataset)
    return between(*span) if span else []


def between(first: date, last: date) -> list[date]:
    """The first days of the months from one day to another, the last two years of them."""
    begin, end = (day.year * 12 + day.month - 1 for day in (first, last))
    return [date(at // 12, at % 12 + 1, 1) for at in range(max(begin, end - 23), end + 1)]


def words(session: Session, folder: Path | None, dataset: str) -> list[str]:
    """The same for the screen: names of communities, a period."""
    communities, span = covered(folder, dataset)
    names = _names(session)
    said = [formats.listing([names.get(c, c) for c in communities], session.language)] if communities else []
    return [*said, formats.period(*span, session.language)] if span else said


@lru_cache(maxsize=256)
def _covered(path: Path, dataset: str) -> tuple[tuple[str, ...], Span | None]:
    contract = contracts.get(dataset)
    wanted = [name for name in ("community_id", contract.when) if name in dict(contract.stored)]
    rows = pq.read_table(path, columns=wanted)
    named = pc.unique(rows["community_id"]).to_pylist() if "community_id" in wanted else []
    communities = tuple(sorted(community for community in named if community))
    span = pc.min_max(rows[contract.when]).as_py() if contract.when else {}
    first, last = span.get("min"), span.get("max")
    return communities, (first, last) if first and last else None


def _names(session: Session) -> Mapping[str, str]:
    if not generation(session).number:
        return {}
    return {place.community_id: place.community_name for place in answer(session, filters.places)}
