"""The health circle of a build: what becomes of every building's walk, month by month and day by day.

Tables made in the workspace:

* `points`: service points in WGS84 (point_id, point_name, point_type, lon, lat, weekdays, opens, closes,
  capacity_count, grid_id, community_id, valid_from_date, valid_to_date);
* `reach_by_building`: building_id, building_name, community_id, grid_id, lon, lat, located, elder_class, elders,
  alone (those on the key people's ledger who live alone);
* `walker`: person_id, community_id, elder_class of key people with a building, on the as-of day;
* `reach`, `reach_people`: month by month at 15 minutes for the health services in force (what K58-K60 count);
* `reach_by_grid`: weekday (0 any), grid_id, elders, covered, uncovered, no_path, not_located, on the as-of date;
* `list_outside`: key people outside on the as-of date, with the walk in minutes.

Other questions (other services, hours, paces) are answered from the streets when they are asked: measures/walking.
Without a walking network nothing is located and all but `points`, `reach_by_building` and `walker` are empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from neighborcare.circle import reach as walks
from neighborcare.circle.coordinates import Floats, Integers, to_wgs84
from neighborcare.circle.town import Town
from neighborcare.generation.geography import Layers
from neighborcare.measures import opening
from neighborcare.measures.opening import Point
from neighborcare.measures.walking import HEALTH_SERVICES, Homes

QUERIES = Path(__file__).parent / "queries"
CLASSES = ("65-79", "80+", "frail")
CLASS_PACES = np.array([walks.PACES[name] for name in CLASSES])


@dataclass(frozen=True, slots=True, eq=False)
class Street:
    """Buildings (n) with their elders (n, classes), health services, and the walks that were asked for already."""

    building: pa.StringArray
    grid: pa.StringArray
    elders: Integers
    services: list[Point]
    homes: Homes
    _walks: dict[frozenset[str], Floats] = field(default_factory=dict)

    @property
    def is_walked(self) -> bool:
        """Whether any building stands on a street."""
        return self.homes.town is not None and bool(self.homes.town.doors.located.any())

    def nearest(self, chosen: Sequence[Point]) -> Floats:
        """(n,) metres to the nearest of these points: inf no path, NaN not located."""
        key = frozenset(point.point_id for point in chosen)
        if key not in self._walks:
            self._walks[key] = self.homes.walk(chosen).metres
        return self._walks[key]


def fill(con: duckdb.DuckDBPyConnection, layers: Layers) -> None:
    """Make all tables of the circle from the workspace's buildings, points and people."""
    _place(con, "buildings", layers)
    _place(con, "service_points", layers)
    _run(con, "points")
    _run(con, "elders")
    street = _street(con, layers)
    _keep_buildings(con, street)
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


def _street(con: duckdb.DuckDBPyConnection, layers: Layers) -> Street:
    rows = con.execute(
        "SELECT building_id, grid_id, lon, lat, young, old, frail FROM elders_of_building ORDER BY building_id"
    ).fetchall()
    where = np.array([row[2:4] for row in rows], dtype=np.float64).reshape(-1, 2)
    return Street(
        building=pa.array([row[0] for row in rows], pa.string()),
        grid=pa.array([row[1] for row in rows], pa.string()),
        elders=np.array([row[4:7] for row in rows], dtype=np.int64).reshape(-1, len(CLASSES)),
        services=[p for p in opening.points(con, everything=True) if p.point_type in HEALTH_SERVICES],
        homes=Homes(
            {row[0]: i for i, row in enumerate(rows)},
            None if layers.network is None else Town(layers.network, where),
        ),
    )


def _keep_buildings(con: duckdb.DuckDBPyConnection, street: Street) -> None:
    town = street.homes.town
    located = np.zeros(len(street.building), dtype=bool) if town is None else town.doors.located
    _create(con, "located_home", pa.table({"building_id": street.building, "located": located}))
    _run(con, "by_building")


