"""A file whose points fall off its grids in one coordinate system and into them in another says so."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from neighborcare import generation
from neighborcare.circle.coordinates import from_wgs84
from neighborcare.store import taking
from neighborcare.store.home import Home
from neighborcare.store.taking import Looked

TODAY = date(2025, 9, 3)
COMMUNITIES = "社区编码,社区名称,统计日期,总户数,常住人口\nJY,甲社区,2025-07-31,1200,3100\n"
GRIDS = "网格编号,网格名称,社区,户数\nG1,第一网格,甲社区,300\nG2,第二网格,甲社区,300\n"
WEST = 115.2


def square(west: float) -> list[list[list[float]]]:
    east, south, north = west + 0.003, 29.83, 29.833
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with two grids of 300 metres and their map in WGS84; only looked at."""
    tmp_path = tmp_path_factory.mktemp("placing")
    home = Home(tmp_path / "home")
    for name, text in (("社区.csv", COMMUNITIES), ("网格.csv", GRIDS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    features = [
        {
            "type": "Feature",
            "properties": {"grid_id": f"G{i + 1}", "grid_name": ""},
            "geometry": {"type": "Polygon", "coordinates": square(WEST + 0.003 * i)},
        }
        for i in range(2)
    ]
    (tmp_path / "grids.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    looked = generation.look(home, [tmp_path / "社区.csv", tmp_path / "网格.csv"], today=TODAY)
    generation.take(home, looked, maps=[(tmp_path / "grids.geojson", None, None)], by="demo", today=TODAY)
    return home


def buildings(home: Home, folder: Path, system: str, said: str = "", header: str = "经度") -> Looked:
    """What a file of ten buildings in that system is told, when it says another, or none."""
    points = np.column_stack([np.linspace(WEST + 0.0002, WEST + 0.0058, 10), np.full(10, 29.8315)])
    written = from_wgs84(points, system)
    crs, last = (",坐标系", f",{said}") if header == "经度" else ("", "")
    rows = [
        f"B{i},{i}栋,{lon:.6f},{lat:.6f},甲社区,G{1 + (i > 4)}{last}" for i, (lon, lat) in enumerate(written)
    ]
    file = folder / "楼栋.csv"
    file.write_text(
        "\n".join([f"楼栋编号,楼栋,{header},纬度,社区,网格{crs}", *rows]) + "\n", encoding="utf-8"
    )
    look = generation.look(home, [file], today=TODAY)
    (table,) = look.tables
    assert (table.refusal, table.accepted) == (None, 10)
    return table


def codes(table: Looked) -> list[str]:
    return [problem.code for problem in table.problems]


def test_the_system_that_a_file_is_in_is_believed(office: Home, tmp_path: Path) -> None:
    assert codes(buildings(office, tmp_path, "wgs84", "WGS84")) == []
    assert codes(buildings(office, tmp_path, "gcj02", "高德")) == []
    assert codes(buildings(office, tmp_path, "wgs84")) == []


def test_a_wrong_system_is_doubted_with_both_shares(office: Home, tmp_path: Path) -> None:
    table = buildings(office, tmp_path, "gcj02", "WGS84")
    (hint,) = table.problems
    assert (hint.code, hint.severity) == ("system_doubtful", "warning")
    assert "GCJ-02（100%）" in hint.reason.zh
    assert "WGS84" in hint.reason.zh


def test_a_system_that_is_not_said_is_found_and_told(office: Home, tmp_path: Path) -> None:
    (hint,) = buildings(office, tmp_path, "bd09").problems
    assert hint.code == "system_chosen"
    assert "BD 09 (100%)" in hint.reason.en


def test_the_header_may_say_the_system(office: Home, tmp_path: Path) -> None:
    table = buildings(office, tmp_path, "gcj02", header="经度(GCJ-02)")
    assert codes(table) == []
    assert table.question is not None
    assert table.question.reasons["坐标系"][1].says.zh == "表头写明坐标系"


def test_points_that_no_system_puts_into_the_grids_are_told(office: Home, tmp_path: Path) -> None:
    file = tmp_path / "远.csv"
    rows = [f"B{i},{i}栋,116.{i}1,39.9{i},甲社区,G1" for i in range(4)]
    file.write_text("\n".join(["楼栋编号,楼栋,经度,纬度,社区,网格", *rows]) + "\n", encoding="utf-8")
    (table,) = generation.look(office, [file], today=TODAY).tables
    assert codes(table) == ["system_open"]


def test_a_hint_stays_with_its_batch(office: Home, tmp_path: Path) -> None:
    own = Home(Path(shutil.copytree(office.path, tmp_path / "home")))
    buildings(own, tmp_path, "gcj02", "WGS84")
    look = generation.look(own, [tmp_path / "楼栋.csv"], today=TODAY)
    (taken,) = generation.take(own, look, by="demo", today=TODAY).tables
    assert [problem.code for problem in taking.problems(own, str(taken.batch))] == ["system_doubtful"]
