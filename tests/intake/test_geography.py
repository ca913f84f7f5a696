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

from neighborcare.circle.coordinates import metres_between
from neighborcare.circle.network import from_lines
from neighborcare.errors import Unreadable, UserError
from neighborcare.intake.geography import GeoLayer, read_layer
from neighborcare.intake.grid_borders import check_grids
from neighborcare.intake.openstreetmap import is_stair, is_walkable
from neighborcare.intake.projected import system_under, transformed
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


def test_metres_of_which_nobody_says_the_zone_are_refused(tmp_path: Path) -> None:
    in_metres = geojson(
        tmp_path / "g.geojson", feature(shapely.box(512000, 3340000, 512900, 3340900), grid_id="A")
    )
    with pytest.raises(UserError, match="not longitude and latitude"):
        read_layer(in_metres)


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
        read_layer(geojson(tmp_path / "g.geojson", feature(ONE)), "rivers")


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
    assert (found.code, found.ids) == ("overlap", ("A", "B"))
    assert found.shape is not None
    assert shapely.equals(found.shape, shapely.box(113.509, 30.20, 113.51, 30.21))
    # 0.001° of longitude at 30.2° N (96 m) by 0.01° of latitude (1,109 m).
    assert found.area_m2 == pytest.approx(96.3 * 1108.6, rel=0.01)


def test_a_hand_drawn_sliver_is_no_overlap() -> None:
    nearly = shapely.box(113.5099999, 30.20, 113.52, 30.21)
    assert check_grids(["A", "B"], np.array([ONE, nearly], dtype=object)) == []


def test_a_grid_drawn_twice_is_named() -> None:
    found = check_grids(["A", "A"], np.array([ONE, TWO], dtype=object))
    assert [(finding.code, finding.ids) for finding in found] == [("duplicate_grid", ("A",))]


def test_a_grid_that_crosses_itself_is_mended_and_said(tmp_path: Path) -> None:
    bow = shapely.Polygon([(113.53, 30.2), (113.54, 30.21), (113.54, 30.2), (113.53, 30.21)])
    found = read_layer(geojson(tmp_path / "g.geojson", feature(bow, grid_id="C")))
    assert found.geometry[0].is_valid
    assert found.geometry[0].area == pytest.approx(0.01 * 0.01 / 2)  # both wings of the bow
    assert [(finding.code, finding.ids) for finding in found.findings] == [("invalid_shape", ("C",))]


def test_ground_between_grids_that_is_nobodys_is_found_and_a_lake_within_one_is_not() -> None:
    west = shapely.box(113.50, 30.20, 113.505, 30.21)
    east = shapely.box(113.5051, 30.20, 113.51, 30.21)  # a crack of 9.6 m between them
    (crack,) = check_grids(["A", "B"], np.array([west, east], dtype=object))
    assert (crack.code, crack.ids) == ("gap", ("A", "B"))
    assert crack.area_m2 == pytest.approx(9.63 * 1108.6, rel=0.02)
    around = ONE.difference(shapely.box(113.504, 30.204, 113.506, 30.206))
    assert check_grids(["A", "B"], np.array([around, TWO], dtype=object)) == []
    two_halves = np.array([around.intersection(west), around.difference(west)], dtype=object)
    (hole,) = check_grids(["A", "B"], two_halves)
    assert (hole.code, hole.ids) == ("gap", ("A", "B"))
    assert hole.area_m2 == pytest.approx(192.6 * 221.7, rel=0.01)


@pytest.mark.parametrize("zone", ["EPSG:4547", "EPSG:4526", "EPSG:4509", "EPSG:32649", "EPSG:3857"])
def test_a_map_in_metres_comes_back_to_the_millimetre(tmp_path: Path, zone: str) -> None:
    degrees = "EPSG:4490" if system_under(zone) == "cgcs2000" else "EPSG:4326"
    (metres,) = transformed(np.array([ONE], dtype=object), degrees, zone)
    found = read_layer(written(tmp_path / "g.gpkg", [metres], zone, grid_id=["A"]))
    assert (found.crs, found.crs_from) == (system_under(zone), "file")
    assert max_metres(found.geometry[0], ONE) < 0.001


