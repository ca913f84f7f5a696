"""The two map pages on the demonstration street, as their visitors use them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from neighborcare.measures import opening, siting, walking
from neighborcare.measures.opening import Post
from neighborcare.measures.siting import Plan
from neighborcare.measures.walking import Question
from neighborcare.ui import circle_walk
from neighborcare.ui.session import ROOT, reader

pytestmark = [pytest.mark.demo, pytest.mark.usefixtures("at_demo")]


def arrive(page, **address):
    app = AppTest.from_file(ROOT / "neighborcare" / "ui" / "main.py", default_timeout=30)
    for name, value in {"role": "leader", "lang": "zh-CN", **address}.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(str(ROOT / "pages" / f"{page}.py"))
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def counted(home, **question):
    """(share covered, elders outside) as the analyst's file has them, by grid."""
    with reader(home).lease("analyst") as (con, _):
        rows = walking.by_grid(con, Question(**question))
    elders = sum(row.elders for row in rows)
    return sum(row.covered for row in rows) / elders, sum(row.uncovered + row.no_path for row in rows)


def headline(app):
    return next(block.value for block in app.html if "page-head" in block.value)


def deck(app):
    return json.loads(app.get("deck_gl_json_chart")[0].proto.json)


def layer(app, name):
    return next(found for found in deck(app)["layers"] if found["id"] == name)


def test_the_map_shows_every_grid_of_the_chosen_indicator():
    app = arrive("coverage", kpi="K58")
    assert not app.exception
    assert app.selectbox(key="kpi").value == "K58"
    shown = layer(app, "grids")["data"]
    assert len(shown) == len(app.dataframe[0].value)
    assert all("健康圈覆盖率" in one["properties"]["body"] for one in shown)


def test_a_link_opens_a_grid_and_reset_closes_it():
    app = arrive("coverage", grid="KX-01")
    assert any("凯旋第一网格" in block.value and "picture-head" in block.value for block in app.html)
    assert [found["id"] for found in deck(app)["layers"]].count("selected") == 1
    app.button(key="reset").click().run()
    assert app.selectbox(key="grid").value == ""
    assert "selected" not in [found["id"] for found in deck(app)["layers"]]


def test_an_unknown_grid_in_the_address_opens_nothing():
    app = arrive("coverage", grid="nowhere")
    assert not app.exception
    assert app.selectbox(key="grid").value == ""


@pytest.mark.parametrize("page", ["coverage", "circle", "siting"])
def test_the_plain_map_needs_no_webgl(page):
    app = arrive(page, plain="1")
    assert not app.exception
    assert not app.get("deck_gl_json_chart")
    assert app.get("image")


def test_every_map_says_to_a_screen_reader_what_it_shows():
    for page in ("coverage", "circle", "siting"):
        assert arrive(page).get("deck_gl_json_chart")[0].proto.alt


def test_two_months_stand_side_by_side_in_the_same_colours():
    app = arrive("coverage", shown="beside", month="2025-08", against="2025-03")
    assert not app.exception
    maps = [json.loads(found.proto.json) for found in app.get("deck_gl_json_chart")]
    assert len(maps) == 2
    periods = [drawn["layers"][[one["id"] for one in drawn["layers"]].index("grids")] for drawn in maps]
    said = [layer["data"][0]["properties"]["body"] for layer in periods]
    assert "2025年3月" in said[0]
    assert "2025年8月" in said[1]
    assert any("与2025年3月相比" in block.value for block in app.html)


def test_playing_begins_with_the_first_month_and_stops_when_asked():
    app = arrive("coverage", month="2025-08")
    app.button(key="play").click().run()
    assert app.button(key="play").label == "停止"
    first = app.select_slider(key="month").value
    assert first < "2025-08"
    app.button(key="play").click().run()
    assert app.button(key="play").label == "逐月播放"
    assert app.select_slider(key="month").value == first


def test_the_funnel_is_offered_for_rates_only():
    app = arrive("coverage", kpi="K58", shown="funnel")
    assert not app.exception
    assert "与整体比较" in app.dataframe[0].value
    app = arrive("coverage", kpi="K13", shown="funnel")
    assert app.segmented_control(key="shown").value == "value"


