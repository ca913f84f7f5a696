"""Lanes and footpaths inside the blocks, the paths of park and hill, and how all ways are joined into a network."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
import shapely.affinity
from shapely import LineString, Polygon, STRtree
from shapely.ops import linemerge, split, substring

from neighborcare.demo.chance import stream
from neighborcare.demo.partition import Areas
from neighborcare.demo.streets import LANE_NAMES, Streets, Way, crossing, pieces, polygon, widened


@dataclass(frozen=True, slots=True)
class Lanes:
    """The smaller ways, the pond in the park, and where the houses without a way to town stand."""

    ways: tuple[Way, ...]
    pond: Polygon
    hamlet: tuple[float, float]


def draw(streets: Streets, areas: Areas, seed: int) -> Lanes:
    """Lanes through every built-up block; some end dead. Steps near the hill."""
    rng = stream(seed, "lanes")
    hill, park = streets.reserves["hill"], streets.reserves["park"]
    ways: list[Way] = []
    for block, _ in areas.blocks:
        near_hill = block.distance(hill) < 60 and rng.random() < 0.5
        for line, is_last in _within(block, rng):
            cut = _shortened(line, rng) if is_last and rng.random() < 0.35 else line
            ways.append(Way(cut, _class(near_hill, is_last, rng), _name(rng)))
    pond = polygon(shapely.affinity.scale(park, 0.42, 0.36).buffer(8))
    ways += [*_park_paths(park), *_hill_paths(hill)]
    return Lanes(tuple(ways), pond, (hill.centroid.x, hill.centroid.y))


def noded(ways: Sequence[Way]) -> list[Way]:
    """The same ways with a shared vertex wherever two of them meet or cross."""
    lines = [way.line for way in ways]
    parts = _without_stubs(pieces(shapely.union_all(lines, grid_size=0.01), shortest=0.0))
    tree = STRtree(lines)
    middles = shapely.line_interpolate_point(parts, 0.5, normalized=True)
    found: dict[int, list[LineString]] = defaultdict(list)
    for part, middle in zip(parts, middles, strict=True):
        found[int(tree.query_nearest(middle, all_matches=True).min())].append(part)
    return [
        Way(line, ways[i].highway, ways[i].name)
        for i in sorted(found)
        for line in pieces(linemerge(found[i]) if len(found[i]) > 1 else found[i][0])
    ]


def _without_stubs(parts: Iterable[LineString]) -> list[LineString]:
    """The parts without those few centimetres by which lines stick out over their last crossing."""
    parts = list(parts)
    ends = Counter(end for part in parts for end in (part.coords[0], part.coords[-1]))
    return [
        part for part in parts if part.length > 0.3 or min(ends[part.coords[0]], ends[part.coords[-1]]) > 1
    ]


def _within(block: Polygon, rng: np.random.Generator) -> Iterator[tuple[LineString, bool]]:
    """Lines that divide a block, and whether nothing else starts from them."""
    if block.area < 7_500 * float(rng.uniform(0.8, 1.6)):
        return
    line = crossing(block, rng)
    halves = [part for part in split(block, line).geoms if isinstance(part, Polygon)]
    if len(halves) != 2:
        return
    inner = [found for half in halves for found in _within(half, rng)]
    for piece in pieces(line.intersection(widened(block))):
        yield piece, not inner
    yield from inner


def _shortened(line: LineString, rng: np.random.Generator) -> LineString:
    keep = float(rng.uniform(0.5, 0.8))
    start = 0.0 if rng.random() < 0.5 else 1.0 - keep
    return pieces(substring(line, start, start + keep, normalized=True))[0]


def _class(near_hill: bool, is_last: bool, rng: np.random.Generator) -> str:
    if near_hill and is_last:
        return "steps"
    return "living_street" if not is_last else ("footway" if rng.random() < 0.6 else "service")


def _name(rng: np.random.Generator) -> str:
    return LANE_NAMES[int(rng.integers(len(LANE_NAMES)))] if rng.random() < 0.25 else ""


def _park_paths(park: Polygon) -> Iterator[Way]:
    for a, b in ((0.05, 0.42), (0.55, 0.92), (0.30, 0.68)):
        yield Way(_chord(park, a, b, 0.55), "footway", "塔影公园步道")


def _hill_paths(hill: Polygon) -> Iterator[Way]:
    yield Way(_chord(hill, 0.30, 0.46, 0.97), "steps", "登山步道")
    yield Way(_chord(hill, 0.78, 0.90, 0.98), "steps", "望江石阶")
    x, y = hill.centroid.x, hill.centroid.y
    # The old forestry dormitories have a path among themselves, but the slope below them has none.
    yield Way(LineString([(x - 30, y - 8), (x, y), (x + 32, y + 6)]), "footway", "林场小道")


def _chord(ring: Polygon, a: float, b: float, bend: float) -> LineString:
    """From one point of the ring to another, bent towards (bend < 1) its middle."""
    edge = ring.exterior
    p, q = (edge.interpolate(at, normalized=True) for at in (a, b))
    x, y = (p.x + q.x) / 2, (p.y + q.y) / 2
    c = ring.centroid
    far = math.hypot(x - c.x, y - c.y)
    mid = (c.x + (x - c.x) * bend, c.y + (y - c.y) * bend) if far > 60 else (x, y)
    return LineString([(p.x, p.y), mid, (q.x, q.y)])
