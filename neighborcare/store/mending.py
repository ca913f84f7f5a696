"""Rows that were sent back and come in again: whose rejected rows a corrected workbook holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pyarrow as pa

from neighborcare.intake import rejects
from neighborcare.intake.raw import RawTable
from neighborcare.store import sealing, sent_back
from neighborcare.store.batches import Batch
from neighborcare.store.home import Home

ALIKE = 0.5  # so much of the cells must be as it was: the rest is what was mended


def mended_batch(home: Home, raw: RawTable, dataset: str, active: Sequence[Batch]) -> str:
    """The batch whose rejected rows these are, told by their original row numbers and their cells; "" if none.

    The newest of several that fit alike. A few rows left out, or others added, change nothing.
    """
    numbers = rejects.original_rows(raw)
    if not numbers:
        return ""
    scores = {
        batch.id: _likeness(home, batch, raw, numbers)
        for batch in active
        if batch.dataset == dataset and batch.rejected
    }
    best = max(reversed(scores), key=lambda name: scores[name], default="")
    return best if best and scores[best] >= ALIKE else ""


def _likeness(home: Home, batch: Batch, raw: RawTable, numbers: Mapping[int, int]) -> float:
    """The share of the cells under the same headers that are as they were in the batch's rejected rows."""
    before = _before(home, batch)
    if before is None:
        return 0.0
    header: list[str] = json.loads(before.schema.metadata[b"header"])
    at = {row: place for place, row in enumerate(before["_row"].to_pylist())}
    pairs = [(place, at[number]) for place, number in numbers.items() if number in at]
    shared = [(raw.header.index(name), i) for i, name in enumerate(header) if name and name in raw.header]
    same = sum(
        _said(raw.table[f"c{new}"][place].as_py()) == _said(before[f"c{old}"][row].as_py())
        for new, old in shared
        for place, row in pairs
    )
    return same / max(len(numbers) * len(shared), 1)


def _before(home: Home, batch: Batch) -> pa.Table | None:
    """The batch's rejected rows, if they are kept and this key opens them."""
    try:
        return sent_back.rows(home, batch.folder(home))
    except sealing.Unsealable:
        return None


def _said(cell: object) -> str:
    return rejects.as_text(cell).strip().lstrip("'")
