"""A map against what is loaded: ledger, and the coordinate system that it says it is in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neighborcare import generation
from neighborcare.circle.coordinates import Floats, gcj02_to_bd09, wgs84_to_gcj02
from neighborcare.generation import SAMPLES, geography
from neighborcare.store.home import Home


def shifted(source: Path, target: Path, move: Callable[[Floats], Floats]) -> Path:
    """The GeoJSON with all its coordinates moved."""

    def moved(place: Any) -> Any:
        if isinstance(place[0], int | float):
            return move(np.array([place[:2]], dtype=np.float64))[0].tolist()
        return [moved(inner) for inner in place]

    drawn = json.loads(source.read_text(encoding="utf-8"))
    for feature in drawn["features"]:
        feature["geometry"]["coordinates"] = moved(feature["geometry"]["coordinates"])
    target.write_text(json.dumps(drawn, ensure_ascii=False), encoding="utf-8")
    return target


def bd09(points: Floats) -> Floats:
    return gcj02_to_bd09(wgs84_to_gcj02(points))


@pytest.mark.parametrize(
    ("layer", "move", "system"),
    [
        ("grids", wgs84_to_gcj02, "gcj02"),
        ("grids", bd09, "bd09"),
        ("walkways", wgs84_to_gcj02, "gcj02"),
        ("walkways", None, None),
    ],
)
def test_a_map_in_another_system_than_it_says_is_noticed(
    demo_home: Home,
    tmp_path: Path,
    layer: str,
    move: Callable[[Floats], Floats] | None,
    system: str | None,
) -> None:
    path = SAMPLES / "geography" / f"{layer}.geojson"
    if move:
        path = shifted(path, tmp_path / f"{layer}.geojson", move)
    found = geography.preview(demo_home, path, crs="wgs84")
    assert found.likely_crs == system
    assert [f.code for f in found.findings] == (["off_place"] if system else [])
    assert [p.code for p in found.looked.problems] == [f.code for f in found.findings]


def test_with_the_right_system_there_is_nothing_to_say(demo_home: Home, tmp_path: Path) -> None:
    path = shifted(SAMPLES / "geography" / "grids.geojson", tmp_path / "grids.geojson", wgs84_to_gcj02)
    assert geography.preview(demo_home, path, crs="gcj02").findings == ()


def test_grids_and_ledger_are_held_against_each_other(demo_home: Home, tmp_path: Path) -> None:
    drawn = json.loads((SAMPLES / "geography" / "grids.geojson").read_text(encoding="utf-8"))
    key = next(name for name in drawn["features"][0]["properties"] if name in ("grid_id", "网格编号"))
    gone = drawn["features"].pop(0)["properties"][key]
    drawn["features"][0]["properties"][key], renamed = "XX-99", drawn["features"][0]["properties"][key]
    path = tmp_path / "grids.geojson"
    path.write_text(json.dumps(drawn, ensure_ascii=False), encoding="utf-8")
    found = geography.preview(demo_home, path)
    by_code = {
        code: [f.ids for f in found.findings if f.code == code] for code in ("no_ledger_row", "no_polygon")
    }
    assert by_code == {"no_ledger_row": [("XX-99",)], "no_polygon": sorted([(gone,), (renamed,)])}
    assert len(found.shapes) == 35
    strange = next(f for f in found.findings if f.code == "no_ledger_row")
    assert strange.shape is not None


def test_a_map_that_is_in_force_already_is_known_again(demo_home: Home) -> None:
    path = SAMPLES / "geography" / "grids.geojson"
    assert geography.preview(demo_home, path).looked.known
    assert geography.preview(demo_home, path, crs="gcj02").looked.known is None


def test_the_same_map_is_taken_again_in_another_system_or_after_a_newer_one(
    home: Home, tmp_path: Path
) -> None:
    path = SAMPLES / "geography" / "grids.geojson"
    other = shifted(path, tmp_path / "grids.geojson", wgs84_to_gcj02)
    for file, crs in ((path, None), (path, "gcj02"), (other, None), (path, "gcj02")):
        assert generation.take_geography(home, file, crs=crs).generation is not None
    assert generation.take_geography(home, path, crs="gcj02").generation is None


def test_what_is_no_map_is_refused_in_a_preview_too(demo_home: Home, tmp_path: Path) -> None:
    path = tmp_path / "坏.geojson"
    path.write_bytes(b"{")
    found = geography.preview(demo_home, path)
    assert found.looked.refusal is not None
    assert found.shapes == ()


def test_an_empty_home_has_nothing_to_hold_it_against(home: Home) -> None:
    home.create()
    found = geography.preview(home, SAMPLES / "geography" / "grids.geojson")
    assert found.findings == ()
    assert len(found.shapes) == 36
