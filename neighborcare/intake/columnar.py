"""Parquet: the header is its schema; its own dates and numbers are kept as they are."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from neighborcare.errors import Unreadable
from neighborcare.intake.raw import Limits
from neighborcare.text import N_

OFFICE = "Asia/Shanghai"


def columns(path: Path, limits: Limits) -> tuple[tuple[str, ...], pa.Table]:
    """The header and `_row`, c0…. Raises Unreadable for nested columns and for what does not fit into memory."""
    try:
        table = _within(pq.ParquetFile(path), limits)
    except (pa.ArrowException, OSError) as error:
        raise Unreadable(
            N_("“{file}” is broken and cannot be read."),
            remedy=N_("Ask for the file again, or export it as CSV."),
            file="",
        ) from error
    header = tuple(table.column_names)
    plain = [_plain(table.column(i), name) for i, name in enumerate(header)]
    rows = pa.array(range(1, table.num_rows + 1), pa.int64())
    return header, pa.table([rows, *plain], names=["_row", *(f"c{i}" for i in range(len(header)))])


def _within(file: pq.ParquetFile, limits: Limits) -> pa.Table:
    """All rows, as long as they take no more memory than they may; what the file says of its size is not trusted."""
    meta = file.metadata
    size = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
    batches: list[pa.RecordBatch] = []
    if size <= limits.unpacked_mb << 20:
        size = 0
        for batch in file.iter_batches():
            size += batch.nbytes
            if size > limits.unpacked_mb << 21:
                break
            batches.append(batch)
    if size > limits.unpacked_mb << 21 or (size and not batches):
        raise Unreadable(
            N_("“{file}” is too large once it is unpacked."),
            remedy=N_("Split it by month and send the parts."),
            file="",
        )
    return pa.Table.from_batches(batches, file.schema_arrow)


def _plain(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """A column as text, date, local time, whole number, double or boolean."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.cast(kind.value_type), name)
    target = _target(kind)
    if target is None:
        raise Unreadable(
            N_("Column “{column}” of “{file}” holds lists or records, not single values."),
            remedy=N_("Export one value a cell."),
            column=name,
            file="",
        )
    if pa.types.is_timestamp(kind) and kind.tz:
        column = pa.compute.local_timestamp(column.cast(pa.timestamp("us", OFFICE), safe=False))
    return column.cast(target, safe=not pa.types.is_timestamp(kind))


def _target(kind: pa.DataType) -> pa.DataType | None:
    types = pa.types
    if types.is_date(kind):
        return pa.date32()
    if types.is_timestamp(kind):
        return pa.timestamp("us")
    if types.is_signed_integer(kind) or types.is_boolean(kind):
        return kind
    if types.is_floating(kind):
        return pa.float64()
    if types.is_nested(kind) or types.is_duration(kind):
        return None
    return pa.string()