@pytest.mark.parametrize("page", ["coverage", "circle"])
def test_a_worker_sees_no_grid_of_another_community(page):
    app = arrive(page, role="worker", community="KX")
    assert not app.exception
    assert {name[:2] for name in app.dataframe[0].value["网格"]} == {"凯旋"}


def test_nothing_that_a_map_draws_lies_on_a_foreign_host():
    for page in ("coverage", "circle"):
        assert "://" not in app_json(page).replace("http://www.w3.org", "")


def app_json(page):
    return arrive(page).get("deck_gl_json_chart")[0].proto.json


def test_the_circles_sentence_is_what_the_command_line_counts(demo_home):
    share, outside = counted(demo_home)
    said = headline(arrive("circle"))
    assert f"{share:.1%}" in said
    assert f"{outside:,} 人" in said


def test_an_analyst_gets_any_question_exactly(demo_home):
    _, outside = counted(demo_home, minutes=10, speed=1.0, weekday=2)
    app = arrive("circle", role="analyst", minutes="10", pace="1.0", weekday="2")
    assert f"{outside:,} 人" in headline(app)
    assert "约" not in headline(app)


def test_a_leaders_estimate_is_close_and_says_so(demo_home):
    share, _ = counted(demo_home, minutes=20)
    said = headline(arrive("circle", minutes="20"))
    assert "约 " in said
    assert abs(float(said.split("占约 ")[1].split("%")[0]) / 100 - share) < 0.01


@pytest.mark.parametrize("page", ["circle", "siting"])
def test_a_leader_sets_no_bound_that_would_tell_a_small_group_apart(page):
    leader, analyst = (arrive(page, role=role, minutes="12", pace="0.85") for role in ("leader", "analyst"))
    assert [found.select_slider(key="minutes").value for found in (leader, analyst)] == ["15", "12"]
    assert len(leader.select_slider(key="minutes").options) == 5
    if page == "circle":
        assert [found.selectbox(key="pace").value for found in (leader, analyst)] == ["age", "0.85"]


def test_buildings_with_few_elders_show_a_leader_no_number(demo_home):
    app = arrive("circle")
    with reader(demo_home).lease("leader") as (con, _):
        hidden = {
            row[0]
            for row in con.execute(
                "SELECT building_id FROM reach_by_building WHERE elders IS NULL"
            ).fetchall()
        }
    bodies = [
        one["properties"]["body"]
        for one in layer(app, "buildings")["data"]
        if one["properties"]["id"] in hidden
    ]
    assert bodies
    assert all("老人：不公开" in body for body in bodies)


@pytest.mark.parametrize("by", ["grids", "bands"])
def test_a_presenter_sees_grids_and_no_buildings(by):
    app = arrive("circle", role="presenter", by=by)
    assert not app.exception
    names = [found["id"] for found in deck(app)["layers"]]
    assert "grids" in names if by == "grids" else "reach" in names
    assert "buildings" not in names
    assert not any(found["data"] and found["id"] == "dots" for found in deck(app)["layers"])


@pytest.mark.parametrize("by", ["state", "minutes", "bands", "grids"])
def test_every_picture_of_the_circle_is_drawn(by):
    app = arrive("circle", role="analyst", by=by)
    assert not app.exception
    assert layer(app, "services")["data"]


def test_switching_a_service_off_says_how_many_more_are_outside(demo_home):
    with reader(demo_home).lease("analyst") as (con, _):
        station = next(p for p in opening.points(con) if p.point_type == "health_station")
    _, before = counted(demo_home)
    _, after = counted(demo_home, closed=(station.point_id,))
    app = arrive("circle", role="analyst", closed=station.point_id)
    assert f"停用{station.point_name}后圈外增加 {after - before:,} 人" in headline(app)
    shut = [one for one in layer(app, "services")["data"] if one["properties"]["id"] == station.point_id]
    assert shut[0]["properties"]["fill"][:3] == [122, 132, 144]


