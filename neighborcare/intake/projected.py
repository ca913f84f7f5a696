"""Maps in metres made degrees, by GDAL's own PROJ: Gauss-Krüger on CGCS2000, UTM and Web Mercator on WGS84.

GDAL reprojects a layer when a virtual one (VRT) asks for it. Of the older Chinese datums (Beijing 1954, Xi'an 1980) the
way to WGS84 is not public, and what PROJ would assume is wrong by up to 100 m: those stay refused.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import shapely
from numpy.typing import NDArray

TARGETS = {"cgcs2000": "EPSG:4490", "wgs84": "EPSG:4326"}
WEB_MERCATOR = 3857
VRT = (
    "<OGRVRTDataSource><OGRVRTWarpedLayer><OGRVRTLayer name='metres'><SrcDataSource>{source}</SrcDataSource>"
    "<LayerSRS>{crs}</LayerSRS></OGRVRTLayer><TargetSRS>{target}</TargetSRS></OGRVRTWarpedLayer></OGRVRTDataSource>"
)


def system_under(crs: str) -> str | None:
    """The system of degrees (wgs84, cgcs2000) that a projection stands on; None for any that cannot be used.

    crs: an EPSG number, with or without “EPSG:”, or WKT.
    """
    number = re.fullmatch(r"(?:EPSG:+|urn:ogc:def:crs:EPSG:[\d.]*:)?(\d{4,5})", crs.strip(), re.IGNORECASE)
    if number:
        return _under_number(int(number[1]))
    plain = re.sub(r"[\s_-]+", "", crs).casefold()
    if not plain.startswith("proj"):
        return None
    if "cgcs2000" in plain or "china2000" in plain or "chinageodeticcoordinatesystem2000" in plain:
        return "cgcs2000"
    return "wgs84" if "wgs84" in plain or "wgs1984" in plain else None


def projection_of(geometry: NDArray[np.object_]) -> str | None:
    """The Gauss-Krüger zone whose number stands before every easting, as Chinese surveys write it; else None."""
    bounds = shapely.bounds(geometry)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    zones = np.unique(np.floor(bounds[:, [0, 2]] / 1e6)) if len(bounds) else np.zeros(0)
    if len(zones) != 1:
        return None
    zone = int(zones[0])
    if 13 <= zone <= 23:  # six degrees wide
        return f"EPSG:{4491 + zone - 13}"
    return f"EPSG:{4513 + zone - 25}" if 25 <= zone <= 45 else None  # three degrees wide


def to_degrees(geometry: NDArray[np.object_], crs: str, target: str) -> NDArray[np.object_]:
    """Shapely geometries (n,; None stays None) in that projection as longitude and latitude of `target`."""
    return transformed(geometry, crs, TARGETS[target])


def transformed(geometry: NDArray[np.object_], crs: str, target: str) -> NDArray[np.object_]:
    """Geometries (n,) from one coordinate system to another, both as GDAL names them."""
    import pyogrio  # half a second, as it brings pandas: only for those who read a map

    some = np.flatnonzero([shape is not None and not shape.is_empty for shape in geometry])
    moved = geometry.copy()
    if not len(some):
        return moved
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "metres.gpkg"
        pyogrio.raw.write(
            str(source),
            geometry=shapely.to_wkb(shapely.force_2d(geometry[some])),
            field_data=[],
            fields=[],
            geometry_type="Unknown",
            crs=crs,
            layer="metres",
        )
        text = VRT.format(source=escape(str(source)), crs=escape(crs), target=target)
        found = pyogrio.raw.read(text)[2]
    moved[some] = shapely.from_wkb(found)
    return moved


def _under_number(number: int) -> str | None:
    if 4491 <= number <= 4554:
        return "cgcs2000"
    is_utm = 32601 <= number <= 32660 or 32701 <= number <= 32760
    return "wgs84" if is_utm or number == WEB_MERCATOR else None
