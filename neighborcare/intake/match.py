"""What comes of reading a header: which column stands where, why it was taken for it, what is left over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from neighborcare.contracts import Contract
from neighborcare.intake.above import Given
from neighborcare.text import Label

Kind = Literal["name", "synonym", "alike", "values", "remembered", "title", "said"]


# What tells the community of a row that does not name it, in this order.
TELLERS = ("grid_id", "person_id", "building_id", "point_id")


def tellers(contract: Contract, columns: Collection[str]) -> tuple[str, ...]:
    """Those of a table's columns that tell the community of a row, so that the row need not name it."""
    refer = {column.name for column in contract.columns if column.reference}
    return tuple(name for name in TELLERS if name in columns and name in refer)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a header was taken for a column, in words for the page."""

    kind: Kind
    says: Label


@dataclass(frozen=True, slots=True)
class Remembered:
    """What somebody said of a header before: the contract's column ("": carries nothing), and where that is from."""

    column: str
    says: Label


Memory = Mapping[tuple[str, str], Remembered]  # (dataset, normal header) → what was said


@dataclass(frozen=True, slots=True)
class Match:
    """A header understood: contract column name → position in the header; what was not understood; what is missing.

    `ignored` are headers that carry nothing (序号, 原行号, 原因), or say again what another column says by number.
    `reasons` gives why, by column. `candidates`: for an unmatched header the columns that come nearest.
    `given`: columns that the file does not have, with the value that is said once for all rows.
    """

    dataset: str
    columns: Mapping[str, int]
    unmatched: tuple[str, ...]
    missing: tuple[str, ...]
    ignored: tuple[str, ...] = ()
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    given: Mapping[str, Given] = field(default_factory=dict)
