"""The health circle on the map: the bands of a walk, buildings by what became of theirs, services by type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from neighborcare import contracts
from neighborcare.charts import breaks, circles, maps
from neighborcare.charts.circles import Building, Service
from neighborcare.charts.frame import TEXT
from neighborcare.charts.ground import Ground
from neighborcare.charts.maps import Area, Map
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading, Subject
from neighborcare.circle import isochrone, reach
from neighborcare.circle.network import Network, from_tables
from neighborcare.circle.snapping import snap
from neighborcare.text import N_, Label, formats, translator
from neighborcare.ui import circle_walk, filters
from neighborcare.ui.circle_walk import Asked, Home, Walked
from neighborcare.ui.grid_map import short
from neighborcare.ui.ground import HALL, PHONE, Land

QUERIES = Path(__file__).parent / "queries"
SIZE = (816, 560)
LEAST = 10  # elders that a share is judged on
CLASSES = {
    "65-79": Label("65-79 岁", "Aged 65-79"),
    "80+": Label("80 岁以上", "Aged 80+"),
    "frail": Label("失能或行动不便", "Frail"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn: the question, buildings by 'state' or 'minutes', and how the role sees small numbers."""

    asked: Asked
    by: str
    language: str
    dark: bool
    hidden_as: str = "<5"
    phone: bool = False
    hall: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """The px that the map gets on the page."""
        return PHONE if self.phone else HALL if self.hall else SIZE


def network(con: duckdb.DuckDBPyConnection) -> Network | None:
    """The walking network, None where none was loaded."""
    nodes = pa.table(con.execute(_query("network_nodes")).fetchnumpy())
    edges = pa.table(con.execute(_query("network_edges")).fetchnumpy())
    return from_tables(nodes, edges) if edges.num_rows else None


def bands(
    con: duckdb.DuckDBPyConnection, asked: Asked, streets: Network | None
) -> tuple[tuple[float, BaseGeometry], ...]:
    """Ground within a third, two thirds and all of the minutes, the wider holding the nearer."""
    chosen = [row for row in circle_walk.points(con) if circle_walk.is_open(row, asked)]
    if streets is None or not chosen:
        return ()
    services = snap(streets, np.array([row[3:5] for row in chosen], dtype=np.float64))
    limits = [asked.minutes / 3, asked.minutes * 2 / 3, float(asked.minutes)]
    within: BaseGeometry = shapely.Polygon()
    found = []
    for band in isochrone.bands(streets, services, pace_drawn(asked), limits):
        within = shapely.union(within, band.area)
        found.append((band.minutes, within))
    return tuple(found)


def pace_drawn(asked: Asked) -> float:
    """The pace of the bands: the chosen one, or that of most elders."""
    return asked.speed or reach.PACES["65-79"]


def draw(con: duckdb.DuckDBPyConnection, scene: Scene, land: Land, streets: Network | None) -> Map | None:
    """The map; None where there is nothing to draw."""
    look = Look(scene.language, scene.dark, scene.hall or TEXT)
    found = circle_walk.walked(con, scene.asked)
    areas = _areas(con, scene, land, found)
    ground = Ground(land.ground.water, land.ground.green, land.ground.walkways)
    if not circle_walk.has_buildings(con):
        return _by_grid(areas, scene, ground, look)
    buildings = drawn_buildings(found.homes, scene)
    if not areas and not buildings:
        return None
    return circles.circle(
        buildings,
        services(con, scene),
        bands(con, scene.asked, streets),
        look,
        minutes=scene.asked.minutes,
        by=scene.by,
        areas=areas,
        ground=ground,
        hidden_as=scene.hidden_as,
        size=scene.size,
    )


def _by_grid(areas: Sequence[Area], scene: Scene, ground: Ground, look: Look) -> Map | None:
    """Grids by their share: for those who are shown no single building."""
    if not areas:
        return None
    _ = translator(scene.language)
    subject = Subject(
        _(N_("Elders 65+ within {minutes} minutes"), minutes=scene.asked.minutes),
        "percent",
        day_name(scene.asked.weekday, scene.language),
        target=1.0,
        direction="up",
        hidden_as=scene.hidden_as,
    )
    classes = breaks.around_target(1.0, "up", "percent", look)
    return maps.choropleth(areas, classes, subject, look, ground=ground, size=scene.size)


