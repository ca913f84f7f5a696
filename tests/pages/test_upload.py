"""The Upload page as an analyst uses it: drop, read what would happen, take or leave, undo; in both languages."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from streamlit.testing.v1 import AppTest

from neighborcare import generation
from neighborcare.store import manifest
from neighborcare.store.home import Home
from neighborcare.ui.session import ROOT

SECONDS = 60
COMMUNITIES = "社区编码,社区名称,统计日期,总户数,常住人口\nJY,甲社区,2025-07-31,1200,3100\n"
STAFF = "工号,姓名,身份,社区,上岗日期\nW1,陈松涛,网格员,甲社区,2023-08-01\n"
VISITS = "走访编号,走访日期,社区,户编号,走访人,走访类型,走访方式,走访结果\n"
GOOD = "V1,2025-08-20,甲社区,H1,W1,探访,上门,正常\n"
CHANGED = "V1,2025-08-20,甲社区,H1,W1,探访,上门,异常\n"
BAD = "V2,25.8.24,甲社区,H2,W1,探访,上门,正常\n"

Files = list[tuple[str, bytes, str]]


@pytest.fixture
def office(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with a community and a worker, found by the application."""
    for name, text in (("社区.csv", COMMUNITIES), ("人员.csv", STAFF)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    looked = generation.look(home, [tmp_path / "社区.csv", tmp_path / "人员.csv"], today=date(2025, 9, 3))
    generation.take(home, looked, by="demo", today=date(2025, 9, 3))
    monkeypatch.setenv("NEIGHBORCARE_HOME", str(home.path))
    return home


def arrive(language: str = "en") -> AppTest:
    app = AppTest.from_file(ROOT / "neighborcare" / "ui" / "main.py", default_timeout=SECONDS)
    app.query_params["role"] = "analyst"
    app.query_params["lang"] = language
    app.run()
    return app.switch_page(str(ROOT / "pages" / "upload.py")).run()


def csv(name: str, text: str, encoding: str = "gb18030") -> tuple[str, bytes, str]:
    return name, text.encode(encoding), "text/csv"


def drop(app: AppTest, *files: tuple[str, bytes, str]) -> AppTest:
    app.file_uploader[0].set_value(list(files))
    app.run()
    assert [error.message for error in app.exception] == []
    return app


def words(app: AppTest) -> str:
    """All that the page's own blocks say."""
    said = [*app.html, *app.markdown, *app.caption, *app.error, *app.success]
    return "\n".join(str(block.value) for block in said)


def headline(app: AppTest) -> str:
    block = next(block.value for block in app.html if "page-head" in block.value)
    return block.split("<h1>")[1].split("</h1>")[0]


def staged(home: Home) -> list[Path]:
    return list(home.staging.iterdir()) if home.staging.exists() else []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "1 rows can be taken, 1 are sent back"), ("zh-CN", "1 行可以导入，1 行要退回修改")],
)
def test_a_drop_says_what_would_happen_and_changes_nothing(
    office: Home, language: str, sentence: str
) -> None:
    app = drop(arrive(language), csv("走访.csv", VISITS + GOOD + BAD))
    assert headline(app) == sentence
    assert ("四位" if language == "zh-CN" else "four digits") in words(app)
    assert manifest.current_number(office) == 1


def test_leaving_leaves_nothing_behind(office: Home) -> None:
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD))
    assert staged(office)
    app.button(key="leave").click().run()
    assert staged(office) == []
    assert not [button for button in app.button if button.key == "take"]
    assert manifest.current_number(office) == 1


def test_taking_publishes_and_says_so(office: Home) -> None:
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD))
    app.button(key="take").click().run()
    assert "Taken: 1 rows from Visits. Published as version 2" in app.success[0].value
    assert manifest.current_number(office) == 2
    assert manifest.current(office).action.by == "analyst"
    assert staged(office) == []


def test_the_same_file_again_says_so_and_offers_nothing_to_take(office: Home) -> None:
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD))
    app.button(key="take").click().run()
    drop(app, csv("换了名字.csv", VISITS + GOOD))
    assert headline(app) == "These files were taken before; there is nothing new in them"
    assert app.button(key="take").disabled


def test_a_corrected_file_says_how_many_rows_it_replaces(office: Home) -> None:
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD))
    app.button(key="take").click().run()
    drop(app, csv("走访_改.csv", VISITS + CHANGED))
    assert "1 replace what is there" in words(app)


def test_a_broken_file_is_named_with_its_remedy_and_the_rest_can_be_taken(office: Home) -> None:
    broken = ("坏.xlsx", b"PK\x03\x04 and then nothing", "application/zip")
    app = drop(arrive(), broken, csv("走访.csv", VISITS + GOOD))
    assert headline(app) == "Of 2 files, 1 rows can be taken, one table cannot be read"
    assert "坏" in app.error[0].value
    assert "Traceback" not in words(app)
    app.button(key="take").click().run()
    assert manifest.current_number(office) == 2


