"""Geography files: grid boundaries, walkways, water and green, in the forms that offices and map tools write.

GeoJSON, Shapefile (alone or zipped, Chinese in whatever encoding), GeoPackage, KML and OpenStreetMap
extracts become one `GeoLayer`: geometries as they stand in the file, in the coordinate system that is
declared, with the few properties that the layer has; all else stays behind, personal remarks among it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from neighborcare.contracts import get
from neighborcare.errors import UserError
from neighborcare.intake.checking import Problem
from neighborcare.intake.grid_borders import Finding, mended
from neighborcare.intake.map_system import in_degrees, is_on_earth, plain_header, refuse_swapped, said_system
from neighborcare.intake.mapfile import RawLayer, read_map, unreadable
from neighborcare.intake.openstreetmap import (
    Extract,
    is_walkable,
    level_of,
    read_ground,
    read_roads,
    read_walkways,
)
from neighborcare.text import N_, Label

Layer = Literal["grids", "walkways", "water", "green", "buildings", "roads"]
LINE_LAYERS = frozenset({"walkways", "roads"})
LAYERS: tuple[Layer, ...] = get_args(Layer)

LINES = frozenset({"LineString", "MultiLineString", "LinearRing"})
AREAS = frozenset({"Polygon", "MultiPolygon"})

PROPERTIES: Mapping[Layer, Mapping[str, tuple[str, ...]]] = {
    "grids": {},  # their headers are the grid contract's
    "walkways": {
        "name": ("name", "road_name", "名称", "道路名称", "路名", "街巷名称"),
        "highway": ("highway", "fclass", "道路类型", "道路等级", "类型"),
        "is_steps": ("is_steps", "steps", "台阶", "是否台阶", "阶梯"),
        "layer": ("layer", "level", "层次"),
        "bridge": ("bridge", "桥", "是否桥梁"),
        "tunnel": ("tunnel", "隧道", "地下通道"),
        "access": ("access", "通行"),
        "foot": ("foot", "步行"),
    },
    "water": {"name": ("name", "名称", "水体名称"), "kind": ("kind", "natural", "water", "fclass", "类型")},
    "green": {"name": ("name", "名称", "绿地名称"), "kind": ("kind", "leisure", "landuse", "fclass", "类型")},
    "buildings": {
        "name": ("name", "名称", "楼栋", "建筑名称"),
        "kind": ("kind", "building", "fclass", "类型"),
    },
    "roads": {
        "name": ("name", "名称", "道路名称", "路名"),
        "kind": ("kind", "highway", "fclass", "道路等级", "类型"),
    },
}
FILE_WORDS: Mapping[Layer, tuple[str, ...]] = {
    "water": ("water", "river", "lake", "水"),
    "green": ("green", "park", "绿", "公园"),
    "walkways": (),
    "grids": ("grid", "网格"),
    "buildings": ("building", "楼", "建筑"),
    "roads": ("road", "道路"),
}
YES = frozenset({"yes", "true", "1", "t", "y", "是", "有", "√", "steps"})

NO_SHAPE = Label("没有图形，请在地图软件中补画后再导入", "There is no shape; draw it and send the file again")
WRONG_SHAPE = Label(
    "图形种类不对（网格、水系、绿地、建筑应为面，步行路网、道路应为线）",
    "The wrong kind of shape: grids, water, green and buildings are areas, walkways and roads are lines",
)
CROSSED = Label(
    "边界自相交，已自动修正，请在地图上核对", "The border crossed itself and was mended; check it on the map"
)
NO_GRID_ID = Label(
    "没有网格编号，无法与网格台账对应", "There is no grid ID to match the ledger of grids with"
)
OFF_EARTH = Label("坐标超出经纬度范围", "The coordinates are not longitude and latitude")


@dataclass(frozen=True, eq=False)
class GeoLayer:
    """Features of one layer, as read. read == len(rows) + left_out + rejected (the rows of `problems`).

    rows: (n,) the feature's number in the file from 1, or its OpenStreetMap id. geometry: (n,) shapely objects in
    `crs`, areas that crossed themselves mended. properties: n values a name; grids: grid_id, grid_name, community_id;
    walkways: name, highway, is_steps, level; the others: name, kind. left_out: features that the layer does not want
    (motorways).
    drawn: whether lines meet where they cross, or only at shared vertices (OpenStreetMap).
    """

    layer: Layer
    crs: str
    crs_from: Literal["said", "file", "assumed"]
    drawn: bool
    read: int
    left_out: int
    rows: NDArray[np.int64]
    geometry: NDArray[np.object_]
    properties: Mapping[str, list[Any]]
    problems: list[Problem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """How many features were not taken."""
        return len({problem.row for problem in self.problems if problem.severity == "error"})

    def to_table(self) -> pa.Table:
        """_row, geometry (WKB), and the layer's properties, one row a feature."""
        columns = {"_row": self.rows, "geometry": pa.array(shapely.to_wkb(self.geometry), pa.binary())}
        types = {"is_steps": pa.bool_(), "level": pa.int64()}
        for name, values in self.properties.items():
            columns[name] = pa.array(values, types.get(name, pa.string()))
        return pa.table(columns)


