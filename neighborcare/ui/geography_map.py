"""The Geography page's picture: what is loaded, or a map that was dropped over it with its flaws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import duckdb
from shapely.geometry.base import BaseGeometry

from neighborcare.charts import survey
from neighborcare.charts.maps import Map
from neighborcare.charts.survey import Drawn, Flaw
from neighborcare.intake.grid_borders import Finding
from neighborcare.text import N_, translator
from neighborcare.ui import filters
from neighborcare.ui.geography_desk import Found
from neighborcare.ui.ground import Land
from neighborcare.ui.map_frame import Screen
from neighborcare.ui.origin import source

SIZE = (816, 520)
CODES = {
    "duplicate_grid": N_("Drawn twice"),
    "invalid_shape": N_("Crosses itself; mended"),
    "overlap": N_("Overlap"),
    "gap": N_("Gap between grids"),
    "no_ledger_row": N_("Not in the ledger of grids"),
    "no_polygon": N_("Grid without a boundary"),
    "off_place": N_("Not where it should be"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn: the layers that are loaded, or (`found`) a map over them."""

    screen: Screen
    found: Found | None = field(default=None)


def draw(con: duckdb.DuckDBPyConnection, scene: Scene, land: Land) -> Map | None:
    """The dropped map over what is loaded; without one, what is loaded."""
    look, language = scene.screen.look, scene.screen.language
    if scene.found is None:
        names = {place.grid_id: place.grid_name for place in filters.places(con)}
        shapes = [Drawn(grid, names.get(grid, grid), shape) for grid, shape in land.grids.items()]
        if not shapes:
            return None
        return survey.survey(
            shapes,
            (),
            look,
            ground=land.ground,
            name=source("geo:grids", language),
            alt=_alt(language),
            size=scene.screen.size(SIZE),
        )
    seen = scene.found.preview
    wrong = {name for one in seen.findings for name in one.ids}
    shapes = [
        Drawn(one.id, one.name, cast("BaseGeometry", one.shape), one.id in wrong) for one in seen.shapes
    ]
    if not shapes:
        return None
    return survey.survey(
        shapes,
        [flaw for one in seen.findings if (flaw := _flaw(one, language))],
        look,
        there=list(land.grids.values()),
        ground=land.ground,
        alt=_alt(language),
        size=scene.screen.size(SIZE),
    )


def _alt(language: str) -> str:
    return translator(language)(N_("Map of the geography; the findings are in the table beside it"))


def _flaw(one: Finding, language: str) -> Flaw | None:
    if one.shape is None:
        return None
    name = translator(language)(CODES[one.code])
    return Flaw(name, one.reason.of(language), cast("BaseGeometry", one.shape), one.severity == "error")
