"""What a column holds, told from its cells, where its header is of little use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from neighborcare.contracts import Column, Contract
from neighborcare.intake import degrees
from neighborcare.intake.spelling import code_of, codes_of, is_blank, plain

SAMPLE = 2000  # cells that are looked at
FITS = 0.95  # of them must be what the column takes
LONG = 12  # letters; what is longer on average is told in sentences
FEWEST = 3  # cells that say something; fewer prove nothing
_MOMENT = re.compile(
    r"(19|20)\d{2}(年|[-/.])\d{1,2}(月|[-/.])\d{1,2}日?.{0,12}|(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])(\d{4})?"
)
_IDENTITY = re.compile(r"[1-9]\d{16}[\dx]")
_PHONE = re.compile(r"1[3-9]\d{9}")
_COMMUNITY = re.compile(r".{2,12}(社区|居委会|村委会|村)")
_DECIMAL = re.compile(r"-?\d{1,3}(\.\d+)?")
_DEGREES = re.compile(r"\d{1,3}\.\d{3,}")


def cells(table: pa.Table, position: int) -> list[str]:
    """What the first cells of a column say; blank ones left out."""
    column = table[f"c{position}"].slice(0, SAMPLE)
    words = pc.cast(column, pa.string()).to_pylist()
    return [word for word in words if word is not None and not is_blank(word)]


def fits(column: Column, said: Sequence[str]) -> bool:
    """Whether these cells show that they are that column's: few columns can be told so."""
    if len(said) < FEWEST:
        return False
    if column.kind in {"code", "codes"}:
        return _are_codes(column, said)
    test = _tests(column)
    return test is not None and sum(map(test, said)) >= FITS * len(said)


def speaks_against(column: Column, said: Sequence[str]) -> bool:
    """Whether these cells cannot be that column's: sentences where it takes one of a list."""
    if column.kind not in {"code", "codes"} or len(said) < FEWEST:
        return False
    return sum(map(len, said)) > LONG * len(said) and not any(
        codes_of(column, word)[0] if column.kind == "codes" else code_of(column, word) for word in set(said)
    )


def are_swapped(table: pa.Table, columns: Mapping[str, int]) -> bool:
    """Whether longitude and latitude stand in each other's column: in China the one is above 73, the other below 54."""
    if not {"longitude", "latitude"} <= columns.keys():
        return False
    east, north = (_degrees(cells(table, columns[name])) for name in ("longitude", "latitude"))
    return min(len(east), len(north)) >= FEWEST and max(east) < 54 and min(north) > 73


def _degrees(said: Sequence[str]) -> list[float]:
    angles = degrees.rewritten([cell for cell in said if not _DECIMAL.fullmatch(plain(cell))])
    return [
        float(plain(angles.get(cell, cell)))
        for cell in said
        if cell in angles or _DECIMAL.fullmatch(plain(cell))
    ]


def told(contract: Contract, missing: Sequence[str], columns: Mapping[int, Sequence[str]]) -> dict[str, int]:
    """For each missing column the position of the only one whose cells are its own, and no other missing one's."""
    by_name = {
        name: {at for at, said in columns.items() if fits(contract.column(name), said)} for name in missing
    }
    found: dict[str, int] = {}
    for name, places in by_name.items():
        rivals = {at for other, theirs in by_name.items() if other != name for at in theirs}
        if len(places) == 1 and not places & rivals:
            found[name] = next(iter(places))
    return found


def _are_codes(column: Column, said: Sequence[str]) -> bool:
    different = {plain(word): word for word in said}
    if all(code.code.isdigit() for code in column.codes):
        return False  # 1, 2, 3 may be anything
    meaning = {
        word: codes_of(column, cell)[0] if column.kind == "codes" else code_of(column, cell)
        for word, cell in different.items()
    }
    good = sum(meaning[plain(word)] is not None for word in said)
    return good >= FITS * len(said) and len(set(meaning.values()) - {None}) > 1


def _tests(column: Column) -> Callable[[str], bool] | None:
    if column.kind in {"date", "datetime"}:
        return lambda cell: _MOMENT.fullmatch(plain(cell)) is not None
    if column.keep == "hash":
        return lambda cell: _IDENTITY.fullmatch(plain(cell)) is not None
    if column.name == "phone":
        return lambda cell: _PHONE.fullmatch(plain(cell)) is not None
    if column.name == "community_id":
        return lambda cell: _COMMUNITY.fullmatch(plain(cell)) is not None
    if column.name in {"longitude", "latitude"}:
        low, high = (73.0, 136.0) if column.name == "longitude" else (3.0, 54.0)
        return lambda cell: _DEGREES.fullmatch(plain(cell)) is not None and low < float(plain(cell)) < high
    return None