def read_layer(path: Path, layer: str | None = None, crs: str | None = None) -> GeoLayer:
    """One layer of a geography file. `layer` and `crs` (a code or an office's word) override the file.

    Raises UserError: unreadable, nothing in it, no such layer, an unknown or projected coordinate system.
    """
    if layer is not None and layer not in LAYERS:
        raise UserError(
            N_("There is no map layer “{layer}”."),
            remedy=N_("Choose one of: {known}."),
            layer=layer,
            known=", ".join(LAYERS),
        )
    said = None if crs is None else said_system(crs)
    if path.name.lower().endswith((".pbf", ".osm")):
        return _from_extract(path, layer or "walkways", said)
    return _from_map(path, read_map(path), layer, said)


def _from_extract(path: Path, layer: Layer, said: str | None) -> GeoLayer:
    if layer == "grids":
        raise UserError(
            N_("“{file}” is an OpenStreetMap extract: it has no grids."),
            remedy=N_("Send grid boundaries as GeoJSON, Shapefile, GeoPackage or KML."),
            file=path.name,
        )
    try:
        found = _read_extract(path, layer)
    except (RuntimeError, OSError):
        raise unreadable(path) from None
    if not found.rows:
        raise _nothing(path)
    return GeoLayer(
        layer=layer,
        crs=said or "wgs84",
        crs_from="said" if said else "file",
        drawn=False,
        read=found.read,
        left_out=found.left_out,
        rows=np.array(found.rows, dtype=np.int64),
        geometry=np.array(found.geometry, dtype=object),
        properties=found.properties,
    )


def _read_extract(path: Path, layer: Literal["walkways", "roads", "water", "green", "buildings"]) -> Extract:
    if layer == "walkways":
        return read_walkways(path)
    if layer == "roads":
        return read_roads(path)
    return read_ground(path, layer)


def _from_map(path: Path, raw: RawLayer, wanted: Layer | None, said: str | None) -> GeoLayer:
    geometry = raw.geometry
    if not len(geometry):
        raise _nothing(path)
    layer = wanted or _guess(path, raw)
    columns = _columns(raw, layer)
    if layer == "grids" and "grid_id" not in columns:
        raise _without_ids(path, raw)
    refuse_swapped(path, geometry)
    geometry, crs, source = in_degrees(path, raw, said)
    problems = _problems(layer, geometry, columns)
    properties, is_wanted = _properties(layer, columns, len(geometry))
    bad = np.isin(np.arange(1, len(geometry) + 1), [problem.row for problem in problems])
    keep = np.flatnonzero(~bad & is_wanted)
    names = [str(properties["grid_id"][i]) if layer == "grids" else str(i + 1) for i in keep]
    taken, findings = _mended(layer, shapely.force_2d(geometry[keep]), names)
    return GeoLayer(
        layer=layer,
        crs=crs,
        crs_from=source,
        drawn=True,
        read=len(geometry),
        left_out=int((~bad & ~is_wanted).sum()),
        rows=keep + 1,
        geometry=taken,
        properties={name: [values[i] for i in keep] for name, values in properties.items()},
        problems=problems,
        findings=findings,
    )


def _mended(
    layer: Layer, geometry: NDArray[np.object_], names: Sequence[str]
) -> tuple[NDArray[np.object_], list[Finding]]:
    """Areas that cross themselves made the ground that they go around, each said."""
    whole, findings = geometry.copy(), list[Finding]()
    if layer in LINE_LAYERS:
        return whole, findings
    for i in np.flatnonzero(~shapely.is_valid(geometry)).tolist():
        whole[i] = mended(geometry[i])
        findings.append(Finding("invalid_shape", (names[i],), CROSSED, whole[i]))
    return whole, findings


