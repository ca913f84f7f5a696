"""Geography files as offices send them: every feature accounted for, in the system that is declared."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pyogrio
import pytest
import shapely

from neighborcare.errors import Unreadable, UserError
from neighborcare.intake.geography import GeoLayer, read_layer
from neighborcare.intake.grid_borders import check_grids
from neighborcare.text import say

SHARED = Path(__file__).parents[3] / "shared" / "data"
ONE, TWO = shapely.box(113.50, 30.20, 113.51, 30.21), shapely.box(113.51, 30.20, 113.52, 30.21)
STREET = shapely.LineString([(113.5, 30.2), (113.51, 30.2)])


def feature(shape: shapely.Geometry | None, **properties: object) -> dict[str, Any]:
    drawn = None if shape is None else json.loads(shapely.to_geojson(shape))
    return {"type": "Feature", "properties": properties, "geometry": drawn}


def geojson(
    path: Path, *features: Mapping[str, Any], crs: str | None = None, encoding: str = "utf-8"
) -> Path:
    content: dict[str, Any] = {"type": "FeatureCollection", "features": list(features)}
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_bytes(json.dumps(content, ensure_ascii=False).encode(encoding))
    return path


def written(path: Path, shapes: list[shapely.Polygon], crs: str = "EPSG:4326", **columns: list[str]) -> Path:
    """The file as a map program writes it, GBK where the form leaves the choice."""
    is_shapefile = path.suffix == ".shp"
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(shapes, dtype=object)),
        [np.array(values, dtype=object) for values in columns.values()],
        list(columns),
        geometry_type=shapes[0].geom_type,
        crs=crs,
        encoding="GBK" if is_shapefile else None,
    )
    return path


def accounted(layer: GeoLayer) -> bool:
    return layer.read == len(layer.rows) + layer.left_out + layer.rejected


@pytest.mark.parametrize("header", ["grid_id", "网格编号", "网格编码", "Grid ID", "GRID_ID", " 网格号"])
def test_grids_are_known_by_whatever_the_ledger_calls_their_id(tmp_path: Path, header: str) -> None:
    found = read_layer(geojson(tmp_path / "g.geojson", feature(ONE, **{header: "LZY01"})))
    assert found.layer == "grids"
    assert found.properties["grid_id"] == ["LZY01"]
    assert accounted(found)


def test_a_number_as_grid_id_is_text_without_a_point(tmp_path: Path) -> None:
    path = geojson(tmp_path / "g.geojson", feature(ONE, grid_id=7.0), feature(TWO, grid_id=420222001))
    assert read_layer(path).properties["grid_id"] == ["7", "420222001"]


def test_features_that_cannot_be_taken_are_named_with_row_and_reason(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "g.geojson",
        feature(ONE, grid_id="A"),
        feature(None, grid_id="B"),
        feature(TWO, grid_id="  "),
        feature(STREET, grid_id="D"),
        feature(shapely.box(500, 30, 501, 31), grid_id="E"),
    )
    found = read_layer(path, "grids")
    assert [(p.row, p.code) for p in found.problems] == [
        (2, "no_shape"),
        (3, "no_grid_id"),
        (4, "wrong_shape"),
        (5, "off_earth"),
    ]
    assert found.rows.tolist() == [1]
    assert accounted(found)
    assert all(problem.reason.zh and problem.reason.en for problem in found.problems)


def test_a_geojson_in_gb18030_reads_like_one_in_utf8(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "g.geojson", feature(ONE, 网格编号="A", 网格名称="第一网格"), encoding="gb18030"
    )
    assert read_layer(path).properties["grid_name"] == ["第一网格"]


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "wgs84"),
        ("urn:ogc:def:crs:EPSG::4490", "cgcs2000"),
        ("EPSG:4326", "wgs84"),
        ("GCJ-02", "gcj02"),
        ("bd09", "bd09"),
    ],
)
def test_the_file_says_its_coordinate_system(tmp_path: Path, member: str, code: str) -> None:
    found = read_layer(geojson(tmp_path / "g.geojson", feature(ONE, grid_id="A"), crs=member))
    assert (found.crs, found.crs_from) == (code, "file")


def test_what_the_sender_says_wins_and_nothing_said_is_marked_as_assumed(tmp_path: Path) -> None:
    path = geojson(tmp_path / "g.geojson", feature(ONE, grid_id="A"))
    assert (read_layer(path).crs, read_layer(path).crs_from) == ("wgs84", "assumed")
    assert read_layer(path, crs="高德").crs == "gcj02"
    assert read_layer(path, crs="高德").geometry[0].equals(ONE)


def test_metres_are_refused_with_the_remedy(tmp_path: Path) -> None:
    in_metres = geojson(
        tmp_path / "g.geojson", feature(shapely.box(512000, 3340000, 512900, 3340900), grid_id="A")
    )
    with pytest.raises(UserError, match="CGCS2000 longitude and latitude"):
        read_layer(in_metres)
    with pytest.raises(UserError, match="CGCS2000 longitude and latitude"):
        read_layer(
            written(
                tmp_path / "g.gpkg",
                [shapely.box(512000, 3340000, 512900, 3340900)],
                "EPSG:4547",
                grid_id=["A"],
            )
        )


def test_latitude_first_is_noticed(tmp_path: Path) -> None:
    path = geojson(tmp_path / "g.geojson", feature(shapely.box(30.2, 113.5, 30.3, 113.6), grid_id="A"))
    with pytest.raises(UserError, match="longitude first"):
        read_layer(path)


@pytest.mark.parametrize("cpg", ["GBK", None, "ISO-8859-1"])
def test_a_shapefile_keeps_its_chinese_with_and_without_its_encoding(tmp_path: Path, cpg: str | None) -> None:
    path = written(
        tmp_path / "网格.shp", [ONE, TWO], "EPSG:4490", 网格编号=["A1", "A2"], 网格名称=["李子园一网格", "二"]
    )
    path.with_suffix(".cpg").unlink()
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    found = read_layer(path)
    assert (found.layer, found.crs) == ("grids", "cgcs2000")
    assert found.properties["grid_name"] == ["李子园一网格", "二"]


def test_a_zipped_shapefile_in_a_folder_is_found(tmp_path: Path) -> None:
    shape = written(tmp_path / "grids.shp", [ONE], 网格编号=["A1"], 网格名称=["一"])
    packed = tmp_path / "upload.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("grids.*"):
            archive.write(part, f"网格边界/{part.name}")
    assert read_layer(packed).properties == read_layer(shape).properties


def test_a_geopackage_gives_its_grids(tmp_path: Path) -> None:
    found = read_layer(written(tmp_path / "g.gpkg", [ONE, TWO], "EPSG:4326", 网格编号=["A1", "A2"]))
    assert found.properties["grid_id"] == ["A1", "A2"]
    assert found.crs == "wgs84"


def test_a_kml_placemark_s_name_is_its_grid(tmp_path: Path) -> None:
    ring = " ".join(f"{x},{y},0" for x, y in ONE.exterior.coords)
    placemark = (
        f"<Placemark><name>LZY01</name><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates>"
        "</LinearRing></outerBoundaryIs></Polygon></Placemark>"
    )
    path = tmp_path / "grids.kml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<Folder><name>一</name>{placemark}</Folder></Document></kml>"
    )
    found = read_layer(path)
    assert found.properties["grid_id"] == ["LZY01"]
    assert not found.geometry[0].has_z
    assert found.geometry[0].equals(ONE)


def test_drawn_lines_are_walkways_and_motorways_are_left_out(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "w.geojson",
        feature(STREET, highway="residential", name="李园路"),
        feature(STREET, highway="motorway"),
        feature(STREET, highway="steps"),
        feature(STREET, highway="footway", bridge="yes"),
        feature(STREET, highway="service", access="private"),
        feature(STREET, highway="service", access="private", foot="yes"),
        feature(STREET, 道路类型="支路"),
        feature(STREET, highway="trunk"),
    )
    found = read_layer(path)
    assert found.layer == "walkways"
    assert found.rows.tolist() == [1, 3, 4, 6, 7]
    assert found.properties["is_steps"] == [False, True, False, False, False]
    assert found.properties["level"] == [0, 0, 1, 0, 0]
    assert found.left_out == 3
    assert accounted(found)


def test_other_properties_stay_behind(tmp_path: Path) -> None:
    path = geojson(tmp_path / "g.geojson", feature(ONE, grid_id="A", 联系电话="19900000000"))
    table = read_layer(path).to_table()
    assert table.column_names == ["_row", "geometry", "grid_id", "grid_name", "community_id"]
    assert shapely.from_wkb(table["geometry"][0].as_py()).equals(ONE)


def test_areas_without_an_id_are_told_by_the_file_s_name_or_asked_about(tmp_path: Path) -> None:
    assert read_layer(geojson(tmp_path / "水系.geojson", feature(ONE, name="演示河"))).layer == "water"
    assert read_layer(geojson(tmp_path / "green.geojson", feature(ONE))).layer == "green"
    with pytest.raises(UserError, match="Say which layer"):
        read_layer(geojson(tmp_path / "areas.geojson", feature(ONE, name="?")))


def test_grids_without_an_id_say_which_properties_there_are(tmp_path: Path) -> None:
    path = geojson(tmp_path / "g.geojson", feature(ONE, 编码="A", 面积="3"))
    with pytest.raises(UserError) as refused:
        read_layer(path, "grids")
    assert "编码、面积" in say(refused.value, "zh-CN")
    assert "网格编号" in say(refused.value, "zh-CN")


HOSTILE = {
    "empty.geojson": b"",
    "noise.geojson": bytes(range(256)) * 20,
    "table.geojson": b"a,b\n1,2\n",
    "cut.geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Po',
    "other.json": b'{"a": 1}',
    "noise.osm.pbf": b"\x00\x01\x02 not a pbf",
    "noise.gpkg": b"SQLite format 3\x00" + b"\xff" * 300,
    "noise.zip": b"PK\x03\x04 broken",
    "noise.shp": b"\x00\x00\x27\x0a" + b"\x00" * 40,
    "page.kml": b"<html><body>404</body></html>",
    "vrt.gpkg": b'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource>'
    b"</OGRVRTLayer></OGRVRTDataSource>",
    "picture.png": b"\x89PNG",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_map_is_refused_with_a_remedy_and_nothing_else(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    with pytest.raises(Unreadable) as refused:
        read_layer(path, "walkways")
    assert "GeoJSON" in str(refused.value)


def test_a_map_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nothing to take"):
        read_layer(geojson(tmp_path / "g.geojson"), "grids")


def test_an_unknown_layer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="grids, walkways, water, green"):
        read_layer(geojson(tmp_path / "g.geojson", feature(ONE)), "roads")


def test_a_layer_passes_between_processes(tmp_path: Path) -> None:
    found = read_layer(geojson(tmp_path / "g.geojson", feature(ONE, grid_id="A"), feature(None, grid_id="B")))
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own bytes
    assert again.to_table().equals(found.to_table())
    assert again.problems == found.problems


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A street, a motorway, a private drive, a stair on a bridge, a pond, a park, a path cut at the edge."""
    path = tmp_path / "town.osm.pbf"
    nodes = [(1, 113.5, 30.2), (2, 113.501, 30.2), (3, 113.501, 30.201), (4, 113.5, 30.201)]
    ways = [
        (10, [1, 2], {"highway": "residential", "name": "Liyuan Road", "name:zh": "李园路", "oneway": "yes"}),
        (11, [1, 3], {"highway": "motorway", "foot": "yes"}),
        (12, [2, 4], {"highway": "service", "access": "private"}),
        (13, [2, 3], {"highway": "steps", "bridge": "yes", "layer": "2"}),
        (14, [3, 4, 99], {"highway": "path"}),
        (15, [1, 2, 3, 4, 1], {"natural": "water", "name": "演示塘"}),
        (16, [1, 2, 3, 4, 1], {"leisure": "park"}),
    ]
    with osmium.SimpleWriter(str(path)) as writer:
        for number, lon, lat in nodes:
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat)))
        for number, refs, tags in ways:
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags))
    return path


