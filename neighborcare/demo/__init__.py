"""The demonstration street: made-up people in a made-up town, written as the files that offices send.

`write` gives 25 months (August 2023 to August 2025) of exports and the geography to go with them. The same seed
gives the same bytes. The figures that the five accounts published (published.py) come out of the rows by counting, and
each module says which of them are its own; everything else is believable weather.
"""

from __future__ import annotations

from pathlib import Path

from neighborcare.demo import files, street
from neighborcare.demo.plan import SEED
from neighborcare.demo.street import Street

__all__ = ["SEED", "Street", "make", "write"]


def make(seed: int = SEED) -> Street:
    """The town and the true rows of every dataset, not yet dressed as files."""
    return street.make(seed)


def write(to: Path, seed: int = SEED) -> list[Path]:
    """Writes `to/exports/…` and `to/geography/…`; returns the files, in the order in which they were made."""
    return files.save(make(seed), to)