def _keep_months(con: duckdb.DuckDBPyConnection, street: Street) -> None:
    """`reach` and `reach_home`: the circle of every month, with the points that were in force at its end."""
    states, homes = [_states(street, None, False)], [_homes(street, None, False)]
    months = con.execute("SELECT month, day_to FROM months ORDER BY month").fetchall()
    for month, day in months if street.is_walked else ():
        chosen = [point for point in street.services if point.in_force(day)]
        nearest = street.nearest(chosen)
        states.append(_states(street, nearest, bool(chosen), month))
        homes.append(_homes(street, nearest, bool(chosen), month))
    _create(con, "reach", pa.concat_tables(states))
    _create(con, "reach_home", pa.concat_tables(homes))


def _homes(street: Street, metres: Floats | None, has_service: bool, month: date | None = None) -> pa.Table:
    """Rows of `reach_home`: one a building, with or without elders; `lost` says why there are no metres."""
    if metres is None:
        metres = np.zeros(0)
    states = walks.classify(metres, 1.0, has_service=has_service)
    lost = np.isin(states, (walks.NO_PATH, walks.NOT_LOCATED))
    return pa.table(
        {
            "month": pa.array([month] * len(metres), pa.date32()),
            "building_id": street.building[: len(metres)],
            "metres": pa.array(metres, pa.float64(), mask=~np.isfinite(metres)),
            "lost": pa.array(states.astype(object), pa.string(), mask=~lost),
        }
    )


def _states(street: Street, metres: Floats | None, has_service: bool, month: date | None = None) -> pa.Table:
    """Rows of `reach`: one a building and class with elders in it."""
    if metres is None:
        metres, building = np.full(len(street.building), np.nan), np.zeros(0, dtype=np.int64)
        group = building
    else:
        building, group = np.nonzero(street.elders)
    state = walks.classify(metres[:, None], CLASS_PACES, has_service=has_service)
    walked = metres[building]
    finite = np.isfinite(walked)
    return pa.table(
        {
            "month": pa.array([month] * len(building), pa.date32()),
            "building_id": street.building.take(pa.array(building)),
            "grid_id": street.grid.take(pa.array(building)),
            "person_class": pa.array(np.array(CLASSES, dtype=object)[group], pa.string()),
            "elders": pa.array(street.elders[building, group], pa.int64()),
            "metres": pa.array(walked, pa.float64(), mask=~finite),
            "minutes": pa.array(walked / CLASS_PACES[group] / 60.0, pa.float64(), mask=~finite),
            "state": pa.array(state[building, group].astype(object), pa.string()),
        }
    )


def _keep_grids(con: duckdb.DuckDBPyConnection, street: Street) -> None:
    """`reach_by_grid` for any day and for each weekday, on the as-of date."""
    today: date = con.execute("SELECT max(day_to) FROM months").fetchall()[0][0]
    in_force = [point for point in street.services if point.in_force(today)]
    pieces = [_on_weekday(_states(street, None, False), 0)]
    for weekday in range(8) if street.homes.town is not None and street.services else ():
        chosen = [point for point in in_force if point.is_open(weekday)]
        pieces.append(_on_weekday(_states(street, street.nearest(chosen), bool(chosen)), weekday))
    _create(con, "reach_weekday", pa.concat_tables(pieces))
    _run(con, "by_grid")


def _on_weekday(states: pa.Table, weekday: int) -> pa.Table:
    return states.append_column("weekday", pa.array([weekday] * states.num_rows, pa.int32()))


def _keep_people(con: duckdb.DuckDBPyConnection) -> None:
    paces: dict[str, Any] = dict(zip(("young", "old", "frail"), CLASS_PACES.tolist(), strict=True))
    query = (QUERIES / "people.sql").read_text(encoding="utf-8")
    con.execute(query, paces | {"minutes": walks.MINUTES})
    _run(con, "outside")


def _run(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute((QUERIES / f"{name}.sql").read_text(encoding="utf-8"))


def _create(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    con.register("_arriving", table)
    con.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM _arriving')
    con.unregister("_arriving")
