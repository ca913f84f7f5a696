"""The health circle of a build: every building's walk to every service point, and what follows from it.

Tables made in the workspace:

* `points`: service points in WGS84 (point_id, point_name, point_type, lon, lat, weekdays, opens, closes, grid_id,
  community_id, valid_from_date, valid_to_date);
* `reach_by_building`: building_id, building_name, community_id, grid_id, lon, lat, located, elder_class, elders;
* `walk`: building_id, point_id, metres, where there is a path;
* `reach`, `reach_people`: month by month at 15 minutes for the health services in force (what K58-K60 count);
* `reach_by_grid`: weekday (0 any), grid_id, elders, covered, uncovered, no_path, not_located, on the as-of date.

Without a walking network nothing is located and all tables but `points` are empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from neighborcare.circle import reach as walking
from neighborcare.circle.coordinates import Floats, Integers, to_wgs84
from neighborcare.circle.network import Network
from neighborcare.circle.snapping import Snapped, snap
from neighborcare.generation.geography import Layers
from neighborcare.measures.walking import HEALTH_SERVICES

QUERIES = Path(__file__).parent / "queries"
CLASSES = ("65-79", "80+", "frail")


@dataclass(frozen=True, slots=True, eq=False)
class Street:
    """Buildings (n) and service points (m) with the metres between them (n, m): inf no path, NaN not located."""

    building: list[str]
    grid: list[str]
    elders: Integers
    point: list[str]
    point_type: list[str]
    weekdays: list[frozenset[int]]
    valid: list[tuple[date | None, date | None]]
    metres: Floats

    def open(self, types: Sequence[str], weekday: int, day: date) -> list[int]:
        """The positions of points of these types that are in force on `day` and open on `weekday` (0: any)."""
        return [
            i
            for i, (begin, end) in enumerate(self.valid)
            if self.point_type[i] in types
            and (begin is None or begin <= day)
            and (end is None or day < end)
            and (not weekday or not self.weekdays[i] or weekday in self.weekdays[i])
        ]

    def nearest(self, chosen: Sequence[int]) -> Floats:
        """(n,) metres to the nearest of the chosen points."""
        if not chosen:
            return np.where(np.isnan(self.metres[:, :1]).all(axis=1), np.nan, np.inf)
        return np.asarray(self.metres[:, list(chosen)].min(axis=1))


def fill(con: duckdb.DuckDBPyConnection, layers: Layers) -> None:
    """Make all tables of the circle from the workspace's buildings, points and people."""
    _place(con, "buildings", layers)
    _place(con, "service_points", layers)
    con.execute((QUERIES / "points.sql").read_text(encoding="utf-8"))
    con.execute((QUERIES / "elders.sql").read_text(encoding="utf-8"))
    street = _street(con, layers.network)
    _keep_walk(con, street)
    _keep_months(con, street)
    _keep_grids(con, street)
    _keep_people(con)


def _place(con: duckdb.DuckDBPyConnection, table: str, layers: Layers) -> None:
    """`located_<table>`: key, lon, lat in WGS84. Undeclared coordinates are taken as what fits the grids best."""
    key = "building_id" if table == "buildings" else "point_id"
    rows = con.execute(
        f'SELECT {key}, grid_id, longitude, latitude, crs FROM "{table}" ORDER BY {key}'
    ).fetchall()
    points = np.array([(row[2], row[3]) for row in rows], dtype=np.float64).reshape(-1, 2)
    systems = np.array([row[4] or "" for row in rows], dtype=np.str_)
    grids = [row[1] for row in rows]
    for system in np.unique(systems):
        chosen = np.flatnonzero(systems == system)
        fitting = str(system) or layers.fitting_system(points[chosen], [grids[i] for i in chosen])
        points[chosen] = to_wgs84(points[chosen], fitting)
    located = pa.table({key: [row[0] for row in rows], "lon": points[:, 0], "lat": points[:, 1]})
    _create(con, f"located_{table}", located)


def _street(con: duckdb.DuckDBPyConnection, network: Network | None) -> Street:
    buildings = con.execute(
        "SELECT building_id, grid_id, lon, lat, young, old, frail FROM elders_of_building ORDER BY building_id"
    ).fetchall()
    points = con.execute(
        "SELECT point_id, point_type, lon, lat, weekdays, valid_from_date, valid_to_date FROM points ORDER BY point_id"
    ).fetchall()
    elders = np.array([row[4:7] for row in buildings], dtype=np.int64).reshape(-1, len(CLASSES))
    metres = np.full((len(buildings), len(points)), np.nan)
    if network is not None and buildings and points:
        metres = _metres(network, _lonlat(buildings), _lonlat(points))
    return Street(
        building=[row[0] for row in buildings],
        grid=[row[1] for row in buildings],
        elders=elders,
        point=[row[0] for row in points],
        point_type=[row[1] for row in points],
        weekdays=[frozenset(int(day) for day in (row[4] or "").split(";") if day) for row in points],
        valid=[(row[5], row[6]) for row in points],
        metres=metres,
    )


def _lonlat(rows: Sequence[tuple[Any, ...]]) -> Floats:
    return np.array([(row[2], row[3]) for row in rows], dtype=np.float64).reshape(-1, 2)


