"""The geography files: grids, walkways, water and green as GeoJSON in WGS84."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from neighborcare.demo.plan import BY_ID, grid_name
from neighborcare.demo.town import Town

Feature = dict[str, object]


def save(town: Town, folder: Path) -> list[Path]:
    """Writes the four layers."""
    folder.mkdir(parents=True, exist_ok=True)
    layers: Mapping[str, Iterable[Feature]] = {
        "grids": _grids(town),
        "walkways": _walkways(town),
        "water": (_feature(shape, {"name": name}) for name, shape in town.water.items()),
        "green": (_feature(shape, {"name": name}) for name, shape in town.green.items()),
    }
    return [_layer(folder / f"{name}.geojson", name, features) for name, features in layers.items()]


def _grids(town: Town) -> Iterator[Feature]:
    for grid, shape in town.grids.items():
        community = BY_ID[grid.split("-")[0]].name
        yield _feature(shape, {"grid_id": grid, "grid_name": grid_name(grid), "community": community})


def _walkways(town: Town) -> Iterator[Feature]:
    for way in town.ways:
        about: dict[str, object] = {"highway": way.highway, "name": way.name or None}
        yield _feature(way.line, {**about, "steps": way.highway == "steps"})


def _feature(shape: BaseGeometry, about: Mapping[str, object]) -> Feature:
    placed = Town.wgs84(shape)
    return {"type": "Feature", "properties": dict(about), "geometry": json.loads(shapely.to_geojson(placed))}


def _layer(path: Path, name: str, features: Iterable[Feature]) -> Path:
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    text = f'{{"type":"FeatureCollection","name":"{name}（演示数据）","features":[\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
