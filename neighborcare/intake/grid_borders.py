"""Grid boundaries against each other: drawn twice, overlapping, or leaving ground between them that is nobody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from neighborcare.text import Label

SLIVER_M2 = 50.0  # neighbours digitised by hand overlap a little along their border
CRACK_M = 5.0  # a gap up to twice as wide is a crack between neighbours; wider ground may well be a lake
_METRES_PER_DEGREE = 111_320.0

Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that somebody should look at on the map: what, which grids (or features), and where.

    `shape` is the ground in question, in the coordinate system of the map (None: there is none); area_m2 its size.
    """

    code: Literal[
        "duplicate_grid", "invalid_shape", "overlap", "gap", "no_ledger_row", "no_polygon", "off_place"
    ]
    ids: tuple[str, ...]
    reason: Label
    shape: shapely.Geometry | None = None
    area_m2: float = 0.0
    severity: Literal["error", "warning"] = "warning"


def check_grids(ids: Sequence[str], polygons: Shapes) -> list[Finding]:
    """What is wrong between grids, as valid polygons in longitude and latitude; ids (n,) and polygons go together.

    A grid of several parts is one MultiPolygon: the same id twice is a duplicate.
    """
    if not len(ids):
        return []
    found = [*_duplicates(ids, polygons), *_overlaps(ids, polygons), *_gaps(ids, polygons)]
    return sorted(found, key=lambda finding: -finding.area_m2)


def mended(polygon: shapely.Geometry) -> shapely.Geometry:
    """A polygon that crosses itself as the ground it goes around; empty where that is none."""
    whole = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
    areas = [part for part in shapely.get_parts(whole) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(areas) if len(areas) != 1 else areas[0]


def _duplicates(ids: Sequence[str], polygons: Shapes) -> list[Finding]:
    names = np.asarray(ids, dtype=np.str_)
    found, counts = np.unique(names, return_counts=True)
    return [
        Finding(
            "duplicate_grid",
            (str(grid),),
            Label(
                f"网格 {grid} 画了 {count} 次，请只保留一个", f"Grid {grid} is drawn {count} times; keep one"
            ),
            shapely.union_all(polygons[names == grid]),
        )
        for grid, count in zip(found, counts, strict=True)
        if count > 1
    ]


def _overlaps(ids: Sequence[str], polygons: Shapes) -> list[Finding]:
    if shapely.coverage_is_valid(polygons):
        return []
    one, two = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    one, two = one[one < two], two[one < two]
    shared = shapely.intersection(polygons[one], polygons[two])
    return [
        Finding("overlap", (ids[a], ids[b]), _overlap(ids[a], ids[b], size), shape, size)
        for a, b, shape, size in zip(one, two, shared, _square_metres(shared), strict=True)
        if size > SLIVER_M2
    ]


def _overlap(one: str, two: str, area: float) -> Label:
    return Label(
        f"网格 {one} 与 {two} 重叠约 {area:,.0f} 平方米，请调整边界",
        f"Grids {one} and {two} overlap by about {area:,.0f} m²; move their border",
    )


def _gaps(ids: Sequence[str], polygons: Shapes) -> list[Finding]:
    """Holes among the grids, and cracks between neighbours that are open to the outside."""
    lat = float(shapely.get_coordinates(polygons)[:, 1].mean())
    scale = np.array([np.cos(np.radians(lat)) * _METRES_PER_DEGREE, _METRES_PER_DEGREE])
    flat = np.asarray(shapely.transform(polygons, lambda points: points * scale), dtype=object)
    whole = shapely.union_all(flat)
    holes = [
        shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in getattr(part, "interiors", ())
    ]
    filled = shapely.union_all([whole, *holes])
    closed = shapely.buffer(shapely.buffer(filled, CRACK_M, join_style="mitre"), -CRACK_M, join_style="mitre")
    cracks = [part for part in shapely.get_parts(shapely.difference(closed, filled)) if part.area > SLIVER_M2]
    tree = shapely.STRtree(flat)
    found = []
    for ground in (*holes, *cracks):
        around = tuple(sorted({ids[i] for i in tree.query(ground, predicate="dwithin", distance=0.1)}))
        # A bay in one grid's own border is its shape, and so is a lake that it goes around.
        if ground.area > SLIVER_M2 and len(around) > 1:
            where = shapely.transform(ground, lambda points: points / scale)
            found.append(Finding("gap", around, _gap(around, ground.area), where, float(ground.area)))
    return found


def _gap(around: Sequence[str], area: float) -> Label:
    return Label(
        f"网格 {'、'.join(around)} 之间有约 {area:,.0f} 平方米不属于任何网格，请核对边界",
        f"Between grids {', '.join(around)} about {area:,.0f} m² belong to no grid; check their borders",
    )


def _square_metres(shapes: Shapes) -> NDArray[np.float64]:
    shrink = np.cos(np.radians(shapely.get_y(shapely.centroid(shapes))))
    return np.asarray(shapely.area(shapes) * shrink * _METRES_PER_DEGREE**2)
