"""Geography of a build: layers kept as batches of features, made into polygons, lines and the walking network.

A layer is what its newest batch says; coordinates are kept as read, with their system, and become WGS84 here.
Tables made in the workspace: `layers(layer, id, name, geojson)` and `network_nodes(lon, lat)`,
`network_edges(u, v, length_m, is_steps)` (empty without walkways).
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from neighborcare.circle.coordinates import SYSTEMS, Floats, shapes_to_wgs84, to_wgs84
from neighborcare.circle.network import Network, from_lines
from neighborcare.errors import UserError
from neighborcare.generation import map_checks
from neighborcare.generation.map_checks import Arriving
from neighborcare.intake.grid_borders import Finding
from neighborcare.intake.map_child import LayerRead, Wanted, read_apart
from neighborcare.store import batches, manifest, originals, staging
from neighborcare.store.batches import EXPORT_ROWS, Batch
from neighborcare.store.home import Home, sha256
from neighborcare.store.taking import Looked

DECIMALS = 6  # of a degree in what is drawn: 0.1 m
COARSE = 2e-5  # degrees, 2 m: how far a line may be drawn off its place; a third of the bytes


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """What the circle needs: the network (None without walkways) and the grids' polygons in WGS84 by id."""

    network: Network | None = None
    grids: dict[str, shapely.Geometry] = field(default_factory=dict)

    def fitting_system(self, points: Floats, grid_ids: Sequence[str]) -> str:
        """The coordinate system in which most points fall into their own grid; wgs84 if that decides nothing."""
        known = [i for i, grid in enumerate(grid_ids) if grid in self.grids and np.isfinite(points[i]).all()]
        if not known:
            return "wgs84"
        polygons = np.array([self.grids[grid_ids[i]] for i in known], dtype=object)
        hits = {}
        for system in SYSTEMS:
            moved = to_wgs84(points[known], system)
            hits[system] = int(shapely.contains_xy(polygons, moved[:, 0], moved[:, 1]).sum())
        return max(SYSTEMS, key=lambda system: hits[system])


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """One feature of a map that was not taken yet, in WGS84; `id` is a grid's, else ""."""

    id: str
    name: str
    shape: shapely.Geometry


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """A map that was looked at. `looked.refusal` says why it cannot be taken; then there is nothing else.

    crs_from: who says so (said, file, assumed). likely_crs: another system that fits better what is loaded. Findings'
    shapes are in WGS84.
    """

    looked: Looked
    layer: str = ""
    crs: str = ""
    crs_from: str = ""
    likely_crs: str | None = None
    shapes: tuple[Feature, ...] = ()
    findings: tuple[Finding, ...] = ()


def keep(home: Home, maps: Sequence[tuple[Path, str | None, str | None]], by: str) -> list[Looked]:
    """Read (file, layer, crs) into batches that no manifest names yet. Raises UserError when one cannot be read."""
    begun = staging.begin(home, "map")
    wanted = []
    for number, (file, layer, crs) in enumerate(maps):
        folder = begun / str(number)
        folder.mkdir()
        wanted.append(Wanted(file, folder / EXPORT_ROWS, layer, crs))
    try:
        return [_kept(home, w, found, by) for w, found in zip(wanted, read_apart(wanted), strict=True)]
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def in_force(home: Home, file: Path, layer: str | None, crs: str | None) -> Batch | None:
    """The batch of this very map, if that is what its layer stands on now, in the system that it is said to be in."""
    digest = sha256(file)
    active = (batches.read(home, name) for name in manifest.current(home).batches)
    newest = {batch.dataset: batch for batch in active if batch.dataset.startswith("geo:")}
    same = (batch for batch in newest.values() if batch.raw == digest and crs in (None, batch.crs))
    return next((batch for batch in same if layer in (None, batch.dataset.removeprefix("geo:"))), None)


def again(file: Path, batch: Batch) -> Looked:
    """What there is to say of a map that is in force already."""
    return Looked(file, batch.raw, batch.dataset, read=batch.read, duplicate=batch.read, known=batch.id)


def look(home: Home, file: Path, layer: str | None, crs: str | None) -> Looked:
    """What `keep` would make of a map, without keeping it; a map that cannot be read says why (`refusal`)."""
    return preview(home, file, layer, crs).looked


def preview(home: Home, file: Path, layer: str | None = None, crs: str | None = None) -> Preview:
    """A map as it would be taken, to be drawn before it is, with everything that somebody should look at first."""
    folder = staging.begin(home, "map")
    try:
        wanted = Wanted(file, folder / EXPORT_ROWS, layer, crs)
        found = read_apart([wanted])[0]
        arriving = _arriving(found, wanted.out)
    except UserError as error:
        return Preview(Looked(file, sha256(file), refusal=error))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    beside = map_checks.against_home(home, arriving)
    before = in_force(home, file, found.layer, found.crs)
    own = tuple(
        replace(f, shape=None if f.shape is None else _one_wgs84(f.shape, found.crs)) for f in found.findings
    )
    looked = Looked(
        file,
        sha256(file),
        f"geo:{found.layer}",
        read=found.read,
        accepted=found.accepted,
        rejected=found.rejected,
        problems=(*found.problems, *(map_checks.as_problem(f, arriving) for f in beside)),
        known=before.id if before else None,
    )
    shapes = shapes_to_wgs84(arriving.shapes, found.crs)
    return Preview(
        looked,
        found.layer,
        found.crs,
        found.crs_from,
        map_checks.likely_system(beside),
        tuple(Feature(*feature) for feature in zip(arriving.ids, arriving.names, shapes, strict=True)),
        (*beside, *own),
    )


