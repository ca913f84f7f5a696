"""Maps: what a click gives back, what pointing says, what the browser may fetch."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import shapely

from neighborcare.charts import basemap, bearings, breaks, circles, maps, png, siting, survey, svg
from neighborcare.charts.deck import fitted, layer_name
from neighborcare.charts.ground import Ground
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading, Subject

ZH, EN, DARK = Look("zh-CN"), Look("en"), Look("en", dark=True)
RATE = Subject("月探访率", "percent", "2025年8月", 1.0, "up")
SECRET = 73519
STATIC = Path(__file__).parents[2] / "neighborcare/ui/static"


def square(x: int) -> shapely.Polygon:
    return shapely.box(104 + x * 0.01, 30, 104 + (x + 1) * 0.01, 30.01)


def areas() -> list[maps.Area]:
    readings = [
        Reading("g1", "第一网格", 0.6, 30, 50),
        Reading("g2", "第二网格", 1.0, 50, 50),
        Reading("g3", "第三<网格>", 0.5, SECRET, SECRET * 2, too_few=True),
        Reading("g4", "第四网格", SECRET, SECRET, SECRET, hidden=True),
    ]
    return [maps.Area(one, square(i), one.name[:2]) for i, one in enumerate(readings)]


def ground() -> Ground:
    line = shapely.LineString([(104, 30), (104.04, 30.01)])
    return Ground([line.buffer(0.001)], [square(0)], [line], [shapely.Point(104.005, 30.005)])


def choropleth(look: Look, **more: Any) -> maps.Map:
    classes = breaks.around_target(1.0, "up", "percent", look)
    return maps.choropleth(areas(), classes, RATE, look, ground=ground(), **more)


def circle(look: Look, by: str = "state") -> maps.Map:
    buildings = [
        circles.Building("b1", "1栋", 104.005, 30.005, "covered", 4.2, 12),
        circles.Building("b2", "2栋", 104.015, 30.005, "uncovered", 21, None),
        circles.Building("b3", "3栋", 104.025, 30.005, "no_path", None, 3),
    ]
    services = [circles.Service("s1", "卫生站", "health_station", "卫生服务站", 104.006, 30.006)]
    return circles.circle(buildings, services, [(15, square(0)), (5, square(0).buffer(-0.002))], look, by=by)


def layer(drawn: maps.Map, name: str) -> dict[str, Any]:
    layers = json.loads(drawn.deck.to_json())["layers"]
    return next(one for one in layers if one["id"] == name)


@pytest.mark.parametrize("look", [ZH, EN, DARK], ids=["zh", "en", "dark"])
def test_maps_fetch_nothing_from_other_hosts(look: Look) -> None:
    for drawn in (choropleth(look), circle(look), circle(look, "minutes"), circle(look, "bands"), plan(look)):
        document = json.loads(drawn.deck.to_json())
        assert "http" not in drawn.deck.to_json() + json.dumps(drawn.deck._tooltip)
        assert document["mapProvider"] == "mapbox"
        assert document["mapStyle"].startswith("/app/static/")
        assert (STATIC / Path(document["mapStyle"]).name).is_file()


def test_the_base_map_has_no_source_glyph_or_sprite() -> None:
    for path in STATIC.glob("style*.json"):
        style = json.loads(path.read_text("utf-8"))
        assert style["sources"] == {}
        assert "glyphs" not in style
        assert "sprite" not in style


def test_hidden_and_too_few_leave_no_number() -> None:
    drawn = choropleth(ZH)
    for text in (drawn.deck.to_json(), drawn.alt, svg.still(drawn, ZH, (500, 400))):
        assert str(SECRET) not in text
        assert f"{SECRET:,}" not in text


def test_features_carry_words_but_not_the_figures() -> None:
    properties = layer(choropleth(ZH), "grids")["data"][0]["properties"]
    assert set(properties) == {"id", "title", "body", "fill"}
    assert properties["body"] == "月探访率 60.0%\n30 / 50\n2025年8月"


def test_everything_that_can_be_picked_fills_the_tooltip() -> None:
    for drawn in (choropleth(ZH), circle(ZH), plan(ZH)):
        for one in json.loads(drawn.deck.to_json())["layers"]:
            if one["pickable"]:
                assert all({"id", "title", "body"} <= set(f["properties"]) for f in one["data"])


def test_a_forgotten_click_renames_what_can_be_picked_and_nothing_else() -> None:
    drawn = circle(ZH)
    first = json.loads(drawn.deck.to_json())
    again = json.loads(replace(drawn.deck, clicks=2).to_json())
    assert [one["id"] for one in again["layers"]] == [
        layer_name(one["id"], 2) if one["pickable"] else one["id"] for one in first["layers"]
    ]
    assert {one["id"] for one in again["layers"]} >= {"buildings.2", "services.2", "reach"}
    for one in (*first["layers"], *again["layers"]):
        del one["id"]
    assert again == first  # the view above all: nobody is taken back to where he began


def test_a_click_is_not_held_up_by_waiting_for_a_second() -> None:
    views = json.loads(choropleth(ZH).deck.to_json())["views"]
    assert [view["controller"]["doubleClickZoom"] for view in views] == [False]


def test_a_click_gives_the_grid() -> None:
    chosen = layer(choropleth(ZH), "grids")["data"][1]
    assert maps.picked({"indices": {"grids": [1]}, "objects": {"grids": [chosen]}}) == "g2"
    assert maps.picked({"indices": {}, "objects": {}}) is None
    assert maps.picked(None) is None


def test_too_few_and_hidden_are_hatched_and_the_legend_says_so() -> None:
    drawn = choropleth(ZH)
    assert len(layer(drawn, "hatch")["data"]) == 2
    assert [e.text for e in drawn.legend if e.pattern == "hatch"] == [
        "数量太少，不作评价",
        "不公开",
    ]
    assert (STATIC / "hatch.png").is_file()


def test_labels_hold_chinese() -> None:
    labels = layer(choropleth(ZH), "labels")
    assert labels["textCharacterSet"] == "auto"
    assert labels["data"][0]["properties"]["label"] == "第一"
    assert "Noto Sans CJK SC" in labels["textFontFamily"]


def test_the_selected_grid_is_ringed() -> None:
    assert len(layer(choropleth(ZH, selected="g2"), "selected")["data"]) == 1


def test_alt_names_the_ends_of_the_range() -> None:
    assert choropleth(EN).alt == "Map of 月探访率: lowest 第一网格 (60.0%), highest 第二网格 (100%)"


def test_nothing_to_draw_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing"):
        maps.choropleth([], breaks.fixed([], "percent", ZH), RATE, ZH)


@pytest.mark.parametrize("size", [(760, 560), (300, 900)])
def test_the_view_holds_the_bounds(size: tuple[int, int]) -> None:
    view = fitted((104.0, 30.0, 104.04, 30.02), size)
    across = 0.04 / 360 * 512 * 2 ** view["zoom"]
    assert across <= size[0]
    assert across == pytest.approx(size[0] - 48, rel=0.01)
    assert (view["longitude"], view["latitude"]) == pytest.approx((104.02, 30.01), abs=1e-4)


def test_a_single_point_does_not_zoom_to_infinity() -> None:
    assert fitted((104.0, 30.0, 104.0, 30.0), (760, 560))["zoom"] == 18.0


def test_building_with_hidden_elders_has_the_smallest_dot() -> None:
    dots = {f["properties"]["id"]: f["properties"] for f in layer(circle(ZH), "buildings")["data"]}
    assert dots["b2"]["size"] == 4 < dots["b1"]["size"]
    assert "不公开" in dots["b2"]["body"]
    assert "15 分钟外" in dots["b2"]["body"]
    assert "4.2 分钟" in dots["b1"]["body"]
    assert "路网不通" in dots["b3"]["body"]


def test_circle_by_minutes_has_its_classes_in_the_legend() -> None:
    texts = [e.text for e in circle(ZH, "minutes").legend]
    assert texts[:5] == ["≤5 分钟", "5–10 分钟", "10–15 分钟", "15–20 分钟", ">20 分钟"]
    assert "路网不通" in texts
    assert "卫生服务站" in texts


def test_services_wear_a_sign_in_the_readers_language() -> None:
    assert layer(circle(ZH), "services")["data"][0]["properties"]["label"] == "卫"
    assert layer(circle(EN), "services")["data"][0]["properties"]["label"] == "H"


@pytest.mark.parametrize("minutes", [5, 7, 15, 20, 30])
def test_minutes_within_the_limit_are_teal_and_those_beyond_brown(minutes: int) -> None:
    classes = circles.minute_classes(minutes, ZH)
    assert len(classes.colours) == len(classes.bounds) + 1 == len(classes.labels)
    assert len(set(classes.colours[: classes.index(minutes) + 1])) == classes.index(minutes) + 1
    teal = [colour in ZH.colours.ramp for colour in classes.colours]
    assert teal == [at <= classes.index(minutes) for at in range(len(teal))]


def test_bands_wear_their_own_colours_and_the_legend_names_them() -> None:
    drawn = circle(ZH, "bands")
    fills = [one["properties"]["fill"] for one in layer(drawn, "reach")["data"]]
    assert fills[0] != fills[1]
    assert [e.text for e in drawn.legend][:2] == ["≤5 分钟", "10–15 分钟"]
    assert "buildings" not in [one["id"] for one in json.loads(drawn.deck.to_json())["layers"]]


def test_a_closed_service_is_grey_and_the_legend_says_so() -> None:
    shut = circles.Service("s2", "健康日", "health_day_post", "健康日点", 104.006, 30.006, is_open=False)
    drawn = circles.circle([], [shut], [(15, square(0))], ZH)
    assert layer(drawn, "services")["data"][0]["properties"]["fill"][:3] == [122, 132, 144]
    assert [e.text for e in drawn.legend][-1] == "未开放"


SVG = "{http://www.w3.org/2000/svg}"


def test_the_still_map_is_well_formed_escaped_and_says_what_pointing_says() -> None:
    text = svg.still(choropleth(ZH, selected="g1"), ZH, (500, 400))
    root = ElementTree.fromstring(text)  # noqa: S314 - our own text
    titles = [node.text or "" for node in root.iter(f"{SVG}title")]
    assert "第一网格\n月探访率 60.0%\n30 / 50\n2025年8月" in titles
    assert any("第三<网格>" in title and "数量太少" in title for title in titles)
    assert text.count('fill="url(#nc-hatch)"') == 2
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_a_sheet_for_a_document_has_title_legend_scale_north_and_source() -> None:
    words = svg.Words("凯旋<第四>网格最低", "月探访率 · 2025年8月", "来源：走访台账 · 截至 2025年8月31日")
    root = ElementTree.fromstring(svg.sheet(choropleth(ZH), words, ZH))  # noqa: S314 - our own text
    said = [node.text or "" for node in root.iter(f"{SVG}text")]
    for expected in ("凯旋<第四>网格最低", "月探访率 · 2025年8月", "来源：走访台账 · 截至 2025年8月31日"):
        assert expected in said
    assert "100%（达标） (1)" in said
    assert any("米" in text and "北" in text for text in said)


@pytest.mark.parametrize("by", ["state", "minutes", "bands"])
def test_every_picture_of_the_circle_can_be_drawn_still(by: str) -> None:
    text = svg.still(circle(ZH, by), ZH, (500, 400))
    ElementTree.fromstring(text)  # noqa: S314 - our own text
    assert ">卫</text>" in text


def test_long_words_of_a_sheet_are_wrapped_inside_its_width() -> None:
    words = svg.Words("很长的标题" * 30, "", "word " * 80)
    root = ElementTree.fromstring(svg.sheet(choropleth(ZH), words, ZH, (700, 600)))  # noqa: S314 - our own text
    for node in root.findall(f"{SVG}text"):
        size = float(node.get("font-size", "13"))
        assert float(node.get("x", "0")) + svg.width_of(node.text or "", size) <= 700


def test_labels_that_collide_give_way_to_the_larger_area() -> None:
    one = maps.Area(Reading("g1", "大网格", 0.5, 5, 10), square(0), "很长的名字")
    small = shapely.box(104.0049, 30.0049, 104.0051, 30.0051)
    other = maps.Area(Reading("g2", "小网格", 0.5, 5, 10), small, "别的名字")
    classes = breaks.around_target(1.0, "up", "percent", ZH)
    text = svg.still(maps.choropleth([one, other], classes, RATE, ZH), ZH, (300, 300))
    assert "很长的名字" in text
    assert ">别的名字</text>" not in text


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    bounds = (104.0, 30.0, 104.04, 30.02)
    bar = layer(choropleth(ZH), "scale")["data"][0]["geometry"]["coordinates"]
    metres = (bar[1][0] - bar[0][0]) * 111_320 * math.cos(math.radians(30))
    assert metres == pytest.approx(bearings.bar_metres(bounds), rel=1e-3)
    assert bearings.bar_words(bearings.bar_metres(bounds), "zh-CN") == "500 米"
    assert bearings.bar_words(2000, "en") == "2 km"


def test_a_picture_for_a_document_is_sharp_and_says_its_resolution() -> None:
    picture = png.png(svg.sheet(choropleth(ZH), svg.Words("标题"), ZH, (480, 360)))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (1500, 1125)
    at = picture.index(b"pHYs")
    assert struct.unpack(">IIB", picture[at + 4 : at + 13]) == (11811, 11811, 1)
    assert len(picture) > 20_000


def plan(look: Look) -> maps.Map:
    spots = [
        siting.Spot(state, state, 104.001 + i * 0.001, 30.001, state, i)
        for i, state in enumerate(siting.NAMES)
    ]
    post = siting.Place("v1", "活动室", 104.002, 30.002, "1")
    other = siting.Place("v2", "别处", 104.003, 30.003)
    return siting.plan(spots, [post], look, candidates=[other], cells=[(104.0, 30.0, 104.001, 30.001)])


def test_a_plan_numbers_its_posts_and_names_what_becomes_of_buildings() -> None:
    drawn = plan(ZH)
    assert layer(drawn, "posts")["data"][0]["properties"]["label"] == "1"
    assert [e.text for e in drawn.legend] == [
        "原已在圈内",
        "新进圈",
        "退出圈",
        "仍在圈外",
        "路网不通或无法定位",
        "选定点位",
        "其他候选",
    ]
    ElementTree.fromstring(svg.still(drawn, ZH, (500, 400)))  # noqa: S314 - our own text


def test_a_click_on_empty_ground_gives_its_place() -> None:
    cell = layer(plan(ZH), "cells")["data"][0]
    assert maps.picked({"objects": {"cells": [cell]}}, "cells") == "104.000500,30.000500"


def test_tianditu_is_off_without_a_key_and_allows_only_its_own_hosts_with_one(monkeypatch) -> None:
    monkeypatch.delenv(basemap.KEY, raising=False)
    assert basemap.hosts() == ()
    assert basemap.style_address(dark=False).startswith("/app/static/")
    monkeypatch.setenv(basemap.KEY, "<script>")
    assert basemap.key() == ""
    monkeypatch.setenv(basemap.KEY, "0123456789abcdef")
    assert basemap.style_address(dark=True) == basemap.TIANDITU_STYLE
    tiles = [tile for source in basemap.tianditu()["sources"].values() for tile in source["tiles"]]
    assert {urlsplit(tile).netloc for tile in tiles} == {urlsplit(host).netloc for host in basemap.hosts()}
    assert all("tianditu.gov.cn" in host for host in basemap.hosts())


def test_a_map_before_it_is_taken_shows_its_flaws_by_urgency_over_what_is_there() -> None:
    shapes = [survey.Drawn("g1", "第一网格", square(0)), survey.Drawn("g2", "", square(1))]
    flaws = [
        survey.Flaw("重叠", "两个网格重叠", square(0).buffer(-0.003)),
        survey.Flaw("空隙", "网格间空隙", square(1).buffer(-0.003), severe=False),
    ]
    drawn = survey.survey(shapes, flaws, ZH, there=[square(2)])
    fills = [one["properties"]["fill"][:3] for one in layer(drawn, "flaws")["data"]]
    assert fills == [[180, 35, 24], [183, 121, 31]]
    assert [(e.text, e.count) for e in drawn.legend] == [
        ("文件中", 2),
        ("现有图层", 1),
        ("需修改", 1),
        ("请核对", 1),
    ]
    ElementTree.fromstring(svg.still(drawn, ZH, (500, 400)))  # noqa: S314 - our own text


def test_a_network_of_ways_is_drawn_as_one() -> None:
    ways = [
        survey.Drawn(str(i), "", shapely.LineString([(104, 30), (104.01, 30 + i / 1000)])) for i in range(9)
    ]
    assert len(layer(survey.survey(ways, (), ZH), "shapes")["data"]) == 1


def test_a_round_of_many_doors_numbers_some_and_shows_all() -> None:
    stops = [siting.Place(str(i), f"{i}栋", 104 + i / 10000, 30, str(i + 1)) for i in range(100)]
    drawn = siting.walk(stops, [(104, 30), (104.01, 30)], ZH)
    assert len(layer(drawn, "doors")["data"]) == 100
    numbers = [one["properties"]["label"] for one in layer(drawn, "stops")["data"]]
    assert numbers[0] == "1"
    assert len(numbers) <= siting.NUMBERED
