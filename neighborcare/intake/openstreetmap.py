"""An OpenStreetMap extract: the ways that one may walk, and the ground beside them.

Which ways are walkable follows the access rules of the OpenStreetMap wiki for people on foot: no motorway or trunk road
without a pavement, nothing private or closed, unless `foot` says otherwise. One-way rules are for vehicles. A gate that
is closed to walkers cuts the ways that lead through it; a stair with a ramp is no hindrance to a wheelchair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Tags = Mapping[str, Any] | osmium.osm.TagList

WALKABLE = frozenset(
    {"footway", "path", "pedestrian", "steps", "living_street", "residential", "service", "unclassified"}
    | {"tertiary", "tertiary_link", "secondary", "secondary_link", "primary", "primary_link", "road"}
    | {"track", "cycleway", "bridleway", "corridor", "platform"}
)
MOTOR_ONLY = frozenset({"motorway", "motorway_link"})
NOT_THERE = frozenset({"proposed", "construction", "planned", "abandoned", "razed", "demolished", "no"})
ALLOWED = frozenset({"yes", "designated", "permissive", "official"})
CLOSED = frozenset({"no", "private", "military"})
TRUNK = frozenset({"trunk", "trunk_link"})
BESIDE = frozenset({"yes", "both", "left", "right"})  # a road with a pavement of its own
MAIN_ROADS = frozenset(
    {
        f"{kind}{link}"
        for kind in ("motorway", "trunk", "primary", "secondary", "tertiary")
        for link in ("", "_link")
    }
    | {"unclassified", "residential", "living_street", "pedestrian"}
)
CUT_DEGREES = 2e-6  # how far from a closed gate a way ends: 0.2 m

GROUND: Mapping[str, Mapping[str, frozenset[str]]] = {
    "water": {
        "natural": frozenset({"water"}),
        "waterway": frozenset({"riverbank", "dock"}),
        "landuse": frozenset({"reservoir", "basin"}),
    },
    "green": {
        "leisure": frozenset({"park", "garden", "nature_reserve", "pitch", "playground"}),
        "landuse": frozenset({"grass", "forest", "meadow", "recreation_ground", "village_green", "orchard"}),
        "natural": frozenset({"wood", "scrub", "grassland"}),
    },
    "buildings": {"building": frozenset()},  # of any kind
}
NO_BUILDING = frozenset({"no", "proposed", "construction", "razed", "demolished"})


@dataclass(slots=True)
class Extract:
    """Features of one layer in the order of the file; `left_out` counts those that do not belong to it."""

    rows: list[int] = field(default_factory=list)
    geometry: list[BaseGeometry] = field(default_factory=list)
    properties: dict[str, list[Any]] = field(default_factory=dict)
    read: int = 0
    left_out: int = 0


@dataclass(slots=True)
class _Gathered:
    """Features as osmium gives them, made shapes all at once.

    osmium's WKB is hexadecimal, which GEOS reads ten times slower than bytes; and a tag is asked for by its key,
    for going over all of them costs more than all the rest.
    """

    names: tuple[str, ...]
    factory: osmium.geom.WKBFactory = field(default_factory=osmium.geom.WKBFactory)
    rows: list[int] = field(default_factory=list)
    wkb: list[bytes] = field(default_factory=list)
    values: list[tuple[Any, ...]] = field(default_factory=list)
    read: int = 0

    def add(self, row: int, wkb: str | None, *values: str | int | None) -> None:
        """One more feature that was read; without a shape it is left out."""
        self.read += 1
        if wkb is not None:
            self.rows.append(row)
            self.wkb.append(bytes.fromhex(wkb))
            self.values.append(values)

    def extract(self) -> Extract:
        """All of them."""
        columns = zip(*self.values, strict=True) if self.values else [()] * len(self.names)
        properties = {name: list(column) for name, column in zip(self.names, columns, strict=True)}
        shapes = shapely.from_wkb(self.wkb).tolist() if self.wkb else []
        return Extract(self.rows, shapes, properties, self.read, self.read - len(self.rows))


def is_walkable(tags: Tags) -> bool:
    """Whether a way with these tags (`highway`, `access`, `foot`) may be walked."""
    highway, foot = tags.get("highway"), tags.get("foot")
    if (
        highway is None
        or highway in MOTOR_ONLY
        or highway in NOT_THERE
        or foot in CLOSED
        or foot == "use_sidepath"
    ):
        return False
    if foot in ALLOWED:
        return True
    if tags.get("motorroad") == "yes" or tags.get("access") in CLOSED:
        return False
    return highway in WALKABLE or (highway in TRUNK and _has_pavement(tags))


def is_stair(tags: Tags) -> bool:
    """Whether a wheelchair cannot take a way with these tags, for it is a stair without a ramp."""
    if tags.get("highway") != "steps":
        return False
    return not ({"yes", "designated"} & {tags.get("wheelchair"), tags.get("ramp:wheelchair")})


def is_closed(tags: Tags) -> bool:
    """Whether a barrier with these tags keeps walkers out."""
    foot = tags.get("foot")
    if foot in ALLOWED:
        return False
    return foot in CLOSED or tags.get("access") in CLOSED or tags.get("locked") == "yes"


def level_of(tags: Tags) -> int:
    """Over (1…), on (0) or under (-1…) the ground: `layer`, or else `bridge` and `tunnel`."""
    try:
        layer = int(float(tags.get("layer") or 0))
    except (TypeError, ValueError):
        layer = 0
    if layer:
        return layer
    if tags.get("bridge") not in (None, "", "no", "F", "0"):
        return 1
    return -1 if tags.get("tunnel") not in (None, "", "no", "F", "0", "building_passage") else 0


def read_walkways(path: Path) -> Extract:
    """Walkable ways: `rows` are way ids; properties name, highway, is_steps, level. Raises RuntimeError."""
    found, gates = _Gathered(("name", "highway", "is_steps", "level")), list[tuple[float, float]]()
    parts = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    for part in parts.with_filter(osmium.filter.KeyFilter("highway", "barrier")):
        tags = part.tags
        if isinstance(part, osmium.osm.Node):
            if "barrier" in tags and is_closed(tags):
                gates.append((part.lon, part.lat))
        elif isinstance(part, osmium.osm.Way) and "highway" in tags:
            line = _line(part, found.factory) if is_walkable(tags) else None
            found.add(part.id, line, _name(tags), tags["highway"], is_stair(tags), level_of(tags))
    extract = found.extract()
    extract.geometry = _cut_at(extract.geometry, gates)
    return extract


def read_roads(path: Path) -> Extract:
    """Streets to draw, whether one may walk there or not: properties name, kind. Raises RuntimeError."""
    found = _Gathered(("name", "kind"))
    ways = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    ways = ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
        tags = way.tags
        if tags["highway"] in MAIN_ROADS and isinstance(way, osmium.osm.Way):
            found.add(way.id, _line(way, found.factory), _name(tags), tags["highway"])
    return found.extract()


def read_ground(path: Path, layer: Literal["water", "green", "buildings"]) -> Extract:
    """Areas of water, green or buildings: `rows` are way or relation ids; properties name, kind.

    Raises RuntimeError.
    """
    found, kinds = _Gathered(("name", "kind")), GROUND[layer]
    areas = osmium.FileProcessor(str(path)).with_areas(_wanted(kinds))
    areas = areas.with_filter(osmium.filter.EntityFilter(osmium.osm.AREA))
    for area in areas.with_filter(osmium.filter.KeyFilter(*kinds)):
        tags = area.tags
        kind = _kind(tags, kinds)
        if kind is not None and isinstance(area, osmium.osm.Area):
            found.add(area.orig_id(), _polygon(area, found.factory), _name(tags), kind)
    return found.extract()


def _wanted(kinds: Mapping[str, frozenset[str]]) -> osmium.filter.KeyFilter | osmium.filter.TagFilter:
    if not all(kinds.values()):
        return osmium.filter.KeyFilter(*kinds)
    return osmium.filter.TagFilter(
        *[(key, value) for key, values in kinds.items() for value in sorted(values)]
    )


def _kind(tags: Tags, kinds: Mapping[str, frozenset[str]]) -> str | None:
    """The value that makes an area one of these kinds; no values means any."""
    for key, values in kinds.items():
        value: str | None = tags.get(key)
        if value is not None and (value in values if values else value not in NO_BUILDING):
            return value
    return None


def _has_pavement(tags: Tags) -> bool:
    return any(tags.get(f"sidewalk{side}") in BESIDE for side in ("", ":both", ":left", ":right"))


def _cut_at(lines: list[BaseGeometry], gates: list[tuple[float, float]]) -> list[BaseGeometry]:
    """The lines with an opening wherever one of their vertices is a closed gate."""
    if not gates or not lines:
        return lines
    vertices, line = shapely.get_coordinates(lines, return_index=True)
    at_gate = np.isin(vertices @ np.array([1.0, 1.0j]), np.array(gates) @ np.array([1.0, 1.0j]))
    cut = list(lines)
    for i in np.unique(line[at_gate]).tolist():
        pieces = [
            piece
            for part in shapely.get_parts(lines[i])
            for piece in _opened(shapely.get_coordinates(part), gates)
        ]
        cut[i] = shapely.MultiLineString(pieces)
    return cut


def _opened(vertices: NDArray[np.float64], gates: list[tuple[float, float]]) -> Iterator[NDArray[np.float64]]:
    """The pieces of a line between its closed gates, each ending a little before."""
    is_gate = np.isin(vertices @ np.array([1.0, 1.0j]), np.array(gates) @ np.array([1.0, 1.0j]))
    stops = np.unique(np.concatenate([[0], np.flatnonzero(is_gate), [len(vertices) - 1]]))
    for first, last in pairwise(stops.tolist()):
        piece = vertices[first : last + 1].copy()
        if is_gate[first]:
            piece[0] = _short_of(vertices[first], vertices[first + 1])
        if is_gate[last]:
            piece[-1] = _short_of(vertices[last], vertices[last - 1])
        yield piece


def _short_of(gate: NDArray[np.float64], before: NDArray[np.float64]) -> NDArray[np.float64]:
    way = before - gate
    share = min(CUT_DEGREES / max(float(np.hypot(*way)), 1e-12), 0.4)
    return np.asarray(gate + share * way)


def _name(tags: Tags) -> str | None:
    return tags.get("name:zh") or tags.get("name")


def _line(way: osmium.osm.Way, factory: osmium.geom.WKBFactory) -> str | None:
    """The way's line as WKB; where an extract was cut, the pieces whose nodes are in it, or None."""
    try:
        return str(factory.create_linestring(way))
    except (RuntimeError, osmium.InvalidLocationError):
        pieces = [piece for piece in _pieces(way) if len(piece) > 1]
    return str(shapely.to_wkb(shapely.MultiLineString(pieces), hex=True)) if pieces else None


def _polygon(area: osmium.osm.Area, factory: osmium.geom.WKBFactory) -> str | None:
    """The area's polygon as WKB, or None where its ring does not close (half of it lies outside the extract)."""
    try:
        return str(factory.create_multipolygon(area))
    except (RuntimeError, osmium.InvalidLocationError):
        return None


def _pieces(way: osmium.osm.Way) -> Iterator[list[tuple[float, float]]]:
    piece: list[tuple[float, float]] = []
    for node in way.nodes:
        if node.location.valid():
            piece.append((node.location.lon, node.location.lat))
        else:
            yield piece
            piece = []
    yield piece
