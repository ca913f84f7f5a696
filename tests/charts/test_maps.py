"""Maps: what a click gives back, what pointing says, what the browser may fetch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import shapely

from neighborcare.charts import breaks, circles, maps, svg
from neighborcare.charts.deck import fitted
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
    for drawn in (choropleth(look), circle(look), circle(look, "minutes")):
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
    classes = breaks.around_target(1.0, "up", "percent", ZH)
    for text in (drawn.deck.to_json(), drawn.alt, svg.choropleth(areas(), classes, RATE, ZH)):
        assert str(SECRET) not in text
        assert f"{SECRET:,}" not in text


def test_features_carry_words_but_not_the_figures() -> None:
    properties = layer(choropleth(ZH), "grids")["data"][0]["properties"]
    assert set(properties) == {"id", "title", "body", "fill"}
    assert properties["body"] == "月探访率 60.0%\n30 / 50\n2025年8月"


def test_everything_that_can_be_picked_fills_the_tooltip() -> None:
    for drawn in (choropleth(ZH), circle(ZH)):
        for one in json.loads(drawn.deck.to_json())["layers"]:
            if one["pickable"]:
                assert all({"id", "title", "body"} <= set(f["properties"]) for f in one["data"])


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
        "人数少，为保护隐私不显示",
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
    assert "<5" in dots["b2"]["body"]
    assert "15 分钟外" in dots["b2"]["body"]
    assert "4.2 分钟" in dots["b1"]["body"]
    assert "路网不通" in dots["b3"]["body"]


def test_circle_by_minutes_has_its_classes_in_the_legend() -> None:
    texts = [e.text for e in circle(ZH, "minutes").legend]
    assert texts[:5] == ["≤5 分钟", "5–10 分钟", "10–15 分钟", "15–30 分钟", ">30 分钟"]
    assert "路网不通" in texts
    assert "卫生服务站" in texts


def test_services_wear_a_sign_in_the_readers_language() -> None:
    assert layer(circle(ZH), "services")["data"][0]["properties"]["label"] == "卫"
    assert layer(circle(EN), "services")["data"][0]["properties"]["label"] == "H"


def test_nearer_bands_lie_on_top() -> None:
    first, last = layer(circle(ZH), "reach")["data"]
    assert shapely.from_geojson(json.dumps(first)).area > shapely.from_geojson(json.dumps(last)).area


def test_svg_is_well_formed_escaped_and_says_everything() -> None:
    classes = breaks.around_target(1.0, "up", "percent", ZH)
    text = svg.choropleth(areas(), classes, RATE, ZH, ground=ground(), selected="g1", size=(500, 400))
    root = ElementTree.fromstring(text)  # noqa: S314 - our own text
    titles = [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "第一网格\n月探访率 60.0%\n30 / 50" in titles[-1]  # the chosen one last, on top
    assert "第三<网格>" in titles[1]
    assert "数量太少" in titles[1]
    assert text.count("url(#nc-hatch)") == 4
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "100%（达标） (1)" in text
