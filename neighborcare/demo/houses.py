"""Where buildings stand: in rows along lanes and streets, older and smaller in the old town."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.affinity import rotate, translate

from neighborcare.demo.chance import some, stream
from neighborcare.demo.lanes import Lanes
from neighborcare.demo.partition import Areas
from neighborcare.demo.streets import Streets, pieces, polygon

FIRST_HALF = "春青石沙金槐桂塔杏荷榆麦棉灯木书豆竹渡银蔷翠云霞月亭水茶鹭鱼"
SECOND_HALF = "和柳桥洲谷荫圃影林塘钱浪纺台工香"
KINDS = {"old": ("里", "巷院", "老屋"), "slab": ("小区", "新村", "苑"), "tower": ("家园", "花苑", "府")}
SIZES = {"old": (24.0, 12.0), "slab": (46.0, 14.0), "tower": (25.0, 22.0)}
FLOORS = {"old": (2, 5), "slab": (5, 8), "tower": (11, 27)}


@dataclass(frozen=True, slots=True)
class House:
    """One building: its id's grid, name, middle and outline in metres, kind, floors and whether it has a lift."""

    grid: str
    name: str
    x: float
    y: float
    outline: Polygon
    kind: str
    floors: int
    is_lift: bool


def build(streets: Streets, areas: Areas, inner: Lanes, seed: int) -> list[House]:
    """40 to 70 buildings a grid, and six on the hill that no way joins to the town."""
    rng = stream(seed, "houses")
    tree = shapely.STRtree([way.line for way in (*streets.ways, *inner.ways)])
    by_grid: dict[str, list[Polygon]] = defaultdict(list)
    for block, grid in areas.blocks:
        by_grid[grid].append(block)
    names = _estates(rng)
    houses: list[House] = []
    for grid in sorted(by_grid):
        wanted = int(rng.integers(44, 59))
        estates = [(block, next(names), _kind(grid, rng)) for block in by_grid[grid]]
        houses += _dense_enough(grid, estates, tree, wanted, rng)
    return [*houses, *_hamlet(inner.hamlet, areas)]


def squares(streets: Streets, areas: Areas, houses: Sequence[House]) -> dict[str, Polygon]:
    """Small greens: the largest free spots in blocks, named after nothing in particular."""
    taken = [h.outline.buffer(9) for h in houses] + [w.line.buffer(7) for w in streets.ways]
    tree = shapely.STRtree(taken)
    free = []
    for block, grid in areas.blocks:
        near = shapely.union_all([taken[i] for i in sorted(tree.query(block))])
        for part in shapely.get_parts(block.buffer(-6).difference(near).buffer(-9).buffer(8)):
            if isinstance(part, Polygon) and 900 < part.area < 9_000:
                free.append((part.area, grid, polygon(part.simplify(2))))
    free.sort(key=lambda item: (-round(item[0], 1), item[1]))
    return {f"口袋公园{i + 1}": part for i, (_, _, part) in enumerate(free[:26])}


def _estates(rng: np.random.Generator) -> Iterator[str]:
    names = [a + b for a in FIRST_HALF for b in SECOND_HALF if a != b]
    yield from (names[i] for i in rng.permutation(len(names)))


def _kind(grid: str, rng: np.random.Generator) -> str:
    old = {"LZY": 0.55, "RMZ": 0.65, "JY": 0.05, "KX": 0.2, "SZS": 0.35}[grid.split("-", maxsplit=1)[0]]
    draw = rng.random()
    return "old" if draw < old else ("slab" if draw < old + (1 - old) * 0.72 else "tower")


def _dense_enough(
    grid: str,
    estates: Sequence[tuple[Polygon, str, str]],
    tree: shapely.STRtree,
    wanted: int,
    rng: np.random.Generator,
) -> list[House]:
    """Closer rows until the grid has enough buildings, then as many as wanted."""
    tries = ((30.0, ""), (22.0, ""), (15.0, ""), (10.0, ""), (6.0, ""), (12.0, "old"), (4.0, "old"))
    for gap, small in tries:
        found = [
            h
            for block, name, kind in estates
            for h in _rows(grid, block, name, small or kind, gap, tree, rng)
        ]
        if len(found) >= wanted:
            return some(rng, found, wanted)
    return found


def _rows(
    grid: str,
    block: Polygon,
    name: str,
    kind: str,
    gap: float,
    tree: shapely.STRtree,
    rng: np.random.Generator,
) -> list[House]:
    long, deep = SIZES[kind]
    free = block.buffer(-6.0)
    placed: list[Polygon] = []
    houses = []
    for x, y, angle in _spots(block, long + gap, deep, tree):
        scale = float(rng.uniform(0.75, 1.15))
        box = rotate(
            shapely.box(x - long * scale / 2, y - deep / 2, x + long * scale / 2, y + deep / 2), angle
        )
        if not free.contains(box) or any(box.distance(other) < 6.0 for other in placed[-40:]):
            continue
        if tree.query(box, predicate="dwithin", distance=3.0).size:
            continue
        placed.append(box)
        floors = int(rng.integers(*FLOORS[kind]))
        label = f"{name}{KINDS[kind][len(name + grid + kind) % 3]}{len(placed)}栋"
        lift = floors > 9 or bool(rng.random() < 0.06)
        houses.append(House(grid, label, round(x, 1), round(y, 1), box, kind, floors, lift))
    return houses


def _spots(
    block: Polygon, pitch: float, deep: float, tree: shapely.STRtree
) -> Iterator[tuple[float, float, float]]:
    """Places for buildings: rows along the block's streets and along its lanes, then inner rows."""
    lines: list[LineString] = []
    inner = [tree.geometries[i] for i in sorted(tree.query(block.buffer(-3), predicate="intersects"))]
    for offset in (8.0 + deep / 2, 30.0 + deep * 1.5, 52.0 + deep * 2.5):
        ring = block.buffer(-offset, join_style="mitre")
        lines += [LineString(part.exterior) for part in shapely.get_parts(ring) if isinstance(part, Polygon)]
    for part in (piece for lane in inner for piece in pieces(lane.intersection(block))):
        lines += [line for side in (1, -1) for line in pieces(part.offset_curve(side * (5.0 + deep / 2)))]
    for line in lines:
        for at in np.arange(pitch / 2, line.length, pitch):
            p, q = line.interpolate(at - 1.0), line.interpolate(at + 1.0)
            mid = line.interpolate(at)
            yield mid.x, mid.y, math.degrees(math.atan2(q.y - p.y, q.x - p.x))


def _hamlet(at: tuple[float, float], areas: Areas) -> Iterator[House]:
    x, y = at
    grid = next(name for name, area in areas.grids.items() if area.contains(Point(x, y)))
    for i, (dx, dy) in enumerate(((-26, 8), (-6, 16), (16, 20), (28, -8), (4, -14), (-20, -22))):
        outline = translate(shapely.box(-8, -5, 8, 5), x + dx, y + dy)
        yield House(grid, f"林场宿舍{i + 1}栋", round(x + dx, 1), round(y + dy, 1), outline, "old", 2, False)


def counts(houses: Sequence[House]) -> Mapping[str, int]:
    """Buildings by grid."""
    found: dict[str, int] = defaultdict(int)
    for house in houses:
        found[house.grid] += 1
    return dict(found)
