"""Batches written by hand, past the intake: what the store does with rows must not depend on how they came."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from neighborcare import contracts
from neighborcare.store import batches
from neighborcare.store.batches import Batch
from neighborcare.store.home import Home

ARROW = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
}
Put = Callable[..., Batch]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty data folder."""
    return Home(tmp_path / "home")


@pytest.fixture
def put(home: Home, tmp_path: Path) -> Put:
    """`put(dataset, [{column: value}, …])` makes a batch of these rows; columns left out are NULL."""

    def write(dataset: str, rows: list[dict[str, Any]]) -> Batch:
        contract = contracts.get(dataset)
        columns = {
            name: pa.array([row.get(name) for row in rows], ARROW[kind]) for name, kind in contract.stored
        }
        columns["_row"] = pa.array(range(2, len(rows) + 2), pa.int64())
        staged = tmp_path / batches.EXPORT_ROWS
        pq.write_table(pa.table(columns), staged)
        number = len(rows)
        batch = Batch(
            batches.new_id(dataset, "0" * 64), dataset, "made.csv", "0" * 64, "", "", number, number, 0, 0, 0
        )
        batches.write(home, batch, [staged])
        return batch

    return write


@pytest.fixture
def today() -> date:
    """A day on which the tests think they run."""
    return date(2025, 9, 3)
