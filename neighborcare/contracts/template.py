"""A blank workbook for one export, made from its contract."""

from __future__ import annotations

from neighborcare.contracts import Contract


def template(contract: Contract) -> bytes:
    """The .xlsx: a header row in Chinese with drop-downs and formats, a sheet of notes in both languages."""
    raise NotImplementedError
