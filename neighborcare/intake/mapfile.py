"""Files of map tools, as they are: shapes, properties and the coordinate system that they declare.

GDAL would open whatever a file claims to be, descriptions of other files among it: only the forms that
offices send are passed on, and a GeoJSON goes in as bytes.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from neighborcare.errors import Unreadable, UserError
from neighborcare.intake.encoding import decode
from neighborcare.text import N_

SUFFIXES = (".geojson", ".json", ".shp", ".zip", ".gpkg", ".kml", ".kmz")
DRIVERS = frozenset({"GeoJSON", "ESRI Shapefile", "GPKG", "KML", "LIBKML"})
UNPACKED_LIMIT = 1 << 30
# A Shapefile says these when nobody chose an encoding: they mean nothing about Chinese text.
NO_ENCODING = re.compile(r"(iso-?)?8859[-_]?1?|1252|cp1252|latin-?1|system|oem|ansi.*", re.IGNORECASE)
CRS_MEMBER = re.compile(rb'"crs"\s*:\s*\{[^{}]*\{[^{}]*?"name"\s*:\s*"([^"]*)"')


@dataclass(frozen=True, eq=False)
class RawLayer:
    """geometry: (n,) shapely objects or None; properties: n values a header; crs: as the file says, or None.

    `named` says that the form itself gives each shape a name and little else (KML).
    """

    geometry: NDArray[np.object_]
    properties: dict[str, list[Any]]
    crs: str | None
    named: bool = False


def read_map(path: Path) -> RawLayer:
    """All features of the file in its own order. Raises UserError (Unreadable)."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise unreadable(path)
    try:
        with warnings.catch_warnings():
            # GDAL's remarks on how well a file keeps to its standard: what counts is whether it can be read.
            warnings.simplefilter("ignore", RuntimeWarning)
            if suffix in (".geojson", ".json"):
                return _geojson(path)
            return _shapefile(path) if suffix in (".shp", ".zip") else _layers(str(path))
    except (UserError, OSError, ValueError, RuntimeError, shapely.errors.ShapelyError):
        raise unreadable(path) from None


def unreadable(path: Path) -> Unreadable:
    """The file is no map that we know."""
    return Unreadable(
        N_("“{file}” cannot be read as a map."),
        remedy=N_(
            "Send GeoJSON, GeoPackage, KML, an OpenStreetMap extract (.osm.pbf), or a Shapefile with its "
            ".shp, .shx, .dbf and .prj together (best zipped)."
        ),
        file=path.name,
    )


def _geojson(path: Path) -> RawLayer:
    text = decode(path.read_bytes()).text
    member = CRS_MEMBER.search(text)
    raw = _layer(text, None, None)
    return RawLayer(raw.geometry, raw.properties, member.group(1).decode() if member else None)


def _shapefile(path: Path) -> RawLayer:
    """A Shapefile's text is in the encoding of its .cpg, or else UTF-8 if it is that, or else GB18030."""
    source, cpg = (str(path), _cpg_beside(path)) if path.suffix.lower() == ".shp" else _zipped(path)
    declared = bool(cpg) and not NO_ENCODING.fullmatch(cpg)
    for encoding in (None if declared else "UTF-8", "GB18030"):
        try:
            raw = _layer(source, None, encoding)
        except UnicodeDecodeError:
            continue
        if not any("\ufffd" in header for header in raw.properties):
            return raw
    raise unreadable(path)


def _cpg_beside(path: Path) -> str:
    for suffix in (".cpg", ".CPG"):
        beside = path.with_suffix(suffix)
        if beside.exists():
            return beside.read_text(encoding="ascii", errors="replace").strip()
    return ""


def _zipped(path: Path) -> tuple[str, str]:
    """(GDAL's name of the only Shapefile in an archive, what its .cpg says). Raises Unreadable."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            shapes = [name for name in entries if name.lower().endswith(".shp") and "__MACOSX" not in name]
            if len(shapes) != 1 or sum(entry.file_size for entry in entries.values()) > UNPACKED_LIMIT:
                raise unreadable(path)
            inner = PurePosixPath(shapes[0])
            beside = next((name for name in entries if _is_cpg_of(PurePosixPath(name), inner)), None)
            cpg = archive.read(beside).decode("ascii", "replace").strip() if beside else ""
    except zipfile.BadZipFile:
        raise unreadable(path) from None
    return f"/vsizip/{path.as_posix()}/{shapes[0]}", cpg


def _is_cpg_of(name: PurePosixPath, shape: PurePosixPath) -> bool:
    return name.suffix.lower() == ".cpg" and name.with_suffix("") == shape.with_suffix("")


def _layers(source: str) -> RawLayer:
    """All layers of a GeoPackage or KML with shapes, one after the other."""
    import pyogrio  # half a second, as it brings pandas: only for those who read a map

    if pyogrio.read_info(source)["driver"] not in DRIVERS:
        raise ValueError(source)
    names = [name for name, kind in pyogrio.list_layers(source) if kind is not None]
    parts = [_layer(source, name, None) for name in names]
    headers = dict.fromkeys(header for part in parts for header in part.properties)
    properties: dict[str, list[Any]] = {header: [] for header in headers}
    for part in parts:
        for header in headers:
            properties[header] += part.properties.get(header, [None] * len(part.geometry))
    shapes = np.concatenate([part.geometry for part in parts]) if parts else np.zeros(0, dtype=object)
    crs = next((part.crs for part in parts if part.crs), None)
    return RawLayer(shapes, properties, crs, named=source.lower().endswith((".kml", ".kmz")))


def _layer(source: str | bytes, name: str | None, encoding: str | None) -> RawLayer:
    import pyogrio

    meta, _, geometry, columns = pyogrio.raw.read(source, layer=name, encoding=encoding)
    properties = {str(h): column.tolist() for h, column in zip(meta["fields"], columns, strict=True)}
    shapes = np.zeros(0, dtype=object) if geometry is None else shapely.from_wkb(geometry)
    return RawLayer(np.asarray(shapes, dtype=object), properties, meta["crs"])
