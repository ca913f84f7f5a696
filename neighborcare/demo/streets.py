"""The lines of the made-up town: a river, a railway, main roads, and streets that divide the land between them.

Everything here is in metres around the town's centre, x to the east and y to the north.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from scipy.interpolate import CubicSpline
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, split

from neighborcare.demo.chance import in_pairs, stream

FRAME = shapely.box(-2250, -1950, 2250, 1950)
RIVER = (
    (-2700, -420),
    (-1750, -300),
    (-950, -520),
    (-250, -330),
    (450, 10),
    (1050, -190),
    (1750, -470),
    (2700, -330),
)
RAIL = ((760, 2400), (700, 1300), (560, 600), (420, 0), (300, -700), (180, -1300), (140, -2400))
RIVER_HALF, BANK = 42.0, 62.0
RAIL_SIDE = 24.0

MAIN_ROADS: dict[str, tuple[str, tuple[tuple[float, float], ...]]] = {
    "迎宾大道": (
        "primary",
        ((-2600, 640), (-1500, 500), (-700, 590), (100, 500), (620, 450), (1300, 600), (2600, 470)),
    ),
    "望江路": (
        "secondary",
        ((-480, 2200), (-560, 1200), (-470, 600), (-560, 0), (-640, -420), (-560, -900), (-680, -2200)),
    ),
    "东港路": (
        "secondary",
        ((1290, 2200), (1200, 1200), (1130, 560), (1060, -180), (1160, -800), (1060, -2200)),
    ),
    "南环路": (
        "secondary",
        ((-2600, -1080), (-1400, -960), (-600, -900), (240, -1010), (900, -1040), (2600, -900)),
    ),
}
FOOTBRIDGES = (-1290.0,)
"Where people on foot cross the river, by x."
UNDERPASSES = (1010.0, 130.0)
"Where people on foot pass under the railway, by y."

STREET_NAMES = tuple(
    f"{name}路"
    for name in in_pairs(
        "春和青柳石桥沙洲晒谷槐荫桂圃望塔杏林塘边榆钱麦浪棉纺灯台木工书堂豆坊竹器渡口银杏蔷薇翠微云水朝霞月牙长亭"
        "水车砖窑茶亭白鹭鱼市粮仓"
    )
)
LANE_NAMES = tuple(
    f"{name}巷"
    for name in in_pairs(
        "一人三眼豆腐柿子打铁荷叶染坊枇杷酱园鞋匠伞铺米行花轿石榴鸽子纸扎木梳桑葚灰瓦戏台老井半边弯弓麻石"
    )
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way that can be walked on: its line, its OpenStreetMap class, and its name (may be empty)."""

    line: LineString
    highway: str
    name: str = ""


@dataclass(slots=True)
class Streets:
    """The lines while they are being drawn."""

    river: LineString
    rail: LineString
    banks: list[LineString]
    sides: list[LineString]
    reserves: dict[str, Polygon]
    ways: list[Way] = field(default_factory=list)
    blocks: list[Polygon] = field(default_factory=list)

    @property
    def water(self) -> Polygon:
        """The river as a surface."""
        return polygon(self.river.buffer(RIVER_HALF).intersection(FRAME))

    @property
    def strip(self) -> BaseGeometry:
        """Land and water that only bridges and underpasses cross."""
        return shapely.union(self.river.buffer(BANK - 0.5), self.rail.buffer(RAIL_SIDE - 0.5))


def curve(points: Sequence[tuple[float, float]], step: float = 25.0) -> LineString:
    """A smooth line through the points."""
    array = np.array(points, dtype=float)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(array, axis=0).T))])
    spline = CubicSpline(along, array)
    return LineString(spline(np.linspace(0, along[-1], int(along[-1] / step))))


