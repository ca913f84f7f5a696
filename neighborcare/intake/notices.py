"""What a reader must know of a file besides its rows: a doubtful encoding, and sheets that are not read."""

from __future__ import annotations

from collections.abc import Sequence

from neighborcare.intake.raw import Skipped
from neighborcare.text import N_, translator

_SHEETS = {
    "hidden": N_(
        "The sheet “{sheet}” is hidden and not read ({rows} rows): unhide it if its rows are to go in."
    ),
    "notes": N_("The sheet “{sheet}” holds notes and is not read."),
    "no_header": N_(
        "The sheet “{sheet}” has no header row and is not read ({rows} rows): name its columns if it is a table."
    ),
    "chart": N_("The sheet “{sheet}” is a chart and is not read."),
}


def warnings(texts: Sequence[str], file: str, language: str) -> list[str]:
    """A table's `warnings` in the reader's language."""
    return [translator(language)(text, file=file) for text in texts]


def sheets(skipped: Sequence[Skipped], language: str) -> list[str]:
    """The sheets that are not read, each with why; nothing is said of an empty one."""
    _ = translator(language)
    return [_(_SHEETS[one.why], sheet=one.sheet, rows=one.rows) for one in skipped if one.why in _SHEETS]
