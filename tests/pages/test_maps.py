"""The two map pages on the demonstration street, as their visitors use them."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from neighborcare.measures import walking
from neighborcare.measures.walking import Question
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


def test_the_plain_map_needs_no_webgl():
    app = arrive("coverage", plain="1")
    assert not app.exception
    assert not app.get("deck_gl_json_chart")


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
    share, _ = counted(demo_home, minutes=12)
    said = headline(arrive("circle", minutes="12"))
    assert "约 " in said
    assert abs(float(said.split("占 约 ")[1].split("%")[0]) / 100 - share) < 0.01


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
    assert all("老人：<5" in body for body in bodies)


def test_a_presenter_sees_grids_and_no_buildings():
    app = arrive("circle", role="presenter")
    names = [found["id"] for found in deck(app)["layers"]]
    assert "grids" in names
    assert "buildings" not in names


def test_no_chosen_service_is_asked_for_politely():
    app = arrive("circle", types="none")
    assert "请至少选择一类服务点" in headline(app)
    assert not app.get("deck_gl_json_chart")
