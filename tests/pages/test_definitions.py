"""The catalogue page: a link opens a KPI or an export, a search finds one, the template can be had."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from neighborcare.ui.session import ROOT

pytestmark = [pytest.mark.demo, pytest.mark.usefixtures("at_demo")]


def arrive(language="zh-CN", **asked):
    app = AppTest.from_file(ROOT / "neighborcare" / "ui" / "main.py", default_timeout=20)
    app.query_params["lang"] = language
    app.run()
    for name, value in asked.items():
        app.query_params[name] = value
    return app.switch_page(str(ROOT / "pages" / "definitions.py")).run()


def titles(app):
    return [block.value for block in app.html if "picture-head" in block.value]


def test_a_link_opens_a_kpi():
    app = arrive(kpi="K39")
    assert "K39 调解成功率" in titles(app)[0]
    assert any("FROM cases" in block.value for block in app.code)


def test_a_forged_link_opens_the_first_kpi():
    assert "K01" in titles(arrive(kpi="K99"))[0]


def test_a_search_finds_a_kpi_in_either_language():
    app = arrive()
    app.text_input(key="search").set_value("Mediation success").run()
    assert len(app.dataframe[0].value) == 1
    assert "K39" in titles(app)[0]


def test_a_search_without_a_hit_says_what_to_do():
    app = arrive("en")
    app.text_input(key="search").set_value("zeppelin").run()
    assert [error.message for error in app.exception] == []
    assert any("No indicator matches" in block.value for block in app.caption)


def test_a_link_opens_an_export_with_its_columns():
    app = arrive(export="visits")
    assert "走访探访" in titles(app)[0]
    assert "visit_id" in list(app.dataframe[0].value["字段"])