def test_an_extract_gives_the_ways_that_one_may_walk(town: Path) -> None:
    found = read_layer(town)
    assert (found.layer, found.crs, found.drawn) == ("walkways", "wgs84", False)
    assert found.rows.tolist() == [10, 13, 14]
    assert found.properties["name"] == ["李园路", None, None]
    assert found.properties["is_steps"] == [False, True, False]
    assert found.properties["level"] == [0, 2, 0]
    assert shapely.get_num_coordinates(found.geometry).tolist() == [2, 2, 2]
    assert accounted(found)


def test_an_extract_gives_water_and_green(town: Path) -> None:
    assert read_layer(town, "water").properties == {"name": ["演示塘"], "kind": ["water"]}
    assert read_layer(town, "green").properties["kind"] == ["park"]


def test_an_extract_has_no_grids(town: Path) -> None:
    with pytest.raises(UserError, match="it has no grids"):
        read_layer(town, "grids")


@pytest.mark.skipif(not SHARED.exists(), reason="the shared real data is not here")
def test_real_road_links_of_a_chinese_city_are_walkways() -> None:
    found = read_layer(SHARED / "xian_trackit" / "link.shp")
    assert (found.layer, found.crs, found.read) == ("walkways", "wgs84", 9842)
    assert "神舟大道" in found.properties["name"]
    assert accounted(found)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared real data is not here")
