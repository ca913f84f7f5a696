"""The picture of a walk: areas within so many minutes of the nearest service.

For drawing only. Who is covered is decided person by person in `reach`; a polygon errs by 1-5 % of persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from contourpy import FillType, contour_generator
from shapely.geometry.base import BaseGeometry

from neighborcare.circle.coordinates import Floats
from neighborcare.circle.network import Network
from neighborcare.circle.reach import metres_to_nearest
from neighborcare.circle.snapping import Snapped

BANDS = (5.0, 10.0, 15.0, 20.0)
CELL_M = 20.0
BESIDE_M = 60.0  # how far beside a street the ground still counts as reached by it

_STEP_M = 10.0  # spacing of the points along a street that carry its metres into the raster


@dataclass(frozen=True, slots=True)
class Band:
    """The ground between the band before and `minutes`, in WGS84."""

    minutes: float
    area: BaseGeometry


def bands(network: Network, services: Snapped, pace: float, minutes: Sequence[float] = BANDS) -> list[Band]:
    """Disjoint areas from the nearest to the farthest band, empty ones left out. `minutes` must rise."""
    if not len(network.u) or not services.located.any():
        return []
    furthest = minutes[-1] * 60.0 * pace
    xy, metres = _along_streets(network, services)
    near = metres <= furthest
    if not near.any():
        return []
    corner, raster = _raster(xy[near], metres[near], 2.0 * furthest)
    rows, columns = raster.shape
    x, y = corner[0] + CELL_M * np.arange(columns), corner[1] + CELL_M * np.arange(rows)
    lines = contour_generator(x, y, raster, fill_type=FillType.OuterOffset)
    found = []
    for low, high in zip((0.0, *minutes), minutes, strict=False):
        outlines = lines.filled(low * 60.0 * pace if low else -1.0, high * 60.0 * pace)
        area = _polygons(outlines[0], outlines[1])
        if not area.is_empty:
            found.append(Band(high, shapely.transform(area, network.plane.to_degrees)))
    return found


def _along_streets(network: Network, services: Snapped) -> tuple[Floats, Floats]:
    """(points every 10 m along all edges in metres, the walk from each)."""
    ways = np.flatnonzero(network.is_way)
    pieces = np.ceil(network.length_m[ways] / _STEP_M).astype(np.int64)
    way = np.repeat(np.arange(len(ways)), pieces + 1)
    first = np.cumsum(pieces + 1) - (pieces + 1)
    fraction = (np.arange(len(way)) - first[way]) / pieces[way]
    edge = ways[way]
    points = Snapped(edge, fraction, np.zeros(len(edge)))
    start, end = network.xy[network.u[edge]], network.xy[network.v[edge]]
    return start + fraction[:, None] * (end - start), metres_to_nearest(network, points, services).metres


def _raster(xy: Floats, metres: Floats, beyond: float) -> tuple[Floats, Floats]:
    """(south-west corner, raster (rows, columns) of metres): streets, then the ground beside them."""
    margin = int(BESIDE_M // CELL_M) + 2
    corner = np.floor(xy.min(axis=0) / CELL_M) * CELL_M - margin * CELL_M
    cell = np.rint((xy - corner) / CELL_M).astype(np.int64)
    columns, rows = cell.max(axis=0) + margin + 1
    raster = np.full((rows, columns), np.inf)
    np.minimum.at(raster, (cell[:, 1], cell[:, 0]), metres)
    wide = raster.copy()
    for dy, dx, apart in _around():
        target = wide[max(dy, 0) : rows + min(dy, 0), max(dx, 0) : columns + min(dx, 0)]
        source = raster[max(-dy, 0) : rows + min(-dy, 0), max(-dx, 0) : columns + min(-dx, 0)]
        np.minimum(target, source + apart, out=target)
    return corner, np.minimum(wide, beyond)


def _around() -> list[tuple[int, int, float]]:
    """Cells beside a cell: (rows, columns, metres) within BESIDE_M."""
    reach = int(BESIDE_M // CELL_M)
    steps = range(-reach, reach + 1)
    cells = [(dy, dx, CELL_M * float(np.hypot(dy, dx))) for dy in steps for dx in steps if dy or dx]
    return [cell for cell in cells if cell[2] <= BESIDE_M]


def _polygons(points: Sequence[Any], offsets: Sequence[Any]) -> BaseGeometry:
    """contourpy's outlines (one array of points a polygon, offsets of its rings) as one geometry."""
    areas = []
    for ring_points, ring_offsets in zip(points, offsets, strict=True):
        shell, *holes = np.split(ring_points, np.asarray(ring_offsets, dtype=np.int64)[1:-1])
        areas.append(shapely.Polygon(shell, holes))
    return shapely.make_valid(shapely.MultiPolygon(areas))