def test_without_stairs_nobody_is_nearer(demo_home):
    _, climbing = counted(demo_home)
    _, rolling = counted(demo_home, steps="nobody")
    assert rolling >= climbing
    app = arrive("circle", role="analyst", steps="nobody")
    assert f"{rolling:,} 人" in headline(app)
    assert any("不走台阶" in block.value for block in app.html if "picture-foot" in block.value)


def test_key_people_outside_are_named_to_those_who_may_see_them():
    for role, named in (("analyst", True), ("leader", True), ("presenter", False)):
        app = arrive("circle", role=role)
        tables = [frame.value for frame in app.dataframe if "姓名" in frame.value]
        assert bool(tables) is named
        assert all("*" in name for frame in tables for name in frame["姓名"] if name != "—")


def test_a_leader_is_not_told_why_somebody_is_on_the_list():
    app = arrive("circle", role="leader")
    people = next(frame.value for frame in app.dataframe if "姓名" in frame.value)
    assert "人员类别" not in people


def test_where_next_says_what_the_arithmetic_found_and_how_sure_it_is(demo_home):
    with reader(demo_home).lease("analyst") as (con, _):
        found = siting.site(con, Plan(posts=2, question=circle_walk.PREPARED))
    best = found.choices[0]
    app = arrive("siting", role="analyst", posts="2")
    assert not app.exception
    assert all(post.name in headline(app) for post in best.posts)
    assert f"可多覆盖 {round(best.gained):,} 人" in headline(app)
    assert any("已证明最优（差距 0）" in block.value for block in app.html)
    assert {one["properties"]["title"] for one in layer(app, "posts")["data"]} == {p.name for p in best.posts}


def test_an_alternative_is_shown_on_the_map():
    app = arrive("siting", role="analyst", posts="1")
    first = {one["properties"]["id"] for one in layer(app, "posts")["data"]}
    app.button(key="choice_1").click().run()
    assert not app.exception
    assert {one["properties"]["id"] for one in layer(app, "posts")["data"]} != first


def test_only_those_who_visit_see_the_doors_of_the_round():
    for role, sees in (("analyst", True), ("worker", True), ("leader", False)):
        app = arrive("siting", role=role)
        assert any("楼栋" in frame.value for frame in app.dataframe) is sees


def test_a_dropped_point_is_counted_before_and_after(demo_home):
    with reader(demo_home).lease("analyst") as (con, _):
        home = next(one for one in walking.by_building(con, circle_walk.PREPARED) if one.state == "uncovered")
        post = Post("new", home.lon, home.lat)
        was, now = (
            sum(row.covered for row in walking.by_grid(con, question))
            for question in (circle_walk.PREPARED, replace(circle_walk.PREPARED, added=(post,)))
        )
    app = arrive("siting", role="analyst", part="try", at=f"{home.lon},{home.lat}")
    assert not app.exception
    assert now > was
    assert f"可多覆盖 {now - was:,} 人" in headline(app)
    assert layer(app, "posts")["data"][0]["properties"]["label"] == "+"


@pytest.mark.parametrize("at", ["", "nonsense", "200,95", "104.0"])
def test_what_is_no_place_is_no_point(at):
    app = arrive("siting", part="try", at=at)
    assert not app.exception
    assert "在图上放一个点" in headline(app)


def test_a_health_day_moved_from_thursday_to_saturday(demo_home):
    _, thursday = counted(demo_home, weekday=4)
    app = arrive("siting", role="analyst", part="try", kind="days", days="6", on="6")
    assert not app.exception
    assert "调整到周六" in headline(app)
    assert any("一周中 1 天好转，1 天变差" in block.value for block in app.html)
    app = arrive("siting", role="analyst", part="try", kind="days", days="6", on="4")
    _, other = counted(demo_home, weekday=6)
    assert f"退出圈 {other - thursday:,} 人" in headline(app)


def test_no_chosen_service_is_asked_for_politely():
    app = arrive("circle", types="")
    assert "请至少选择一类服务点" in headline(app)
    assert not app.get("deck_gl_json_chart")