def draw(seed: int) -> Streets:
    """River, railway, main roads and the streets between them; `blocks` is what the streets enclose."""
    rng = stream(seed, "streets")
    streets = _base()
    base = [*_main_lines(), *streets.banks, *streets.sides, streets.river, streets.rail, FRAME.exterior]
    base += [ring.exterior for ring in streets.reserves.values()]
    cells = _faces(base)
    splits = [line for cell in cells for line in _divided(cell, streets, rng)]
    _add_ways(streets, splits, rng)
    streets.blocks = _faces([*base, *(line for line, _ in splits)])
    return streets


def edge_of_town(point: Point) -> float:
    """How far out a point lies: under 1 in town, over 1 in the fields; the rim is uneven."""
    angle = math.atan2(point.y / 1290, point.x / 1640)
    rim = 1.0 + 0.05 * math.sin(3 * angle + 0.6) + 0.04 * math.sin(7 * angle + 2.0)
    return math.hypot(point.x / 1640, point.y / 1290) / rim


def quarter(streets: Streets, point: Point) -> str:
    """NW, NE, SW or SE: which side of the river and of the railway a point lies on."""
    return ("N" if _left_of(streets.river, point) else "S") + ("E" if _left_of(streets.rail, point) else "W")


def _left_of(line: LineString, point: Point) -> bool:
    at = line.project(point)
    a, b = line.interpolate(max(at - 5, 0)), line.interpolate(at + 5)
    return bool((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0)


def _base() -> Streets:
    river, rail = curve(RIVER), curve(RAIL)
    banks = [_inside(river.offset_curve(side)) for side in (BANK, -BANK)]
    sides = [_inside(rail.offset_curve(side)) for side in (RAIL_SIDE, -RAIL_SIDE)]
    reserves = {"hill": _blob(700, -560, 285, 250, 0.7), "park": _blob(-1010, 160, 165, 125, 2.1)}
    return Streets(_inside(river), _inside(rail), banks, sides, reserves)


def _main_lines() -> list[LineString]:
    return [_inside(curve(points)) for _, points in MAIN_ROADS.values()]


def _blob(x: float, y: float, a: float, b: float, phase: float) -> Polygon:
    angles = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    wobble = 1 + 0.10 * np.sin(3 * angles + phase) + 0.06 * np.sin(5 * angles - phase)
    return Polygon(np.column_stack([x + a * wobble * np.cos(angles), y + b * wobble * np.sin(angles)]))


def _inside(line: BaseGeometry) -> LineString:
    """The longest piece of the line within the frame."""
    return max(pieces(line.intersection(FRAME)), key=lambda piece: piece.length)


def _faces(lines: Sequence[BaseGeometry]) -> list[Polygon]:
    noded = shapely.union_all(list(lines), grid_size=0.01)
    return sorted(polygonize(noded), key=lambda face: (round(face.centroid.y, 1), round(face.centroid.x, 1)))


def _divided(cell: Polygon, streets: Streets, rng: np.random.Generator) -> list[tuple[LineString, int]]:
    """The streets within a cell, each with the depth of its division; none in reserves and strips."""
    middle = cell.representative_point()
    closed = [*streets.reserves.values(), streets.strip]
    if any(place.contains(middle) for place in closed):
        return []
    return list(_split(cell, streets, 0, rng))


def _block_area(point: Point, streets: Streets) -> float:
    """How large blocks grow there: small in the old town, large among new estates and fields."""
    base = {"NW": 15_500.0, "NE": 24_000.0, "SW": 21_000.0, "SE": 21_000.0}[quarter(streets, point)]
    return base * (1.0 + 14.0 * max(edge_of_town(point) - 0.97, 0.0))


def _split(
    cell: Polygon, streets: Streets, depth: int, rng: np.random.Generator
) -> Iterator[tuple[LineString, int]]:
    if cell.area < _block_area(cell.representative_point(), streets) * float(rng.uniform(0.8, 1.9)):
        return
    for _ in range(6):
        line = crossing(cell, rng)
        halves = [part for part in split(cell, line).geoms if isinstance(part, Polygon)]
        if len(halves) == 2 and min(part.area for part in halves) > cell.area * 0.25:
            yield from ((part, depth) for part in pieces(line.intersection(widened(cell))))
            for piece in halves:
                yield from _split(piece, streets, depth + 1, rng)
            return


def crossing(cell: Polygon, rng: np.random.Generator) -> LineString:
    """A gently bent line across the longer side of the cell, near its middle."""
    c = np.array(polygon(cell.minimum_rotated_rectangle).exterior.coords)
    if np.hypot(*(c[1] - c[0])) < np.hypot(*(c[2] - c[1])):
        c = np.roll(c[:4], -1, axis=0)
    along, across = c[1] - c[0], c[2] - c[1]
    at = 0.5 + float(rng.uniform(-0.14, 0.14))
    tilt = float(rng.normal(0, 0.05))
    start, end = c[0] + along * (at - tilt) - across * 0.1, c[0] + along * (at + tilt) + across * 1.1
    bend = (start + end) / 2 + along * float(rng.normal(0, 0.035))
    t = np.linspace(0, 1, 9)[:, None]
    return LineString((1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end)


def _add_ways(streets: Streets, splits: Sequence[tuple[LineString, int]], rng: np.random.Generator) -> None:
    names = list(rng.permutation(STREET_NAMES))
    strip_river, strip_rail = streets.river.buffer(BANK - 0.5), streets.rail.buffer(RAIL_SIDE - 0.5)
    for (name, (highway, _)), line in zip(MAIN_ROADS.items(), _main_lines(), strict=True):
        streets.ways.append(Way(line, highway, name))
    for line, name in zip(streets.banks, ("江北步道", "江南步道"), strict=True):
        streets.ways += [Way(piece, "pedestrian", name) for piece in pieces(line.difference(strip_rail))]
    for line, name in zip(streets.sides, ("铁东路", "铁西路"), strict=True):
        streets.ways += [Way(piece, "residential", name) for piece in pieces(line.difference(strip_river))]
    for place, name in (("hill", "环山路"), ("park", "公园环路")):
        streets.ways.append(Way(LineString(streets.reserves[place].exterior), "residential", name))
    for i, (line, depth) in enumerate(splits):
        highway = ("tertiary", "tertiary", "residential", "residential", "living_street")[min(depth, 4)]
        name = names[i % len(names)] if depth < 3 and i < 2 * len(names) else ""
        streets.ways.append(Way(line, highway, name))
    streets.ways += [Way(line, "footway", name) for line, name in _foot_crossings(streets)]


def _foot_crossings(streets: Streets) -> list[tuple[LineString, str]]:
    north, south = streets.banks
    east, west = streets.sides
    found = []
    for x in FOOTBRIDGES:
        cut = LineString([(x, -1900), (x, 1900)])
        ends = [cut.intersection(bank) for bank in (north, south)]
        found.append((LineString([(p.x, p.y) for p in ends if isinstance(p, Point)]), "渔人步行桥"))
    for y in UNDERPASSES:
        cut = LineString([(-2200, y), (2200, y)])
        ends = [cut.intersection(side) for side in (east, west)]
        found.append((LineString([(p.x, p.y) for p in ends if isinstance(p, Point)]), "铁路涵洞"))
    return found


def widened(cell: Polygon) -> Polygon:
    """The cell with a hair's breadth around it, so that a line cut to it surely reaches the streets at its edge."""
    return polygon(cell.buffer(0.05, join_style="mitre"))


def pieces(geometry: BaseGeometry, shortest: float = 1.0) -> list[LineString]:
    """The lines in a geometry that are longer than that."""
    return [
        part
        for part in shapely.get_parts(geometry)
        if isinstance(part, LineString) and part.length > shortest
    ]


def polygon(geometry: BaseGeometry) -> Polygon:
    """The largest polygon in a geometry."""
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area)