def _areas(con: duckdb.DuckDBPyConnection, scene: Scene, land: Land, found: Walked) -> list[Area]:
    by_grid = {grid.grid_id: grid for grid in found.grids}
    areas = []
    for place in filters.places(con):
        grid, shape = by_grid.get(place.grid_id), land.grids.get(place.grid_id)
        own = scene.asked.community in (None, place.community_id)
        if shape is None or not own:
            continue
        few = grid is not None and grid.elders < LEAST
        reading = Reading(
            place.grid_id,
            place.grid_name,
            grid.share if grid else None,
            grid.covered if grid else None,
            grid.elders if grid else None,
            too_few=few,
        )
        areas.append(Area(reading, shape, short(place.grid_name, place.community_name)))
    return areas


def drawn_buildings(homes: Sequence[Home], scene: Scene) -> list[Building]:
    """One dot a building: in the state of most of its elders, with a line for each class that lives there."""
    together: dict[str, list[Home]] = defaultdict(list)
    for home in homes:
        if home.building.lon is not None and home.building.lat is not None:
            together[home.building.building_id].append(home)
    return [_dot(found, scene) for found in together.values()]


def _dot(homes: Sequence[Home], scene: Scene) -> Building:
    one = homes[0].building
    weight = dict.fromkeys(reach.STATES, 0.0)
    for home in homes:
        weight[home.building.state] += home.elders
    state = max(weight, key=lambda name: (weight[name], name == reach.UNCOVERED))
    most = max((h for h in homes if h.building.state == state), key=lambda home: home.elders)
    hidden = any(home.hidden for home in homes)
    return Building(
        one.building_id,
        one.building_name or one.building_id,
        one.lon or 0.0,
        one.lat or 0.0,
        state,
        most.building.minutes,
        None if hidden else sum(home.elders for home in homes),
        _by_class(homes, scene) if len(homes) > 1 else "",
    )


def _by_class(homes: Sequence[Home], scene: Scene) -> str:
    lines = []
    for home in homes:
        count = scene.hidden_as if home.hidden else formats.number(home.elders)
        persons = f"{count} {formats.unit_name('persons', scene.language, home.elders)}"
        minutes = home.building.minutes
        time = "—" if minutes is None else formats.quantity(round(minutes, 1), "minutes", scene.language)
        lines.append(f"{CLASSES[home.building.elder_class].of(scene.language)}: {persons}, {time}")
    separator = {"zh-CN": ("：", "，")}.get(scene.language)
    if separator:
        lines = [line.replace(": ", separator[0]).replace(", ", separator[1]) for line in lines]
    return "\n".join(lines)


def services(con: duckdb.DuckDBPyConnection, scene: Scene) -> list[Service]:
    """The chosen services that are open, with their days in the tooltip."""
    kinds = type_names(scene.language)
    return [
        Service(
            row[0], row[1], row[2], kinds.get(row[2], row[2]), row[3], row[4], _opening(row, scene.language)
        )
        for row in circle_walk.points(con)
        if circle_walk.is_open(row, scene.asked)
    ]


def _opening(row: tuple[Any, ...], language: str) -> str:
    _ = translator(language)
    days = [int(day) for day in (row[5] or "").split(";") if day]
    names = formats.listing([day_name(day, language) for day in days], language)
    when = _(N_("Open on {days}"), days=names) if days and len(days) < 7 else _(N_("Open every day"))
    hours = f"{row[6]}–{row[7]}" if row[6] and row[7] else ""
    return f"{when} {hours}".strip()


def type_names(language: str) -> dict[str, str]:
    """The types of service point by code."""
    codes = contracts.get("service_points").column("point_type").codes
    return {code.code: code.label.of(language) for code in codes}


def day_name(weekday: int, language: str) -> str:
    """A day of the week by its number (1 Monday), 0 any day."""
    if not weekday:
        return translator(language)(N_("Any day"))
    codes = contracts.get("service_points").column("weekdays").codes
    return next(code.label.of(language) for code in codes if code.code == str(weekday))


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
