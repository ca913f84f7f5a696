"""The health circle on the map: bands of a walk, buildings by what became of theirs, grids by who is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
from shapely.geometry.base import BaseGeometry

from neighborcare import contracts
from neighborcare.charts import breaks, circles, maps
from neighborcare.charts.circles import Building, Service
from neighborcare.charts.ground import Ground
from neighborcare.charts.maps import Area, Map
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading, Subject
from neighborcare.circle import isochrone, reach
from neighborcare.circle.network import Network
from neighborcare.circle.snapping import snap
from neighborcare.measures import opening, walking
from neighborcare.measures.estimating import Home
from neighborcare.measures.opening import Point
from neighborcare.measures.walking import Homes, Question
from neighborcare.text import N_, Label, formats, translator
from neighborcare.ui import filters
from neighborcare.ui.circle_walk import Asked, Walked
from neighborcare.ui.grid_map import short
from neighborcare.ui.ground import Land
from neighborcare.ui.map_frame import Screen

SIZE = (816, 560)
LEAST = 10  # elders that a share is judged on
STEPS = (0.05, 0.10, 0.20, 0.40)  # of a grid's elders who are left out
CLASSES = {
    "65-79": Label("65-79 岁", "Aged 65-79"),
    "80+": Label("80 岁以上", "Aged 80+"),
    "frail": Label("失能或行动不便", "Frail"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn: the question, 'state', 'minutes', 'bands' or 'grids', and what is small for the role."""

    asked: Asked
    by: str
    screen: Screen
    threshold: int = 0


def draw(
    con: duckdb.DuckDBPyConnection, scene: Scene, land: Land, town: Homes | None, found: Walked
) -> Map | None:
    """The map of what was `found` for the scene's question; None where there is nothing to draw."""
    look, asked = scene.screen.look, scene.asked
    areas = _areas(con, scene, land, found)
    there = services(con, asked.question, scene.screen.language)
    if scene.by == "grids":
        return _by_grid(areas, scene, there, land.ground, look)
    buildings = drawn_buildings(found.homes, scene)
    streets = town.town.network if town and town.town else walking.network(con)
    reached = bands(con, asked.question, streets)
    if not areas and not buildings and not reached:
        return None
    return circles.circle(
        buildings,
        there,
        reached,
        look,
        minutes=asked.minutes,
        by=scene.by,
        areas=areas,
        ground=land.ground,
        size=scene.screen.size(SIZE),
    )


def bands(
    con: duckdb.DuckDBPyConnection, question: Question, streets: Network | None
) -> tuple[tuple[float, BaseGeometry], ...]:
    """Disjoint areas within so many minutes, at the pace that bands are drawn at."""
    there = [point for point in walking.open_points(con, question) if point.lon is not None]
    if streets is None or not there:
        return ()
    if question.steps == "nobody":
        streets = streets.without_steps()
    limits = sorted({*isochrone.BANDS, float(question.minutes)})
    found = isochrone.bands(streets, snap(streets, walking.lonlat(there)), pace_drawn(question), limits)
    return tuple((band.minutes, band.area) for band in found)


def pace_drawn(question: Question) -> float:
    """The pace of the bands: the chosen one, or that of most elders."""
    return question.speed or question.pace("65-79")


def _by_grid(
    areas: Sequence[Area], scene: Scene, there: Sequence[Service], ground: Ground, look: Look
) -> Map | None:
    """Grids by the share of their elders who are left out."""
    if not areas:
        return None
    _ = translator(look.language)
    subject = Subject(
        _(N_("Elders 65+ beyond {minutes} minutes"), minutes=formats.number(scene.asked.minutes)),
        "percent",
        day_name(scene.asked.weekday, look.language),
        direction="down",
    )
    classes = breaks.fixed(STEPS, "percent", look)
    return maps.choropleth(
        areas,
        classes,
        subject,
        look,
        ground=ground,
        on_top=[circles.badges(there, look)],
        more=circles.service_legend(there, look),
        size=scene.screen.size(SIZE),
    )


def _areas(con: duckdb.DuckDBPyConnection, scene: Scene, land: Land, found: Walked) -> list[Area]:
    by_grid = {grid.grid_id: grid for grid in found.grids}
    areas = []
    for place in filters.places(con):
        grid, shape = by_grid.get(place.grid_id), land.grids.get(place.grid_id)
        own = scene.asked.community in (None, place.community_id)
        if shape is None or not own:
            continue
        reading = Reading(place.grid_id, place.grid_name, None)
        if grid is not None:
            reading = Reading(
                place.grid_id,
                place.grid_name,
                grid.outside / grid.elders if grid.elders else None,
                round(grid.outside),
                round(grid.elders),
                hidden=0 < grid.outside < scene.threshold,
                too_few=grid.elders < LEAST,
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
    lines, language = [], scene.screen.language
    for home in homes:
        persons = formats.quantity(home.elders, "persons", language)
        persons = formats.hidden(language) if home.hidden else persons
        minutes = home.building.minutes
        time = "—" if minutes is None else formats.quantity(round(minutes, 1), "minutes", language)
        lines.append(f"{CLASSES[home.building.elder_class].of(language)}: {persons}, {time}")
    separator = {"zh-CN": ("：", "，")}.get(language)
    if separator:
        lines = [line.replace(": ", separator[0]).replace(", ", separator[1]) for line in lines]
    return "\n".join(lines)


def services(con: duckdb.DuckDBPyConnection, question: Question, language: str) -> list[Service]:
    """The points of the chosen types with their days in the tooltip; those that are not open are marked so."""
    kinds = type_names(language)
    types = question.types or walking.HEALTH_SERVICES
    known = opening.thought_of(opening.points(con), question.added, question.moved, types[0])
    return [
        Service(
            one.point_id,
            one.point_name,
            one.point_type,
            kinds.get(one.point_type, one.point_type),
            one.lon,
            one.lat,
            opening_words(one, language),
            walking.is_open(one, question),
        )
        for one in known
        if one.point_type in types and one.lon is not None and one.lat is not None
    ]


def opening_words(point: Point, language: str) -> str:
    """ "Open on Thursday 08:30–11:30" """
    _ = translator(language)
    names = formats.listing([day_name(day, language) for day in sorted(point.weekdays)], language)
    some = 0 < len(point.weekdays) < 7
    when = _(N_("Open on {days}"), days=names) if some else _(N_("Open every day"))
    hours = f"{point.opens}–{point.closes}" if point.opens and point.closes else ""
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