def _metres(network: Network, homes: Floats, points: Floats) -> Floats:
    """(homes, points) walking metres. One search a point: any choice of points is then a minimum over columns."""
    doors, services = snap(network, homes), snap(network, points)
    columns = []
    for i in range(len(points)):
        one = Snapped(services.edge[i : i + 1], services.fraction[i : i + 1], services.distance_m[i : i + 1])
        columns.append(walking.metres_to_nearest(network, doors, one).metres)
    return np.column_stack(columns)


def _keep_walk(con: duckdb.DuckDBPyConnection, street: Street) -> None:
    home, point = np.nonzero(np.isfinite(street.metres))
    names, points = np.array(street.building, dtype=object), np.array(street.point, dtype=object)
    walk = {
        "building_id": pa.array(names[home] if len(names) else [], pa.string()),
        "point_id": pa.array(points[point] if len(points) else [], pa.string()),
        "metres": pa.array(street.metres[home, point], pa.float64()),
    }
    _create(con, "walk", pa.table(walk))
    located = ~np.isnan(street.metres).all(axis=1) if street.metres.size else np.zeros(len(names), dtype=bool)
    _create(
        con,
        "located_home",
        pa.table({"building_id": pa.array(street.building, pa.string()), "located": located}),
    )
    con.execute((QUERIES / "by_building.sql").read_text(encoding="utf-8"))


def _keep_months(con: duckdb.DuckDBPyConnection, street: Street) -> None:
    """`reach` and `reach_home`: the circle of every month, with the points that were in force at its end."""
    states, homes = [_states(street, None, False)], [_homes(street, None, False)]
    months = con.execute("SELECT month, day_to FROM months ORDER BY month").fetchall()
    for month, day in months if street.metres.size and not np.isnan(street.metres).all() else ():
        chosen = street.open(HEALTH_SERVICES, 0, day)
        nearest = street.nearest(chosen)
        states.append(_states(street, nearest, bool(chosen), month))
        homes.append(_homes(street, nearest, bool(chosen), month))
    _create(con, "reach", pa.concat_tables(states))
    _create(con, "reach_home", pa.concat_tables(homes))


def _homes(street: Street, metres: Floats | None, has_service: bool, month: date | None = None) -> pa.Table:
    """Rows of `reach_home`: one a building, with or without elders; `lost` says why there are no metres."""
    if metres is None:
        metres = np.zeros(0)
    states = walking.classify(metres, 1.0, has_service=has_service)
    lost = np.isin(states, (walking.NO_PATH, walking.NOT_LOCATED))
    return pa.table(
        {
            "month": pa.array([month] * len(metres), pa.date32()),
            "building_id": pa.array(street.building[: len(metres)], pa.string()),
            "metres": pa.array(metres, pa.float64(), mask=~np.isfinite(metres)),
            "lost": pa.array([str(text) for text in states], pa.string(), mask=~lost),
        }
    )


def _keep_people(con: duckdb.DuckDBPyConnection) -> None:
    bound = dict(zip(("young", "old", "frail"), (walking.PACES[name] for name in CLASSES), strict=True))
    query = (QUERIES / "people.sql").read_text(encoding="utf-8")
    con.execute(query, bound | {"minutes": walking.MINUTES})


def _states(street: Street, metres: Floats | None, has_service: bool, month: date | None = None) -> pa.Table:
    """Rows of `reach`: one a building and class with elders in it."""
    if metres is None:
        metres, keep = np.full(len(street.building), np.nan), np.zeros(0, dtype=np.int64)
        building = group = keep
    else:
        building, group = np.nonzero(street.elders)
    pace = np.array([walking.PACES[name] for name in CLASSES])
    state = walking.classify(metres[:, None], pace, has_service=has_service)
    walked = metres[building]
    finite = np.isfinite(walked)
    return pa.table(
        {
            "month": pa.array([month] * len(building), pa.date32()),
            "building_id": pa.array([street.building[i] for i in building], pa.string()),
            "grid_id": pa.array([street.grid[i] for i in building], pa.string()),
            "person_class": pa.array([CLASSES[i] for i in group], pa.string()),
            "elders": pa.array(street.elders[building, group], pa.int64()),
            "metres": pa.array(walked, pa.float64(), mask=~finite),
            "minutes": pa.array(walked / pace[group] / 60.0, pa.float64(), mask=~finite),
            "state": pa.array([str(text) for text in state[building, group]], pa.string()),
        }
    )


def _keep_grids(con: duckdb.DuckDBPyConnection, street: Street) -> None:
    """`reach_by_grid` for any day and for each weekday, on the as-of date."""
    today = _today(con)
    pieces = [_on_weekday(_states(street, None, False), 0)]
    for weekday in range(8) if street.metres.size else ():
        chosen = street.open(HEALTH_SERVICES, weekday, today)
        pieces.append(_on_weekday(_states(street, street.nearest(chosen), bool(chosen)), weekday))
    _create(con, "reach_weekday", pa.concat_tables(pieces))
    con.execute((QUERIES / "by_grid.sql").read_text(encoding="utf-8"))


def _today(con: duckdb.DuckDBPyConnection) -> date:
    day: date = con.execute("SELECT max(day_to) FROM months").fetchall()[0][0]
    return day


def _on_weekday(states: pa.Table, weekday: int) -> pa.Table:
    return states.append_column("weekday", pa.array([weekday] * states.num_rows, pa.int32()))


def _create(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    con.register("_arriving", table)
    con.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM _arriving')
    con.unregister("_arriving")
