"""A map on its way through the child process: what is wrong with it reaches the one who sent it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from neighborcare.errors import UserError
from neighborcare.intake.map_child import LayerRead, Wanted, read_apart


def square(grid: str, west: float, east: float) -> dict[str, Any]:
    ring = [[west, 30.0], [east, 30.0], [east, 30.01], [west, 30.01], [west, 30.0]]
    return {
        "type": "Feature",
        "properties": {"网格编号": grid},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def read(folder: Path, *features: dict[str, Any]) -> LayerRead:
    file = folder / "网格.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return read_apart([Wanted(file, folder / "out.parquet")])[0]


def test_grids_drawn_into_each_other_are_taken_and_told_of(tmp_path: Path) -> None:
    found = read(tmp_path, square("A1", 113.0, 113.01), square("A2", 113.005, 113.015))
    assert (found.accepted, found.rejected) == (2, 0)
    (problem,) = found.problems
    assert (problem.code, problem.severity, problem.row) == ("overlap", "warning", 1)
    assert "A1" in problem.reason.zh
    assert "A2" in problem.reason.zh


def test_neighbours_that_only_touch_are_fine(tmp_path: Path) -> None:
    found = read(tmp_path, square("A1", 113.0, 113.01), square("A2", 113.01, 113.02))
    assert found.problems == ()


def test_noise_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "坏.geojson"
    file.write_bytes(b"\x00\x01{")
    with pytest.raises(UserError, match=r"坏\.geojson"):
        read_apart([Wanted(file, tmp_path / "out.parquet")])