def test_what_a_file_is_can_be_said(office: Home) -> None:
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD))
    kind = next(box for box in app.selectbox if box.label == "What it is")
    kind.select("staff").run()
    assert "one table cannot be read" in headline(app)
    assert app.button(key="take").disabled


def test_a_workbook_with_a_title_and_a_total_shows_what_is_no_data(office: Home) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("八月")
        sheet.merge_range(0, 0, 0, 4, "甲社区基本情况")
        sheet.write_row(1, 0, ["社区编码", "社区名称", "统计日期", "总户数", "常住人口"])
        sheet.write_row(2, 0, ["JY", "甲社区", "2025年8月31日", 1201, 3105])
        sheet.write_row(3, 0, ["合计", "", "", 1201, 3105])
    app = drop(arrive("zh-CN"), ("社区.xlsx", buffer.getvalue(), "application/vnd.ms-excel"))
    assert "标题 1 行" in words(app)
    assert "小计合计 1 行" in words(app)


def test_a_name_is_only_text_on_the_screen(office: Home) -> None:
    app = drop(arrive(), csv("<img src=x onerror=alert(1)>![a](http://x.test/y).csv", "甲,乙\n1,2\n"))
    assert "<img" not in words(app)
    assert "![a](http" not in words(app)


def test_the_button_says_truly_what_it_does(office: Home) -> None:
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD + BAD))
    assert app.button(key="take").label == "Take the 1 rows that are good"
    app.button(key="leave").click().run()
    assert drop(app, csv("走访.csv", VISITS + GOOD)).button(key="take").label == "Take 1 rows"


def test_what_would_change_in_the_figures_is_said_and_nothing_is_published(office: Home) -> None:
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD.replace("正常", "异常")))
    assert "The figures move on to Aug 2025" in words(app)
    assert "Abnormal" in words(app)
    assert manifest.current_number(office) == 1


def test_a_file_can_be_left_out_and_put_back(office: Home) -> None:
    other = GOOD.replace("V1", "V7").replace("H1", "H7")
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD), csv("又一份.csv", VISITS + other))
    assert headline(app) == "Of 2 files, 2 rows can be taken"
    app.button(key="table_1_leave").click().run()
    assert headline(app) == "1 rows can be taken"
    assert "Left out: 又一份" in words(app)
    app.button(key="put_back_0").click().run()
    assert headline(app) == "Of 2 files, 2 rows can be taken"


def test_rows_are_shown_with_their_problem_cells_marked(office: Home) -> None:
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD + BAD))
    app.session_state["table_0_panel"] = "rows"
    app.run()
    assert '<td class="words wrong" title=' in words(app)
    assert "V1" not in words(app)
    app.selectbox(key="table_0_filter").select("every").run()
    assert "● accepted" in words(app)
    assert "V1" in words(app)


def test_what_is_missing_is_said_by_export_and_community(office: Home) -> None:
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD + BAD))
    app.button(key="take").click().run()
    assert "Aug 2025: of 1 exports due, 1 with rows sent back" in words(app)
    assert "1 rows out" in words(app)
    batch = manifest.current(office).batches[-1]
    app.button(key=f"gap_{batch}").click().run()
    assert app.selectbox(key="batch").value == batch
    assert "two_digit_year" in words(app)


def test_an_earlier_version_is_shown_beside_the_one_of_now(office: Home) -> None:
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD))
    app.button(key="take").click().run()
    app.selectbox(key="version").select("1").run()
    assert "Version 1, figures as of 31 Jul 2025; 2 files" in words(app)
    assert "Version 1 (Jul 2025)" in words(app)


def test_a_month_can_be_replaced_as_a_whole(office: Home) -> None:
    other = GOOD.replace("V1", "V7").replace("H1", "H7")
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD + other))
    app.button(key="take").click().run()
    drop(app, csv("更正.csv", VISITS + CHANGED))
    box = next(box for box in app.selectbox if box.label == "How they go in")
    box.select("2025-08").run()
    assert "1 are taken back" in words(app)
    app.button(key="take").click().run()
    assert manifest.current_number(office) == 3


def test_undo_and_redo_from_the_history(office: Home) -> None:
    app = drop(arrive(), csv("走访.csv", VISITS + GOOD))
    app.button(key="take").click().run()
    batch = manifest.current(office).batches[-1]
    app.selectbox(key="batch").select(batch).run()
    assert "Once undone" in words(app)
    app.button(key="undo_it").click().run()
    assert "The batch was undone." in app.success[0].value
    assert batch not in manifest.current(office).batches
    app.selectbox(key="batch").select(batch).run()
    app.button(key="redo_it").click().run()
    assert batch in manifest.current(office).batches


def test_personal_values_are_not_shown_in_full(office: Home) -> None:
    header = "档案编号,户编号,姓名,身份证号,社区,人员类别,风险等级\n"
    row = "P1,H1,欧阳明月,110101199003070000,甲社区,独居,红\n"
    app = drop(arrive(), csv("重点人群.csv", header + row))
    assert "sent back" in headline(app)
    assert "110101199003070000" not in words(app)
    assert "欧阳明月" not in words(app)