def test_a_real_outline_without_a_crs_member_takes_what_is_said() -> None:
    found = read_layer(SHARED / "districts" / "440103.geojson", "green", "gcj02")
    assert (found.crs, found.crs_from, len(found.rows)) == ("gcj02", "said", 1)


def test_grids_that_tile_have_no_problems() -> None:
    assert check_grids(["A", "B"], np.array([ONE, TWO], dtype=object)) == []


def test_an_overlap_names_both_grids_and_its_size() -> None:
    wide = shapely.box(113.509, 30.20, 113.52, 30.21)
    (found,) = check_grids(["A", "B"], np.array([ONE, wide], dtype=object))
    assert (found.code, found.grids) == ("overlap", ("A", "B"))
    # 0.001° of longitude at 30.2° N (96 m) by 0.01° of latitude (1,109 m).
    assert found.area_m2 == pytest.approx(96.3 * 1108.6, rel=0.01)


def test_a_hand_drawn_sliver_is_no_overlap() -> None:
    nearly = shapely.box(113.5099999, 30.20, 113.52, 30.21)
    assert check_grids(["A", "B"], np.array([ONE, nearly], dtype=object)) == []


def test_a_grid_drawn_twice_and_one_that_crosses_itself_are_named() -> None:
    bow = shapely.Polygon([(113.53, 30.2), (113.54, 30.21), (113.54, 30.2), (113.53, 30.21)])
    found = check_grids(["A", "A", "C"], np.array([ONE, TWO, bow], dtype=object))
    assert [(problem.code, problem.grids) for problem in found] == [
        ("duplicate_grid", ("A",)),
        ("invalid_shape", ("C",)),
    ]
