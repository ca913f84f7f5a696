"""Grids on the map, coloured by their figure or by how it changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import duckdb

from neighborcare.charts import breaks, maps
from neighborcare.charts.breaks import Classes
from neighborcare.charts.maps import Area, Map
from neighborcare.charts.palette import Look
from neighborcare.measures import Kpi
from neighborcare.text import N_, translator
from neighborcare.ui import coverage, grid_funnel
from neighborcare.ui.coverage import Asked, Survey
from neighborcare.ui.grid_classes import Coded
from neighborcare.ui.ground import Land
from neighborcare.ui.map_frame import Screen

SHOWN = {
    "value": N_("Figure"),
    "change": N_("Change"),
    "beside": N_("Two months"),
    "funnel": N_("More than chance"),
}
CHANGE_STEPS = {"percent": (0.01, 0.05), "other": (0.05, 0.20)}
SIZE = (736, 512)
DIGITS = "零一二三四五六七八九"
NUMBERED = re.compile(r"第?([一二三四五六七八九]?十?[一二三四五六七八九]|十|[一二三四五六七八九]十|\d+)网格")


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn and for which screen: 'value' or 'change', and the chosen grid."""

    asked: Asked
    shown: str
    screen: Screen
    selected: str | None = None


def draw(con: duckdb.DuckDBPyConnection, scene: Scene, land: Land) -> Map | None:
    """The map; None without any grid's shape."""
    look = scene.screen.look
    found = coverage.survey(con, scene.asked)
    areas = _areas(found, land)
    if not areas:
        return None
    classes = _classes(con, found.kpi, look)
    if scene.shown == "change":
        classes = change_classes(found, look)
    elif scene.shown == "funnel":
        classes = grid_funnel.classes(found, grid_funnel.compared(con, scene.asked, found), look)
    return maps.choropleth(
        areas,
        classes,
        found.subject,
        look,
        ground=land.ground,
        selected=scene.selected,
        size=scene.screen.size(SIZE),
    )


def _classes(con: duckdb.DuckDBPyConnection, kpi: Kpi, look: Look) -> Classes:
    values = coverage.course(con, kpi.id)
    return breaks.suited(values, unit=kpi.unit, direction=kpi.direction, target=kpi.target, look=look)


def _areas(found: Survey, land: Land) -> list[Area]:
    return [
        Area(
            replace(one.reading, note=one.place.community_name),
            land.grids[one.place.grid_id],
            short(one.place.grid_name, one.place.community_name),
        )
        for one in found.grids
        if one.place.grid_id in land.grids
    ]


def short(grid: str, community: str) -> str:
    """A grid's name on the map: 李子园社区第二网格 → 李子园2; any other name as it is."""
    stem = community.removesuffix("社区")
    rest = grid.removeprefix(community).removeprefix(stem).strip()
    found = NUMBERED.fullmatch(rest)
    return f"{stem}{_numeral(found[1])}" if found else rest or grid


def _numeral(text: str) -> str:
    """一 … 九十九 in digits; digits stay as they are."""
    if text.isdecimal():
        return str(int(text))
    tens, ten, ones = text.rpartition("十")
    count = DIGITS.index(tens) if tens else 1 if ten else 0
    return str(count * 10 + (DIGITS.index(ones) if ones else 0))


def change_classes(found: Survey, look: Look) -> Coded:
    """Five classes of change around none at all: teal where it went the right way, brown where not."""
    _ = translator(look.language)
    kpi, rate = found.kpi, found.kpi.kind == "rate"
    small, large = CHANGE_STEPS["percent" if rate else "other"]
    unit = _(N_("pp")) if rate else "%"
    texts = {"small": f"{small * 100:g}", "large": f"{large * 100:g}", "unit": unit}
    words = (
        N_("down by more than {large} {unit}"),
        N_("down by {small}–{large} {unit}"),
        N_("changed by less than {small} {unit}"),
        N_("up by {small}–{large} {unit}"),
        N_("up by more than {large} {unit}"),
    )
    colours = look.colours
    good, bad = colours.met, (colours.short[1], colours.short[0])
    falling, rising = (good, bad) if kpi.direction == "down" else (bad, good)
    fills = (falling[1], falling[0], colours.ramp[0], rising[0], rising[1])
    changes = {seen.place.grid_id: coverage.amount(seen) for seen in found.grids}
    bounds = (-large, -small, small, large)
    return Coded(bounds, fills, tuple(_(text, **texts) for text in words), look, codes=changes)
