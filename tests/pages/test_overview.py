"""The home page on the demonstration street: its sentence, its figures, and what each role does not see."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from neighborcare.text import formats
from neighborcare.ui.session import ROOT, reader

pytestmark = [pytest.mark.demo, pytest.mark.usefixtures("at_demo")]

STREET_VISITS = """
    SELECT numerator / denominator FROM rollup
    WHERE kpi = 'K10' AND area_kind = 'street' AND part IS NULL AND month = (SELECT max(month) FROM months)
"""


def arrive(role="leader", language="zh-CN", **asked):
    app = AppTest.from_file(ROOT / "neighborcare" / "ui" / "main.py", default_timeout=20)
    for name, value in {"role": role, "lang": language, **asked}.items():
        app.query_params[name] = value
    app.run()
    assert [error.message for error in app.exception] == []
    return app


def words(app):
    return "".join(block.value for block in app.html)


def headline(app):
    return next(block.value for block in app.html if 'class="page-head"' in block.value)


def ask(home, file, question, **bound):
    with reader(home).lease(file) as (con, _live):  # DuckDB opens a file once a process
        return con.execute(question, bound).fetchall()


def test_the_sentence_says_the_months_rate_as_counted(demo_home):
    rate = ask(demo_home, "analyst", STREET_VISITS)[0][0]
    assert f"特殊困难老年人月探访率 {formats.percent(rate)}" in headline(arrive())


def test_every_headline_has_its_card_and_door():
    app = arrive()
    doors = {button.key for button in app.button if button.key and button.key.startswith("explain_")}
    assert {f"explain_{kpi}_whole" for kpi in ("K10", "K11", "K12", "K58", "K39", "K18")} <= doors


def test_a_figure_is_a_door_to_its_numbers_and_areas():
    app = arrive()
    app.button(key="explain_K58_whole").click().run()
    assert [error.message for error in app.exception] == []
    assert "÷" in "".join(block.value for block in app.html if 'class="formula"' in block.value)
    assert any("步行 15 分钟" in block.value for block in app.markdown)


def test_a_leader_opens_no_rows(demo_home):
    app = arrive()
    app.button(key="explain_K10_whole").click().run()
    assert any("不显示个人明细" in block.value for block in app.caption)


def test_a_meeting_names_nobody(demo_home):
    names = {
        row[0] for row in ask(demo_home, "leader", "SELECT DISTINCT staff_name FROM list_staff_load")
    } - {None}
    assert any(name in words(arrive("leader")) for name in names)
    app = arrive("presenter")
    assert not [name for name in names if name in words(app)]
    assert len(app.dataframe) == 0


def test_a_worker_sees_the_own_community_and_no_other(demo_home):
    [(own, name)] = ask(demo_home, "leader", "SELECT community_id, community_name FROM communities LIMIT 1")
    elsewhere = "SELECT grid_name FROM place WHERE is_grid AND community_id <> $own"
    others = ask(demo_home, "leader", elsewhere, own=own)
    app = arrive("worker", community=own)
    assert name in headline(app)  # his day comes first
    assert not [grid for (grid,) in others if grid in words(app)]
    app.switch_page(str(ROOT / "pages" / "overview.py")).run()
    assert headline(app).startswith(f'<div class="page-head"><h1>{name}')
    assert not [grid for (grid,) in others if grid in words(app)]


def test_a_link_to_a_month_and_area_is_followed():
    app = arrive(month="2025-03", period="quarter", area="community:KX")
    assert "2025年第1季度" in headline(app)
    assert "凯旋社区" in headline(app)
    assert "比上季度" in headline(app)
