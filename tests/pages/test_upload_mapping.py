"""Column names on the Upload page: asked once, remembered, seen, corrected and forgotten; in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from neighborcare import generation
from neighborcare.store import mappings
from neighborcare.store.home import Home
from neighborcare.ui.session import ROOT

COMMUNITIES = "社区编码,社区名称,统计日期,总户数,常住人口\nJY,清苑社区,2025-07-31,1200,3100\n"
STAFF = "工号,姓名,身份,社区,上岗日期\nW1,陈松涛,网格员,清苑社区,2023-08-01\n"
VISITS = (
    "走访编号,走访日期,社区,户编号,走访人,走访类型,见面法,走访结果\n"
    "V1,2025-08-20,清苑社区,H1,W1,探访,上门,正常\nV2,2025-08-21,清苑社区,H2,W1,探访,电话,正常\n"
)


@pytest.fixture
def office(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with a community and a worker, found by the application."""
    for name, text in (("社区.csv", COMMUNITIES), ("人员.csv", STAFF)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    looked = generation.look(home, [tmp_path / "社区.csv", tmp_path / "人员.csv"], today=date(2025, 9, 3))
    generation.take(home, looked, by="demo", today=date(2025, 9, 3))
    monkeypatch.setenv("NEIGHBORCARE_HOME", str(home.path))
    return home


def arrive(language: str) -> AppTest:
    app = AppTest.from_file(ROOT / "neighborcare" / "ui" / "main.py", default_timeout=60)
    app.query_params["role"] = "analyst"
    app.query_params["lang"] = language
    app.run()
    return app.switch_page(str(ROOT / "pages" / "upload.py")).run()


def ran(app: AppTest) -> AppTest:
    assert [error.message for error in app.exception] == []
    return app


@pytest.mark.parametrize(
    ("language", "button"), [("zh-CN", "记住（清苑社区）"), ("en", "Remember for 清苑社区")]
)
def test_a_column_is_asked_about_once_and_remembered(office: Home, language: str, button: str) -> None:
    app = arrive(language)
    app.file_uploader[0].set_value([("走访.csv", VISITS.encode(), "text/csv")])
    ran(app.run())
    asked = next(box for box in app.selectbox if "见面法" in box.label)
    assert "上门" in asked.label
    asked.set_value("mode")
    next(one for one in app.button if button in one.label).click()
    ran(app.run())
    (kept,) = mappings.every(office)
    assert (kept.community, kept.dataset, kept.header, kept.column) == (
        "清苑社区",
        "visits",
        "见面法",
        "mode",
    )
    said = "\n".join(str(block.value) for block in app.html)
    assert not app.error
    assert ("可以导入" if language == "zh-CN" else "can be taken") in said


def test_what_is_remembered_is_seen_corrected_and_forgotten(office: Home) -> None:
    told = [mappings.Mapping("清苑社区", "visits", "见面法", "mode")]
    mappings.remember(office, told, "analyst")
    app = arrive("zh-CN")
    assert any("已记住 1 个列名的含义" in str(block.value) for block in app.html)
    app.selectbox(key="mapping_chosen").set_value(told[0].key)
    ran(app.run())
    app.selectbox(key=f"mapping_{told[0].key}").set_value("visit_type")
    ran(app.run())
    assert [answer.column for answer in mappings.every(office)] == ["visit_type"]
    app.button(key="mapping_forget").click()
    ran(app.run())
    assert mappings.every(office) == []
