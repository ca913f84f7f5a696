"""A map against what is loaded already: has every grid its row in the ledger, does the map lie where it should?

A map in GCJ-02 or BD-09 that says it is in WGS84 is off by half a kilometre and looks right by itself. It is noticed
by what it ought to fit: buildings lie in their own grids, homes stand at streets, borders of grids run along streets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import shapely
from numpy.typing import NDArray

from neighborcare.circle.coordinates import Floats, LocalPlane, from_wgs84, shapes_to_wgs84, to_wgs84
from neighborcare.contracts import get
from neighborcare.intake.grid_borders import Finding
from neighborcare.intake.parcel import Problem
from neighborcare.measures import walking
from neighborcare.store import lease, manifest
from neighborcare.store.home import Home
from neighborcare.text import Label

QUERIES = Path(__file__).parent / "queries"
RIVALS = ("wgs84", "gcj02", "bd09")  # cgcs2000 is wgs84 to within centimetres
FEW = 20  # places, below which nothing is decided
BETTER_SHARE = 0.2  # by which a rival must win, where places are counted in their own grids
NEARER = 0.6  # of the distance to the street, by which a rival must win where no grid says more
LEAST_M = 3.0
SAMPLE = 2000
BORDER_STEP = 0.0005  # degrees between the points of a border that are looked at: 50 m

Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Arriving:
    """A map that was read: its layer, the features' ids and names ("" without), shapes as read, and their system."""

    layer: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    shapes: Shapes
    crs: str


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is loaded: the ledger of grids (id → name), places with their grid, grids and streets in WGS84."""

    ledger: dict[str, str]
    place_grid: NDArray[np.str_]
    places: Floats
    grids: Shapes
    streets: Shapes


def against_home(home: Home, arriving: Arriving) -> list[Finding]:
    """What there is to say about a map beside what is loaded; nothing in an empty home."""
    current = manifest.current(home)
    if not current.number or not len(arriving.shapes):
        return []
    with lease.opened(home, current, "analyst") as con:
        known = _known(con)
    return [*_ledger(arriving, known), *_place(arriving, known)]


def likely_system(findings: Sequence[Finding]) -> str | None:
    """The coordinate system that a map seems to be in, where that is not the one it says."""
    return next((finding.ids[0] for finding in findings if finding.code == "off_place" and finding.ids), None)


def as_problem(finding: Finding, arriving: Arriving) -> Problem:
    """The finding with the row of its feature (0: of none)."""
    row = next((i for i, name in enumerate(arriving.ids, start=1) if name and name in finding.ids), 0)
    value = "、".join(finding.ids)
    return Problem(row, "geometry", "geometry", value, finding.code, finding.reason, finding.severity)


def _known(con: duckdb.DuckDBPyConnection) -> Known:
    places = con.execute((QUERIES / "located.sql").read_text(encoding="utf-8")).fetchall()
    layers = con.execute(
        "SELECT id, geojson FROM layers WHERE layer = 'grids' AND geojson IS NOT NULL"
    ).fetchall()
    streets = walking.network(con)
    lines: Shapes = np.zeros(0, dtype=object)
    if streets is not None:
        ends = np.stack([streets.nodes[streets.u], streets.nodes[streets.v]], axis=1)
        lines = np.asarray(shapely.linestrings(ends), dtype=object)
    return Known(
        ledger=dict(con.execute("SELECT grid_id, grid_name FROM grids ORDER BY grid_id").fetchall()),
        place_grid=np.array([row[0] for row in places], dtype=np.str_),
        places=np.array([row[1:] for row in places], dtype=np.float64).reshape(-1, 2),
        grids=np.asarray(shapely.from_geojson([row[1] for row in layers]), dtype=object),
        streets=lines,
    )


def _ledger(arriving: Arriving, known: Known) -> list[Finding]:
    """Grids that are drawn and not in the ledger, and the other way round."""
    if arriving.layer != "grids" or not known.ledger:
        return []
    shapes = shapes_to_wgs84(arriving.shapes, arriving.crs)
    drawn = dict(zip(arriving.ids, shapes, strict=True))
    strange = [Finding("no_ledger_row", (i,), _strange(i), drawn[i]) for i in drawn if i not in known.ledger]
    missing = [
        Finding("no_polygon", (i,), _missing(i, name)) for i, name in known.ledger.items() if i not in drawn
    ]
    return [*strange, *missing]


def _strange(grid: str) -> Label:
    return Label(
        f"网格 {grid} 在网格台账里没有，请核对编号或先补台账",
        f"Grid {grid} is not in the ledger of grids; check its ID or add it there",
    )


def _missing(grid: str, name: str) -> Label:
    return Label(
        f"台账里的网格 {grid}（{name}）没有画出来",
        f"Grid {grid} ({name}) of the ledger is not drawn",
    )


def _place(arriving: Arriving, known: Known) -> list[Finding]:
    """Whether another coordinate system fits clearly better than the one that the map says."""
    said = "wgs84" if arriving.crs == "cgcs2000" else arriving.crs
    if arriving.layer == "grids":
        own = np.flatnonzero(np.isin(known.place_grid, arriving.ids))
        if len(own) >= FEW:
            return _by_share(arriving, known.place_grid[own], known.places[own], said)
        border = _border(arriving.shapes)
        fits = {system: _median_metres(to_wgs84(border, system), known.streets) for system in RIVALS}
        return _by_metres(arriving, fits, said)
    return _of_streets(arriving, known, said) if arriving.layer in ("walkways", "roads") else []


def _of_streets(arriving: Arriving, known: Known, said: str) -> list[Finding]:
    """Streets against the borders of grids and against homes; of the two, the clearer says it.

    It may also be the grids that are off: streets of OpenStreetMap never are.
    """
    for probes in (_border(known.grids), known.places):
        fits = {system: _median_metres(from_wgs84(probes, system), arriving.shapes) for system in RIVALS}
        found = _by_metres(arriving, fits, said)
        loaded = {
            system: _median_metres(to_wgs84(from_wgs84(probes, said), system), arriving.shapes)
            for system in RIVALS
        }
        if min(loaded.values()) < min(fits.values()):
            found = [_loaded_off(finding) for finding in _by_metres(arriving, loaded, "wgs84")]
        if found:
            return found
    return []


def _loaded_off(finding: Finding) -> Finding:
    """The same doubt about what is loaded, not about what arrives."""
    system = get("buildings").column("crs").codes
    name = next(code.label for code in system if code.code == finding.ids[0])
    reason = Label(
        f"已导入的网格与这些道路对不上，网格像是 {name.zh}；请按 {name.zh} 重新导入网格",
        f"The grids that are loaded do not fit these streets; they seem to be {name.en}. Take them again as {name.en}",
    )
    return replace(finding, ids=(), reason=reason)


def _by_share(arriving: Arriving, grid: NDArray[np.str_], places: Floats, said: str) -> list[Finding]:
    """Of the places in each grid, how many lie in it."""
    where = {name: i for i, name in enumerate(arriving.ids)}
    own = arriving.shapes[[where[name] for name in grid.tolist()]]
    shares = {}
    for system in RIVALS:
        moved = from_wgs84(places, system)
        shares[system] = float(shapely.contains_xy(own, moved[:, 0], moved[:, 1]).mean())
    best = max(RIVALS, key=lambda system: shares[system])
    if shares[best] < 0.5 or shares[best] - shares[said] < BETTER_SHARE:
        return []
    now, then = f"{shares[said]:.0%}", f"{shares[best]:.0%}"
    return [
        _off(
            arriving,
            said,
            best,
            f"落在本网格内的楼栋：{now} → {then}",
            f"buildings within their own grid: {now} → {then}",
        )
    ]


def _by_metres(arriving: Arriving, fits: dict[str, float], said: str) -> list[Finding]:
    """How far homes, or the borders of grids, are from the nearest street."""
    best = min(RIVALS, key=lambda system: fits[system])
    if not np.isfinite(fits[best]) or fits[best] > NEARER * fits[said] or fits[said] - fits[best] < LEAST_M:
        return []
    now, then = f"{fits[said]:.0f}", f"{fits[best]:.0f}"
    return [
        _off(
            arriving,
            said,
            best,
            f"离最近道路的距离中位数：{now} 米 → {then} 米",
            f"median distance to the nearest street: {now} m → {then} m",
        )
    ]


def _off(arriving: Arriving, said: str, best: str, zh: str, en: str) -> Finding:
    names = {code.code: code for code in get("buildings").column("crs").codes}
    now, then = names[said], names[best]
    reason = Label(
        f"按 {now.label.zh} 放到图上对不上，像是 {then.label.zh}（{zh}）；请选择正确的坐标系再导入",
        f"It does not fit as {now.label.en}; it seems to be {then.label.en} ({en}). Choose the right coordinate system",
    )
    everything = shapely.box(*shapely.total_bounds(shapes_to_wgs84(arriving.shapes, arriving.crs)))
    return Finding("off_place", (best,), reason, everything)


def _median_metres(points: Floats, lines: Shapes) -> float:
    """Half of the points that lie among the lines are nearer than this; inf where too few do."""
    if not len(lines) or not len(points):
        return np.inf
    west, south, east, north = shapely.total_bounds(lines)
    among = (
        (points[:, 0] >= west) & (points[:, 0] <= east) & (points[:, 1] >= south) & (points[:, 1] <= north)
    )
    some = np.flatnonzero(among)
    some = some[:: max(len(some) // SAMPLE, 1)]
    if len(some) < FEW:
        return np.inf
    plane = LocalPlane(float((west + east) / 2), float((south + north) / 2))
    flat = np.asarray(shapely.transform(lines, plane.to_metres), dtype=object)
    places = shapely.points(plane.to_metres(points[some]))
    nearest = shapely.STRtree(flat).query_nearest(places, return_distance=True, all_matches=False)[1]
    return float(np.median(nearest))


def _border(polygons: Shapes) -> Floats:
    """(k, 2) points along the borders of polygons."""
    if not len(polygons):
        return np.zeros((0, 2))
    dense = shapely.segmentize(shapely.boundary(polygons), BORDER_STEP)
    return np.asarray(shapely.get_coordinates(dense), dtype=np.float64)