def _arriving(found: LayerRead, rows: Path) -> Arriving:
    """The features that a child left in a file."""
    table = pq.read_table(rows)
    count = table.num_rows
    is_grid = found.layer == "grids"
    ids = table["grid_id"].to_pylist() if is_grid else [""] * count
    names = table["grid_name" if is_grid else "name"].to_pylist()
    shapes = np.asarray(shapely.from_wkb(table["geometry"].to_pylist()), dtype=object)
    return Arriving(found.layer, tuple(ids), tuple(name or "" for name in names), shapes, found.crs)


def _one_wgs84(shape: shapely.Geometry, system: str) -> shapely.Geometry:
    moved: shapely.Geometry = shapes_to_wgs84(np.array([shape], dtype=object), system)[0]
    return moved


def _kept(home: Home, wanted: Wanted, found: LayerRead, by: str) -> Looked:
    raw = originals.keep(home, wanted.path)
    arriving = _arriving(found, wanted.out)
    beside = map_checks.against_home(home, arriving)
    batch = Batch(
        id=batches.new_id(f"geo:{found.layer}", raw),
        dataset=f"geo:{found.layer}",
        file=wanted.path.name,
        raw=raw,
        taken_at=datetime.now().isoformat(timespec="seconds"),
        by=by,
        read=found.read,
        accepted=found.accepted,
        rejected=found.rejected,
        duplicate=0,
        replaced=0,
        crs=found.crs,
    )
    batches.write(home, batch, sorted(wanted.out.parent.iterdir()))
    return Looked(
        wanted.path,
        raw,
        batch.dataset,
        read=found.read,
        accepted=found.accepted,
        rejected=found.rejected,
        problems=(*found.problems, *(map_checks.as_problem(f, arriving) for f in beside)),
        batch=batch.id,
    )


def fill(con: duckdb.DuckDBPyConnection, home: Home, chosen: Sequence[Batch]) -> Layers:
    """Make the geography tables from the newest batch of every layer."""
    newest = {
        batch.dataset.removeprefix("geo:"): batch for batch in chosen if batch.dataset.startswith("geo:")
    }
    tables = {layer: pq.read_table(batch.folder(home) / EXPORT_ROWS) for layer, batch in newest.items()}
    shapes = {layer: _wgs84(table) for layer, table in tables.items()}
    network = _network(tables["walkways"], shapes["walkways"]) if "walkways" in tables else None
    grids = {}
    if "grids" in tables:
        grids = dict(zip(tables["grids"]["grid_id"].to_pylist(), shapes["grids"], strict=True))
    _keep_layers(con, tables, shapes)
    _keep_network(con, network)
    return Layers(network, grids)


def grids_of(path: Path) -> dict[str, shapely.Geometry]:
    """The polygons of a batch of grids in WGS84, by id."""
    table = pq.read_table(path)
    return dict(zip(table["grid_id"].to_pylist(), _wgs84(table), strict=True))


def _wgs84(table: pa.Table) -> NDArray[np.object_]:
    """The features' shapes in WGS84."""
    system = (table.schema.metadata or {}).get(b"crs", b"wgs84").decode()
    return shapes_to_wgs84(np.asarray(shapely.from_wkb(table["geometry"].to_pylist()), dtype=object), system)


def _network(table: pa.Table, lines: NDArray[np.object_]) -> Network:
    steps = np.array(table["is_steps"].to_pylist(), dtype=bool)
    level = np.array([value or 0 for value in table["level"].to_pylist()], dtype=np.int64)
    drawn = (table.schema.metadata or {}).get(b"drawn", b"yes") == b"yes"
    return from_lines(lines, is_steps=steps, level=level, drawn=drawn)


def _keep_layers(
    con: duckdb.DuckDBPyConnection, tables: dict[str, pa.Table], shapes: dict[str, NDArray[np.object_]]
) -> None:
    """Grids one a row, the rest one row a layer: that is how they are drawn."""
    rows = []
    for layer, found in shapes.items():
        if layer == "grids":
            names = zip(
                tables[layer]["grid_id"].to_pylist(), tables[layer]["grid_name"].to_pylist(), strict=True
            )
            drawn = _coarse(found)
            rows += [(layer, i, name, _geojson(shape)) for (i, name), shape in zip(names, drawn, strict=True)]
        else:
            whole = shapely.simplify(shapely.GeometryCollection(list(found)), COARSE)
            rows.append((layer, None, None, _geojson(whole)))
    con.execute("CREATE OR REPLACE TABLE layers (layer VARCHAR, id VARCHAR, name VARCHAR, geojson VARCHAR)")
    if rows:
        con.executemany("INSERT INTO layers VALUES (?, ?, ?, ?)", rows)


def _coarse(grids: NDArray[np.object_]) -> NDArray[np.object_]:
    """Grids for drawing: with fewer corners and still without gaps; as they are where they overlap."""
    if not shapely.coverage_is_valid(grids):
        return grids
    return np.asarray(shapely.coverage_simplify(grids, COARSE))


def _geojson(shape: shapely.Geometry) -> str:
    # 10^-6 degrees: finer than any office's survey, and a third of the bytes.
    return str(shapely.to_geojson(shapely.transform(shape, lambda points: np.round(points, DECIMALS))))


def _keep_network(con: duckdb.DuckDBPyConnection, network: Network | None) -> None:
    con.execute("CREATE OR REPLACE TABLE network_nodes (lon DOUBLE, lat DOUBLE)")
    con.execute(
        "CREATE OR REPLACE TABLE network_edges (u BIGINT, v BIGINT, length_m DOUBLE, is_steps BOOLEAN)"
    )
    for name, table in zip(
        ("network_nodes", "network_edges"), network.to_tables() if network else (), strict=False
    ):
        con.register("_arriving", table)
        con.execute(f"INSERT INTO {name} SELECT * FROM _arriving")
        con.unregister("_arriving")
