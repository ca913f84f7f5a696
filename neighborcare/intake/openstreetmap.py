"""An OpenStreetMap extract: the ways that one may walk, and the ground beside them.

Which ways are walkable follows the access rules of the OpenStreetMap wiki for people on foot: no motorway or
trunk road, nothing private or closed, unless `foot` says otherwise. One-way rules are for vehicles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import osmium
import shapely
from shapely.geometry.base import BaseGeometry

WALKABLE = frozenset(
    {"footway", "path", "pedestrian", "steps", "living_street", "residential", "service", "unclassified"}
    | {"tertiary", "tertiary_link", "secondary", "secondary_link", "primary", "primary_link", "road"}
    | {"track", "cycleway", "bridleway", "corridor", "platform"}
)
MOTOR_ONLY = frozenset({"motorway", "motorway_link"})
NOT_THERE = frozenset({"proposed", "construction", "planned", "abandoned", "razed", "demolished", "no"})
ALLOWED = frozenset({"yes", "designated", "permissive", "official"})
CLOSED = frozenset({"no", "private", "military"})

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
}


@dataclass(slots=True)
class Extract:
    """Features of one layer in the order of the file; `left_out` counts those that do not belong to it."""

    rows: list[int] = field(default_factory=list)
    geometry: list[BaseGeometry] = field(default_factory=list)
    properties: dict[str, list[Any]] = field(default_factory=dict)
    read: int = 0
    left_out: int = 0

    def add(self, row: int, geometry: BaseGeometry, properties: Mapping[str, Any]) -> None:
        """One more feature."""
        self.rows.append(row)
        self.geometry.append(geometry)
        for name, value in properties.items():
            self.properties.setdefault(name, []).append(value)


def is_walkable(tags: Mapping[str, Any]) -> bool:
    """Whether a way with these tags (`highway`, `access`, `foot`) may be walked."""
    highway, foot = tags.get("highway"), tags.get("foot")
    if highway in MOTOR_ONLY or highway in NOT_THERE or foot in CLOSED or foot == "use_sidepath":
        return False
    if foot in ALLOWED:
        return True
    return highway in WALKABLE and tags.get("access") not in CLOSED


def level_of(tags: Mapping[str, Any]) -> int:
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
    found, factory = Extract(), osmium.geom.WKBFactory()
    ways = osmium.FileProcessor(str(path)).with_locations()
    ways = ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
        found.read += 1
        tags = dict(way.tags)
        line = _line(way, factory) if isinstance(way, osmium.osm.Way) and is_walkable(tags) else None
        if line is None:
            found.left_out += 1
            continue
        kind = tags["highway"]
        words = {"name": _name(tags), "highway": kind, "is_steps": kind == "steps", "level": level_of(tags)}
        found.add(way.id, line, words)
    return found


def read_ground(path: Path, layer: Literal["water", "green"]) -> Extract:
    """Areas of water or green: `rows` are way or relation ids; properties name, kind. Raises RuntimeError."""
    found, factory, kinds = Extract(), osmium.geom.WKBFactory(), GROUND[layer]
    wanted = [(key, value) for key, values in kinds.items() for value in sorted(values)]
    areas = osmium.FileProcessor(str(path)).with_areas(osmium.filter.TagFilter(*wanted))
    for area in areas.with_filter(osmium.filter.EntityFilter(osmium.osm.AREA)):
        tags = dict(area.tags)
        kind = next((tags[key] for key in kinds if tags.get(key) in kinds[key]), None)
        if kind is None or not isinstance(area, osmium.osm.Area):
            continue
        found.read += 1
        polygon = _polygon(area, factory)
        if polygon is None:
            found.left_out += 1
            continue
        found.add(area.orig_id(), polygon, {"name": _name(tags), "kind": kind})
    return found


def _name(tags: Mapping[str, Any]) -> str | None:
    return tags.get("name:zh") or tags.get("name")


def _line(way: osmium.osm.Way, factory: osmium.geom.WKBFactory) -> BaseGeometry | None:
    """The way's line; where an extract was cut, the pieces whose nodes are in it, or None."""
    try:
        return shapely.from_wkb(factory.create_linestring(way))
    except (RuntimeError, osmium.InvalidLocationError):
        pieces = [piece for piece in _pieces(way) if len(piece) > 1]
    return shapely.MultiLineString(pieces) if pieces else None


def _polygon(area: osmium.osm.Area, factory: osmium.geom.WKBFactory) -> BaseGeometry | None:
    """The area's polygon, or None where its ring does not close (half of it lies outside the extract)."""
    try:
        return shapely.from_wkb(factory.create_multipolygon(area))
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
