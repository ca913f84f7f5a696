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
from neighborcare.text import N_


def said_system(crs: str) -> str:
    """The code of a coordinate system as people write it. Raises UserError."""
    found = _code(crs)
    if found is None:
        raise UserError(
            N_("The coordinate system “{crs}” cannot be used."),
            remedy=N_("Use longitude and latitude in wgs84, cgcs2000, gcj02 or bd09."),
            crs=crs,
        )
    return found


def system_of(path: Path, raw: RawLayer, said: str | None) -> tuple[str, Literal["said", "file", "assumed"]]:
    """(code, who says so). Raises UserError for projected coordinates."""
    if said is not None:
        return said, "said"
    if raw.crs is None:
        _refuse_metres(path, raw.geometry)
        return "wgs84", "assumed"
    found = _code(raw.crs)
    if found is None:
        raise _projected(path, raw.crs[:60])
    return found, "file"


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


def _refuse_metres(path: Path, geometry: NDArray[np.object_]) -> None:
    if not is_on_earth(shapely.total_bounds(geometry)) and all(not is_on_earth(b) for b in _bounds(geometry)):
        raise _projected(path, "?")


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
        remedy=N_("Save it in WGS84 or CGCS2000 longitude and latitude, not as metres."),
        file=path.name,
        crs=crs,
    )


def plain_header(header: str) -> str:
    """A header without its typing: width, case, spaces and underscores."""
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", header)).casefold()
