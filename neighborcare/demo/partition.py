"""Which block belongs to which grid: groups of neighbouring blocks that follow streets, river and railway."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon, STRtree

from neighborcare.demo.plan import COMMUNITIES, grid_id
from neighborcare.demo.streets import Streets, edge_of_town, polygon, quarter


@dataclass(frozen=True, slots=True)
class Areas:
    """Grid polygons by id, and the built-up blocks (polygon, grid id)."""

    grids: Mapping[str, Polygon]
    blocks: tuple[tuple[Polygon, str], ...]


def grids(streets: Streets) -> Areas:
    """Groups the blocks in town into the planned number of grids a community, without gap or overlap."""
    blocks = [b for b in streets.blocks if edge_of_town(b.representative_point()) < 1.0]
    land = [b for b in blocks if not streets.strip.contains(b.representative_point())]
    owner: dict[int, str] = {}
    for side in ("NW", "NE", "SW", "SE"):
        members = [i for i, b in enumerate(land) if quarter(streets, b.representative_point()) == side]
        owner |= _named(land, members, _wanted(side))
    _mend(land, owner)
    strips = [b for b in blocks if streets.strip.contains(b.representative_point())]
    tiles = _tiles(streets, land, owner, strips)
    built = [(b, owner[i]) for i, b in enumerate(land) if not _reserved(streets, b)]
    return Areas(tiles, tuple(built))


def _wanted(side: str) -> list[str]:
    return [grid_id(p.id, i + 1) for p in COMMUNITIES if p.quarter == side for i in range(p.grids)]


def _reserved(streets: Streets, block: Polygon) -> bool:
    return any(place.contains(block.representative_point()) for place in streets.reserves.values())


def _named(land: Sequence[Polygon], members: list[int], names: list[str]) -> dict[int, str]:
    """Halves the members again and again, by area, across their longer side, until each name has its group."""
    if len(names) == 1:
        return dict.fromkeys(members, names[0])
    at = np.array([(land[i].centroid.x, land[i].centroid.y) for i in members])
    weights = np.array([land[i].area if land[i].area < 50_000 else 5_000.0 for i in members])  # not the hill
    # Sixteen grids are two communities side by side: the first cut is between west and east.
    span = np.array([np.inf, 0.0]) if len(names) > 8 else np.ptp(at, axis=0)
    axis = int(np.argmax(span))
    order = np.argsort(at[:, axis] if axis == 0 else -at[:, axis], kind="stable")
    first = len(names) // 2
    cut = int(np.searchsorted(np.cumsum(weights[order]), weights.sum() * first / len(names)))
    left, right = [members[i] for i in order[:cut]], [members[i] for i in order[cut:]]
    return _named(land, left, names[:first]) | _named(land, right, names[first:])


def _mend(land: Sequence[Polygon], owner: dict[int, str]) -> None:
    """Gives every piece that lies apart from the rest of its grid to the neighbour it shares most border with."""
    beside = _borders(land)
    for _ in range(6):
        loose = [i for group in _groups(owner, beside) for i in group]
        if not loose:
            return
        for i in loose:
            _join(i, owner, beside)


def _join(i: int, owner: dict[int, str], beside: Mapping[int, Mapping[int, float]]) -> None:
    community = owner[i].split("-")[0]
    shared: dict[str, float] = defaultdict(float)
    for j, length in beside[i].items():
        if owner[j].startswith(community) and owner[j] != owner[i]:
            shared[owner[j]] += length
    if shared:
        owner[i] = max(sorted(shared), key=lambda name: shared[name])


def _borders(polygons: Sequence[Polygon]) -> dict[int, dict[int, float]]:
    """The length of border that each polygon shares with each neighbour."""
    tree = STRtree(polygons)
    beside: dict[int, dict[int, float]] = defaultdict(dict)
    for i, j in sorted(map(tuple, tree.query(polygons, predicate="intersects").T.tolist())):
        length = polygons[i].intersection(polygons[j]).length if i != j else 0.0
        if length > 5.0 and i != j:
            beside[i][j] = length
    return beside


def _groups(owner: Mapping[int, str], beside: Mapping[int, Mapping[int, float]]) -> list[list[int]]:
    """The connected pieces of every grid except its largest."""
    seen: set[int] = set()
    pieces: dict[str, list[list[int]]] = defaultdict(list)
    for start in sorted(owner):
        if start not in seen:
            pieces[owner[start]].append(_reachable(start, owner, beside, seen))
    return [piece for found in pieces.values() for piece in sorted(found, key=len)[:-1]]


def _reachable(
    start: int, owner: Mapping[int, str], beside: Mapping[int, Mapping[int, float]], seen: set[int]
) -> list[int]:
    group, pending = [], [start]
    seen.add(start)
    while pending:
        i = pending.pop()
        group.append(i)
        for j in sorted(beside.get(i, {})):
            if owner[j] == owner[start] and j not in seen:
                seen.add(j)
                pending.append(j)
    return group


def _tiles(
    streets: Streets, land: Sequence[Polygon], owner: Mapping[int, str], strips: Sequence[Polygon]
) -> dict[str, Polygon]:
    """Grid polygons: the blocks and, cut to fit, the halves of river and railway in front of them."""
    parts: dict[str, list[Polygon]] = defaultdict(list)
    for i, block in enumerate(land):
        parts[owner[i]].append(block)
    cuts = _cuts(streets)
    edges = [LineString(block.exterior) for block in (*land, *strips)]
    lines = shapely.union_all([*edges, *cuts], grid_size=0.01)
    faces = list(shapely.get_parts(shapely.polygonize(list(shapely.get_parts(lines)))))
    solid = {name: _whole(blocks) for name, blocks in sorted(parts.items())}
    tiles: dict[str, list[Polygon]] = defaultdict(list)
    within = shapely.union_all([*land, *strips])
    for face in faces:
        point = face.representative_point()
        if within.contains(point) and (edge_of_town(point) < 1.0 or not streets.strip.contains(point)):
            tiles[_owner_of(streets, face, solid)].append(face)
    return {name: _whole(tiles[name]) for name in sorted(tiles)}


def _owner_of(streets: Streets, face: Polygon, solid: Mapping[str, Polygon]) -> str:
    point = face.representative_point()
    inside = [name for name, area in solid.items() if area.contains(point)]
    if inside:
        return inside[0]
    side = quarter(streets, point)
    near = [name for name in solid if name in _wanted(side)]
    return min(near, key=lambda name: round(solid[name].distance(face.centroid), 3))


def _cuts(streets: Streets) -> list[LineString]:
    """Short lines across river and railway every 40 m, where the border between two grids may run."""
    cuts = []
    for line, half in ((streets.river, 63.0), (streets.rail, 25.0)):
        for at in np.arange(20.0, line.length - 20, 40.0):
            a, b = line.interpolate(at - 1), line.interpolate(at + 1)
            nx, ny = (a.y - b.y) * half / 2, (b.x - a.x) * half / 2
            mid = line.interpolate(at)
            cuts.append(LineString([(mid.x - nx, mid.y - ny), (mid.x, mid.y), (mid.x + nx, mid.y + ny)]))
    return cuts


def _whole(faces: Sequence[Polygon]) -> Polygon:
    return polygon(shapely.coverage_union_all(faces))