def test_a_zone_number_before_the_easting_says_where_the_metres_are(tmp_path: Path) -> None:
    (metres,) = transformed(np.array([ONE], dtype=object), "EPSG:4490", "EPSG:4526")
    found = read_layer(geojson(tmp_path / "g.geojson", feature(metres, grid_id="A")))
    assert (found.crs, found.crs_from) == ("cgcs2000", "assumed")
    assert max_metres(found.geometry[0], ONE) < 0.001


def test_metres_without_a_zone_take_what_is_said(tmp_path: Path) -> None:
    (metres,) = transformed(np.array([ONE], dtype=object), "EPSG:4490", "EPSG:4547")
    path = geojson(tmp_path / "g.geojson", feature(metres, grid_id="A"))
    assert max_metres(read_layer(path, crs="4547").geometry[0], ONE) < 0.001


def test_an_old_datum_is_refused_for_nobody_knows_the_way_from_it(tmp_path: Path) -> None:
    path = written(tmp_path / "g.gpkg", [shapely.box(5e5, 3.3e6, 5.1e5, 3.31e6)], "EPSG:2435", grid_id=["A"])
    with pytest.raises(UserError, match="not longitude and latitude"):
        read_layer(path)


def max_metres(one: shapely.Geometry, two: shapely.Geometry) -> float:
    """How far apart corners of the same place in the ring are at most."""
    a, b = shapely.get_coordinates(one), shapely.get_coordinates(two)
    assert len(a) == len(b)
    return float(metres_between(a, b).max())


@pytest.mark.parametrize(
    ("tags", "walkable"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "trunk"}, False),
        ({"highway": "trunk", "sidewalk": "both"}, True),
        ({"highway": "trunk", "sidewalk:left": "yes"}, True),
        ({"highway": "primary", "motorroad": "yes"}, False),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "private", "foot": "yes"}, True),
        ({"highway": "residential", "foot": "no"}, False),
        ({"highway": "construction"}, False),
        ({"route": "ferry", "foot": "yes"}, False),
    ],
    ids=str,
)
def test_who_may_walk_where(tags: dict[str, str], walkable: bool) -> None:
    assert is_walkable(tags) is walkable


def test_a_stair_with_a_ramp_is_none_for_a_wheelchair() -> None:
    assert is_stair({"highway": "steps"})
    assert not is_stair({"highway": "steps", "ramp:wheelchair": "yes"})
    assert not is_stair({"highway": "footway"})


@pytest.mark.parametrize(
    ("gate", "closed"),
    [
        ({}, False),
        ({"access": "private"}, True),
        ({"access": "private", "foot": "yes"}, False),
        ({"locked": "yes"}, True),
    ],
    ids=str,
)
def test_a_closed_gate_cuts_the_street_and_an_open_one_does_not(
    tmp_path: Path, gate: dict[str, str], closed: bool
) -> None:
    path = tmp_path / "gate.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(5):
            tags = {"barrier": "gate"} | gate if number == 2 else {}
            place = (113.5 + number * 0.001, 30.2)
            writer.add_node(osmium.osm.mutable.Node(id=number + 1, location=place, tags=tags))
        tags = {"highway": "residential"}
        writer.add_way(osmium.osm.mutable.Way(id=10, nodes=[1, 2, 3, 4, 5], tags=tags))
    found = read_layer(path)
    network = from_lines(found.geometry, drawn=found.drawn)
    assert len(np.unique(network.component)) == (2 if closed else 1)
    # Each side ends twenty centimetres before the gate.
    assert network.length_m.sum() == pytest.approx(4 * 96.3 - (0.4 if closed else 0), rel=1e-3)


def test_an_extract_gives_buildings_and_streets_to_draw(town: Path) -> None:
    roads = read_layer(town, "roads")
    assert roads.properties["kind"] == ["residential", "motorway"]
    with pytest.raises(UserError, match="nothing to take"):
        read_layer(town, "buildings")
