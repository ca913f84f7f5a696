"""A code of an export's closed list by its name on the screen."""

from __future__ import annotations

from neighborcare import contracts


def name(dataset: str, column: str, code: str | None, language: str) -> str:
    """The code's label; a text that is no code as it stands, "" for nothing."""
    known = {c.code: c.label for c in contracts.get(dataset).column(column).codes}
    return known[code].of(language) if code in known else code or ""
