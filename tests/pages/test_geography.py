"""The Geography page: a map is drawn with its flaws before it is taken, and taken or left."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from neighborcare.store import batches, manifest
from neighborcare.store.home import Home
from neighborcare.ui import geography_page
from neighborcare.ui.session import ROOT

GRIDS = ROOT / "data" / "geography" / "grids.geojson"

pytestmark = pytest.mark.demo


@pytest.fixture
def own_home(demo_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy of the demonstration street that may be changed."""
    place = tmp_path / "own"
    shutil.copytree(demo_home.path, place)
    monkeypatch.setenv("NEIGHBORCARE_HOME", str(place))
    return Home(place)


def arrive() -> AppTest:
    app = AppTest.from_file(ROOT / "neighborcare" / "ui" / "main.py", default_timeout=60)
    app.query_params["role"] = "analyst"
    app.query_params["lang"] = "zh-CN"
    app.run()
    return app.switch_page(str(ROOT / "pages" / "geography.py")).run()


def headline(app: AppTest) -> str:
    return next(block.value for block in app.html if "page-head" in block.value)


def words(app: AppTest) -> str:
    return " ".join(block.value for block in app.html)


def layers(app: AppTest) -> dict[str, list[dict[str, object]]]:
    found = json.loads(app.get("deck_gl_json_chart")[0].proto.json)["layers"]
    return {layer["id"]: layer["data"] for layer in found}


def flawed() -> bytes:
    """The street's grids with one left out, one unknown, and one pushed over its neighbours."""
    known = json.loads(GRIDS.read_text("utf-8"))
    features = known["features"]
    ring = features[5]["geometry"]["coordinates"][0]
    features[5]["geometry"]["coordinates"][0] = [[x + 0.0008, y + 0.0004] for x, y in ring]
    features[10]["properties"]["grid_id"] = "XX-99"
    del features[20]
    return json.dumps(known, ensure_ascii=False).encode()


def drop(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader[0].set_value([(name, content, "application/geo+json")])
    app.run()
    for _ in range(200):
        if app.button and any(button.key == "take" for button in app.button):
            break
        app.run()
    return app


def test_what_is_loaded_is_drawn_and_listed(own_home):
    app = arrive()
    assert not app.exception
    assert "36 个网格都有边界" in headline(app)
    assert len(layers(app)["shapes"]) == 36
    assert [button.key for button in app.button if button.key.startswith("undo_")] == [
        f"undo_{layer}"
        for layer in geography_page.layers_in_force(own_home, manifest.current_number(own_home))
    ]


def test_a_map_is_drawn_with_its_flaws_and_nothing_has_changed(own_home):
    before = manifest.current_number(own_home)
    app = drop(arrive(), "网格.geojson", flawed())
    assert not app.exception
    assert "35 个图形" in headline(app)
    said = words(app)
    for finding in ("重叠", "网格台账中没有", "网格缺边界", "XX-99"):
        assert finding in said
    assert layers(app)["flaws"]
    assert len(layers(app)["there"]) == 36
    assert manifest.current_number(own_home) == before


def test_leaving_a_map_forgets_it_and_taking_one_publishes_it(own_home):
    app = drop(arrive(), "网格.geojson", flawed())
    app.button(key="leave").click().run()
    assert "36 个网格都有边界" in headline(app)
    app = drop(app, "网格.geojson", flawed())
    app.button(key="take").click().run()
    for _ in range(200):
        if "个网格缺边界" in headline(app):
            break
        app.run()
    assert "2 个网格缺边界" in headline(app)
    live = manifest.current(own_home)
    assert [batches.read(own_home, name).file for name in live.batches][-1] == "网格.geojson"


def test_what_is_no_map_is_refused_with_a_reason(own_home):
    app = drop(arrive(), "网格.geojson", b"this is no map")
    assert not app.exception
    assert app.error
    assert app.button(key="take").disabled
