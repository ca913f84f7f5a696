"""Files as offices send them, made on the spot; and one connection to check them in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from neighborcare import contracts
from neighborcare.intake.checking import Checked, Parcel, check_together
from neighborcare.intake.matching import recognise
from neighborcare.intake.raw import Limits, RawTable
from neighborcare.intake.table import tables

TODAY = date(2025, 9, 1)
Rows = Sequence[Sequence[str]]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 2}) as connection:
        yield connection


@pytest.fixture
def reads(tmp_path: Path) -> Callable[..., RawTable]:
    """Read one table from bytes, in this process."""

    def read_one(content: bytes, name: str = "t.csv") -> RawTable:
        path = tmp_path / name
        path.write_bytes(content)
        (raw,) = tables(path, Limits(), lambda step: None)
        return raw

    return read_one


def raw_table(header: Sequence[str], rows: Rows, flaws: Mapping[int, str] | None = None) -> RawTable:
    """A table as the reader would give it; the header is row 1."""
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    cells = {f"c{i}": pa.array(column, pa.string()) for i, column in enumerate(columns)}
    table = pa.table({"_row": pa.array(range(2, len(rows) + 2), pa.int64()), **cells})
    return RawTable(
        Path("t.csv"), None, "utf-8", ",", tuple(header), table, {"data": len(rows)}, "", flaws or {}
    )


@pytest.fixture
def checks(con: duckdb.DuckDBPyConnection) -> Callable[..., list[Checked]]:
    """Check tables together: each (header, rows); gives what became of them."""

    def check_all(
        *sheets: tuple[Sequence[str], Rows],
        known: Mapping[str, str] | None = None,
        before: Mapping[str, str] | None = None,
    ) -> list[Checked]:
        parcels = []
        for i, (header, rows) in enumerate(sheets):
            match = recognise(header)
            parcels.append(Parcel(contracts.get(match.dataset), raw_table(header, rows), match, f"new_{i}"))
        return check_together(con, parcels, known=known or {}, before=before, hash_key=b"key", today=TODAY)

    return check_all