def _guess(path: Path, raw: RawLayer) -> Layer:
    """The layer that a file shows by its shapes, properties and name. Raises UserError."""
    kinds = [shape.geom_type for shape in raw.geometry if shape is not None]
    if sum(kind in LINES for kind in kinds) * 2 > len(kinds):
        return "walkways"
    if "grid_id" in _columns(raw, "grids"):
        return "grids"
    stem = path.stem.lower()
    for layer, words in FILE_WORDS.items():
        if any(word in stem for word in words):
            return layer
    raise UserError(
        N_("It cannot be told which map layer “{file}” is: its areas have no grid ID."),
        remedy=N_(
            "Say which layer it is (grids, water or green); grids need a property “网格编号” or “grid_id”."
        ),
        file=path.name,
    )


def _columns(raw: RawLayer, layer: Layer) -> dict[str, list[Any]]:
    """The file's properties by the layer's own names; the first spelling that is there wins."""
    spellings: Mapping[str, Iterable[str]] = PROPERTIES[layer]
    if layer == "grids":
        contract = get("grids")
        names = ("grid_id", "grid_name", "community_id")
        spellings = {name: contract.column(name).headers for name in names}
    there = {plain_header(header): values for header, values in raw.properties.items()}
    found = {}
    for name, headers in spellings.items():
        header = next((h for h in map(plain_header, headers) if h in there), None)
        if header is not None:
            found[name] = there[header]
    if layer == "grids" and raw.named and "grid_id" not in found and "name" in there:
        found["grid_id"] = there["name"]  # a KML placemark has little else than a name
    return found


def _problems(layer: Layer, geometry: NDArray[np.object_], columns: Mapping[str, list[Any]]) -> list[Problem]:
    """What keeps features out, one problem a feature."""
    right = LINES if layer in LINE_LAYERS else AREAS
    ids = columns.get("grid_id") if layer == "grids" else None
    found = []
    for i, shape in enumerate(geometry):
        if shape is None or shape.is_empty:
            found.append(_problem(i, "geometry", None, "no_shape", NO_SHAPE))
        elif shape.geom_type not in right:
            found.append(_problem(i, "geometry", shape.geom_type, "wrong_shape", WRONG_SHAPE))
        elif not is_on_earth(shape.bounds):
            found.append(_problem(i, "geometry", str(shape.bounds), "off_earth", OFF_EARTH))
        elif ids is not None and _text(ids[i]) is None:
            found.append(_problem(i, "grid_id", None, "no_grid_id", NO_GRID_ID))
    return found


def _problem(position: int, column: str, value: str | None, code: str, reason: Label) -> Problem:
    return Problem(position + 1, column, column, value, code, reason)


def _properties(
    layer: Layer, columns: Mapping[str, list[Any]], count: int
) -> tuple[dict[str, list[Any]], NDArray[np.bool_]]:
    """(the layer's properties, whether it wants the feature at all)."""
    none: list[Any] = [None] * count
    if layer != "walkways":
        names = ("grid_id", "grid_name", "community_id") if layer == "grids" else ("name", "kind")
        text = {name: [_text(value) for value in columns.get(name, none)] for name in names}
        return text, np.ones(count, dtype=bool)
    ways = [{name: _text(values[i]) for name, values in columns.items()} for i in range(count)]
    kept: dict[str, list[Any]] = {
        "name": [way.get("name") for way in ways],
        "highway": [way.get("highway") for way in ways],
        "is_steps": [_is_steps(way) for way in ways],
        "level": [level_of(way) for way in ways],
    }
    return kept, np.array([_wants(way) for way in ways], dtype=bool)


def _wants(way: Mapping[str, str | None]) -> bool:
    """Lines in OpenStreetMap's words follow its rules for walkers; any other line is a street."""
    kind = way.get("highway")
    return is_walkable(way if kind and kind.isascii() else {**way, "highway": "path"})


def _is_steps(way: Mapping[str, str | None]) -> bool:
    return way.get("highway") == "steps" or (way.get("is_steps") or "").lower() in YES


def _text(value: object) -> str | None:
    """A property as text: a whole number without .0, blanks as nothing."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    whole = isinstance(value, float) and value.is_integer()
    text = f"{value:.0f}" if whole else str(value).strip()
    return unicodedata.normalize("NFKC", text) or None


def _without_ids(path: Path, raw: RawLayer) -> UserError:
    return UserError(
        N_("“{file}” has no grid ID; its properties are: {found}."),
        remedy=N_("Give each area a property “网格编号” (or “grid_id”) as in the ledger of grids."),
        file=path.name,
        found="、".join(raw.properties) or "—",
    )


def _nothing(path: Path) -> UserError:
    return UserError(
        N_("There is nothing to take in “{file}”."),
        remedy=N_("Check that the right layer was saved."),
        file=path.name,
    )
