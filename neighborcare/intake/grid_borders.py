"""Grid boundaries against each other: drawn twice, overlapping, or not an area at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from neighborcare.text import Label

SLIVER_M2 = 50.0  # neighbours digitised by hand overlap a little along their border
_METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class GridProblem:
    """One thing wrong with one or two grids. `area_m2` is the overlap's, or 0."""

    code: Literal["duplicate_grid", "invalid_shape", "overlap"]
    grids: tuple[str, ...]
    reason: Label
    area_m2: float = 0.0


def check_grids(ids: Sequence[str], polygons: NDArray[np.object_]) -> list[GridProblem]:
    """Problems of grid polygons in longitude and latitude; ids (n,) and polygons (n,) go together.

    A grid of several parts is one MultiPolygon: the same id twice is a duplicate.
    """
    return [*_duplicates(ids), *_invalid(ids, polygons), *_overlaps(ids, polygons)]


def _duplicates(ids: Sequence[str]) -> list[GridProblem]:
    found, counts = np.unique(np.asarray(ids, dtype=np.str_), return_counts=True)
    return [
        GridProblem(
            "duplicate_grid",
            (str(grid),),
            Label(
                f"网格 {grid} 画了 {count} 次，请只保留一个", f"Grid {grid} is drawn {count} times; keep one"
            ),
        )
        for grid, count in zip(found, counts, strict=True)
        if count > 1
    ]


def _invalid(ids: Sequence[str], polygons: NDArray[np.object_]) -> list[GridProblem]:
    return [
        GridProblem(
            "invalid_shape",
            (grid,),
            Label(
                f"网格 {grid} 的边界自相交，请在地图软件中修正",
                f"The border of grid {grid} crosses itself ({shapely.is_valid_reason(polygon)}); mend it",
            ),
        )
        for grid, polygon in zip(ids, polygons, strict=True)
        if not polygon.is_valid
    ]


def _overlaps(ids: Sequence[str], polygons: NDArray[np.object_]) -> list[GridProblem]:
    valid = shapely.make_valid(polygons)
    if shapely.coverage_is_valid(valid):
        return []
    one, two = shapely.STRtree(valid).query(valid, predicate="intersects")
    one, two = one[one < two], two[one < two]
    shared = shapely.intersection(valid[one], valid[two])
    shrink = np.cos(np.radians(shapely.get_y(shapely.centroid(valid[one]))))
    areas = shapely.area(shared) * shrink * _METRES_PER_DEGREE**2
    return [_overlap(ids[one[i]], ids[two[i]], float(areas[i])) for i in np.flatnonzero(areas > SLIVER_M2)]


def _overlap(one: str, two: str, area: float) -> GridProblem:
    return GridProblem(
        "overlap",
        (one, two),
        Label(
            f"网格 {one} 与 {two} 重叠约 {area:,.0f} 平方米，请调整边界",
            f"Grids {one} and {two} overlap by about {area:,.0f} m²; move their border",
        ),
        area,
    )
