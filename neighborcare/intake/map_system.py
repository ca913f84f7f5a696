"""Which coordinate system a map is in: what its sender says, what the file says, or what must be assumed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from neighborcare.contracts import get
from neighborcare.errors import UserError
from neighborcare.intake.mapfile import RawLayer
from neighborcare.intake.projected import projection_of, system_under, to_degrees
from neighborcare.text import N_

Source = Literal["said", "file", "assumed"]
SAID: Source = "said"
FILE: Source = "file"
ASSUMED: Source = "assumed"


def said_system(crs: str) -> str:
    """The code of a coordinate system as people write it, or the EPSG name of a projection. Raises UserError."""
    found = _code(crs)
    if found is None and system_under(crs):
        return crs if ":" in crs else f"EPSG:{crs}"
    if found is None:
        raise UserError(
            N_("The coordinate system “{crs}” cannot be used."),
            remedy=N_("Use wgs84, cgcs2000, gcj02 or bd09, or the EPSG number of a CGCS2000 or UTM zone."),
            crs=crs,
        )
    return found


def in_degrees(path: Path, raw: RawLayer, said: str | None) -> tuple[NDArray[np.object_], str, Source]:
    """(shapes in longitude and latitude, code of their system, who says so).

    Raises UserError for metres of which nobody says where they are.
    """
    crs, source = (said, SAID) if said is not None else (raw.crs, FILE)
    if crs is None:
        crs, source = projection_of(raw.geometry) if _is_metres(raw.geometry) else "wgs84", ASSUMED
    found = _code(crs) if crs else None
    if found and not _is_metres(raw.geometry):
        return raw.geometry, found, source
    under = system_under(crs) if crs else None
    if crs is None or under is None:
        raise _projected(path, (crs or "?")[:60])
    return to_degrees(raw.geometry, crs, under), under, source


def _code(crs: str) -> str | None:
    """One of the four codes, or None. Takes codes, EPSG and URN names, the contract's words and WKT."""
    plain = plain_header(crs).replace("-", "")
    for code in get("buildings").column("crs").codes:
        if any(plain_header(word).replace("-", "") == plain for word in code.spellings()):
            return code.code
    if plain.startswith(("proj", "epsg:326", "epsg:327")):
        return None
    if re.search(r"crs:?:?84$|epsg:(6\.9)?:?(4326|4979)$|^geog.*wgs_?(19)?84", crs.lower()):
        return "wgs84"
    if re.search(r"epsg:[\d.]*:?4490$|^geog.*(cgcs_?2000|china.*2000)", crs.lower(), re.DOTALL):
        return "cgcs2000"
    return None


def _is_metres(geometry: NDArray[np.object_]) -> bool:
    """Whether no shape can be in degrees."""
    bounds = _bounds(geometry)
    return bool(len(bounds)) and all(not is_on_earth(one) for one in bounds)


def refuse_swapped(path: Path, geometry: NDArray[np.object_]) -> None:
    """Latitude first is a usual slip, and in China it shows: no place has its longitude below 55."""
    bounds = _bounds(geometry)
    west, south, east, north = (bounds[:, i] for i in range(4))
    if len(bounds) and ((west > 3) & (east < 55) & (south > 72) & (north < 136)).all():
        raise UserError(
            N_("In “{file}” latitude seems to stand before longitude."),
            remedy=N_("Save it with longitude first."),
            file=path.name,
        )


def _bounds(geometry: NDArray[np.object_]) -> NDArray[np.float64]:
    bounds = shapely.bounds(geometry)
    return np.asarray(bounds[np.isfinite(bounds).all(axis=1)])


def is_on_earth(bounds: Sequence[float] | NDArray[np.float64]) -> bool:
    """Whether west, south, east, north can be degrees of longitude and latitude."""
    west, south, east, north = bounds
    return bool(-180 <= west <= east <= 180 and -90 <= south <= north <= 90)


def _projected(path: Path, crs: str) -> UserError:
    return UserError(
        N_("The coordinates of “{file}” are not longitude and latitude ({crs})."),
        remedy=N_(
            "Say which zone it is in (for example EPSG:4547), send the .prj with it, or save it in WGS84 or "
            "CGCS2000 longitude and latitude."
        ),
        file=path.name,
        crs=crs,
    )


def plain_header(header: str) -> str:
    """A header without its typing: width, case, spaces and underscores."""
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", header)).casefold()
