"""Files that somebody dropped, in a private folder, until they are taken or left. Names are used as text only."""

from __future__ import annotations

import re
import shutil
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Protocol

from neighborcare.store import staging
from neighborcare.store.home import Home, write_bytes

TABLES = ("csv", "txt", "tsv", "xlsx", "xlsm", "xls", "et", "ods", "parquet")
MAPS = ("geojson", "json", "zip", "shp", "gpkg", "kml", "kmz", "pbf", "osm")
BESIDE = ("shx", "dbf", "prj", "cpg")  # the other parts of a Shapefile: read with it, not by themselves

LONGEST = 80  # characters of a name, whatever the file system holds
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')


class Dropped(Protocol):
    """A file as the browser sent it."""

    @property
    def name(self) -> str:
        """Its name there."""
        ...

    def getvalue(self) -> bytes:
        """Its bytes."""
        ...


@dataclass(frozen=True, eq=False)
class Delivery:
    """Dropped files on disk. The folder goes when `leave` is called, or when nobody holds the delivery any more."""

    folder: Path
    files: tuple[Path, ...]

    @property
    def tables(self) -> tuple[Path, ...]:
        """Those that may be exports."""
        return tuple(path for path in self.files if _ending(path) in TABLES)

    @property
    def maps(self) -> tuple[Path, ...]:
        """Those that may be geography."""
        return tuple(path for path in self.files if _ending(path) in MAPS)

    def leave(self) -> None:
        """Forget it: nothing stays behind."""
        shutil.rmtree(self.folder, ignore_errors=True)


def put_down(home: Home, files: Sequence[Dropped]) -> Delivery:
    """Write the files into a folder that only the server may read. Parts of one Shapefile lie side by side."""
    folder = staging.begin(home, "dropped")
    delivery = Delivery(folder, tuple(_write(folder, files)))
    weakref.finalize(delivery, shutil.rmtree, folder, ignore_errors=True)
    return delivery


def safe_name(name: str) -> str:
    """The last part of a name, without what a file system or a screen could trip over; its ending stays."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    plain = _FORBIDDEN.sub("_", last).strip(" .") or "_"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:LONGEST]}.{ending[:8]}" if dot else plain[:LONGEST]


def _write(folder: Path, files: Iterable[Dropped]) -> Iterable[Path]:
    places: dict[str, int] = {}
    for file in files:
        name = safe_name(file.name)
        # Twice the same name is two files: each name is once in a place, parts of one stem in the same place.
        nth = places[name] = places.get(name, 0) + 1
        place = folder / f"{_number(places, name)}-{nth}"
        path = place / name
        write_bytes(path, file.getvalue())
        yield path


def _ending(path: Path) -> str:
    return path.suffix.lower().lstrip(".")


def _number(places: dict[str, int], name: str) -> int:
    stems = list(dict.fromkeys(Path(known).stem for known in places))
    return stems.index(Path(name).stem)
