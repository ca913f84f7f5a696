"""Points of an export against the office's grids: in which coordinate system do they fall into them?

A system that is declared is believed, and doubted aloud where another fits far better; one that is not declared is
chosen at the build by the same count (`geography.Layers.fitting_system`), and told here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from neighborcare import contracts
from neighborcare.circle.coordinates import to_wgs84
from neighborcare.generation import geography
from neighborcare.intake.parcel import Problem
from neighborcare.intake.reasons import reason
from neighborcare.store import batches, manifest, taking
from neighborcare.store.batches import EXPORT_ROWS
from neighborcare.store.home import Home
from neighborcare.store.taking import Look, Looked
from neighborcare.text import Label

SYSTEMS = ("wgs84", "gcj02", "bd09")  # CGCS2000 is WGS84 to the centimetre
FEWEST = 3  # points that prove anything
BETTER = 0.2  # share of the points by which another system must fit better
MOST = 0.5  # share of the points that the best system must place, or none is believed
GRIDS = "geo:grids"

Grids = Mapping[str, shapely.Geometry]


def noticed(home: Home, look: Look) -> Look:
    """The same look, with a hint for each table whose points fall off the grids in the system that it says."""
    placed = {"longitude", "latitude", "crs", "grid_id"}
    wanted = [
        table
        for table in look.tables
        if table.staged and table.accepted and placed <= dict(contracts.get(table.dataset).stored).keys()
    ]
    grids = _grids(home) if wanted else {}
    if not grids:
        return look
    told = {id(table): taking.with_hints(table, tuple(_hints(table, grids))) for table in wanted}
    return replace(look, tables=tuple(told.get(id(table), table) for table in look.tables))


def _grids(home: Home) -> Grids:
    """The grids in force, in WGS84 by id."""
    active = [batches.read(home, name) for name in manifest.current(home).batches]
    newest = [batch for batch in active if batch.dataset == GRIDS][-1:]
    return geography.grids_of(newest[0].folder(home) / EXPORT_ROWS) if newest else {}


def _hints(table: Looked, grids: Grids) -> Iterator[Problem]:
    assert table.staged  # noqa: S101 - chosen above
    rows = pq.read_table(
        table.staged / EXPORT_ROWS, columns=["_row", "longitude", "latitude", "crs", "grid_id"]
    )
    for system in rows["crs"].unique().to_pylist():
        same = pa.compute.equal(rows["crs"], system) if system else pa.compute.is_null(rows["crs"])
        group = rows.filter(same)
        shares = _shares(group, grids)
        if shares:
            yield from _judged(table, group["_row"][0].as_py(), system, shares)


def _shares(rows: pa.Table, grids: Grids) -> dict[str, float]:
    """System → share of the points that it puts into their own grid (any grid, where they name none)."""
    points = np.column_stack([rows[name].to_numpy() for name in ("longitude", "latitude")]).astype(np.float64)
    whole = shapely.union_all(list(grids.values()))
    shapes: NDArray[np.object_] = np.array(
        [grids.get(grid or "", whole) for grid in rows["grid_id"].to_pylist()], dtype=object
    )
    if len(points) < FEWEST:
        return {}
    moved = {system: to_wgs84(points, system) for system in SYSTEMS}
    return {
        system: float(shapely.contains_xy(shapes, at[:, 0], at[:, 1]).mean()) for system, at in moved.items()
    }


def _judged(table: Looked, row: int, said: str | None, shares: Mapping[str, float]) -> Iterator[Problem]:
    best = max(SYSTEMS, key=lambda system: shares[system])
    own = "wgs84" if said in (None, "cgcs2000") else str(said)
    if shares[best] < MOST:
        yield _hint(table, row, "system_open", own, own, shares)
    elif shares[best] - shares[own] >= BETTER:
        yield _hint(table, row, "system_doubtful" if said else "system_chosen", own, best, shares)


def _hint(table: Looked, row: int, code: str, own: str, best: str, shares: Mapping[str, float]) -> Problem:
    column = contracts.get(table.dataset).column("crs")
    names = {entry.code: entry.label for entry in column.codes}
    words = reason(
        code, column.label, value=names[own].zh, detail=f"{shares[own]:.0%}",
        choice=Label(f"{names[best].zh}（{shares[best]:.0%}）", f"{names[best].en} ({shares[best]:.0%})"),
    )  # fmt: skip
    return Problem(row, column.label.zh, "crs", names[own].zh, code, words, "warning")
