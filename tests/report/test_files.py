"""The files of a meeting: native, complete, the same bytes for the same generation, and without anybody's name."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm
from pptx import Presentation
from pptx.util import Emu
from python_calamine import CalamineWorkbook

from neighborcare.__main__ import main
from neighborcare.errors import UserError
from neighborcare.report import archive, fonts, meeting, pack
from neighborcare.report.meeting import Story
from neighborcare.report.slides import Chart, GridMap, Table
from neighborcare.store import lease, manifest
from neighborcare.store.home import Home

pytestmark = pytest.mark.demo
OFFICE = ("pptx", "docx", "xlsx")


@pytest.fixture(scope="module")
def made(told: dict[str, Story]) -> dict[str, bytes]:
    """The Chinese set of the street."""
    return {kind: pack.content(told["zh-CN"], kind) for kind in pack.FILES}


def parts(content: bytes) -> dict[str, str]:
    """Every part of an office file as text, those of the workbooks inside it too."""
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in file.namelist():
            inside = file.read(name)
            if name.endswith(".xlsx"):
                found |= {f"{name}!{part}": text for part, text in parts(inside).items()}
            else:
                found[name] = inside.decode("utf-8", "replace")
    return found


def test_no_name_and_no_id_of_a_person_is_in_any_part(demo_home: Home, made: dict[str, bytes]) -> None:
    with lease.opened(demo_home, manifest.current(demo_home), "analyst") as con:
        persons = con.execute("SELECT person_id, name FROM key_people").fetchall()
        staff = con.execute("SELECT staff_id, name FROM staff").fetchall()
    seeded = {text for row in (*persons, *staff) for text in row if text}
    assert len(seeded) > 1000
    for kind in OFFICE:
        text = "\n".join(parts(made[kind]).values())
        words = set(re.findall(r"[\w*-]+", text))
        assert not words & seeded, kind
        assert not re.search(r"[\u4e00-\u9fff]\*[\u4e00-\u9fff]", text), kind


@pytest.mark.parametrize("kind", OFFICE)
def test_the_same_story_makes_the_same_bytes(
    told: dict[str, Story], made: dict[str, bytes], kind: str
) -> None:
    assert pack.content(told["zh-CN"], kind) == made[kind]


def test_the_times_in_a_file_are_the_meetings(made: dict[str, bytes]) -> None:
    for kind in OFFICE:
        with zipfile.ZipFile(io.BytesIO(made[kind])) as file:
            assert {entry.date_time[:3] for entry in file.infolist()} == {(2025, 9, 5)}
    again = archive.steady(made["pptx"], date(2025, 9, 5))
    assert again == made["pptx"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_deck_is_native_with_titles_notes_and_alt_texts(told: dict[str, Story], language: str) -> None:
    deck = Presentation(io.BytesIO(pack.content(told[language], "pptx")))
    assert deck.slide_width * 9 == deck.slide_height * 16
    for page, slide in zip(deck.slides, told[language].slides, strict=True):
        assert page.shapes.title.text == slide.title
        assert page.notes_slide.notes_text_frame.text == slide.notes
        kinds = {Table: "has_table", Chart: "has_chart"}
        native = kinds.get(type(slide.body))
        if native:
            frame = next(shape for shape in page.shapes if getattr(shape, native, False))
            assert frame._element._nvXxPr.cNvPr.get("descr") == slide.alt
        sizes = [
            run.font.size
            for shape in page.shapes
            if shape.has_text_frame
            for p in shape.text_frame.paragraphs
            for run in p.runs
        ]
        assert min(sizes) >= Emu(12 * 12700)  # 24 px of 1920
        for shape in page.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top >= 0
            assert shape.top + shape.height <= deck.slide_height


def test_charts_and_tables_hold_the_slides_numbers(told: dict[str, Story], made: dict[str, bytes]) -> None:
    deck = Presentation(io.BytesIO(made["pptx"]))
    for page, slide in zip(deck.slides, told["zh-CN"].slides, strict=True):
        if isinstance(slide.body, Chart):
            chart = next(shape.chart for shape in page.shapes if shape.has_chart)
            assert tuple(chart.plots[0].series[0].values) == slide.body.series[0].values
        if isinstance(slide.body, Table):
            native = next(shape.table for shape in page.shapes if shape.has_table)
            rows = [tuple(cell.text for cell in row.cells) for row in native.rows]
            assert rows == [slide.body.heads, *slide.body.rows]


def test_the_map_is_a_group_of_native_shapes_one_a_grid(
    told: dict[str, Story], made: dict[str, bytes]
) -> None:
    index, drawn = next(
        (i, slide.body) for i, slide in enumerate(told["zh-CN"].slides) if isinstance(slide.body, GridMap)
    )
    page = Presentation(io.BytesIO(made["pptx"])).slides[index]
    group = next(shape for shape in page.shapes if shape.shape_type == 6)
    names = [shape.name for shape in group.shapes]
    assert sorted(set(names)) == sorted({area.name for area in drawn.areas})
    assert all(shape._element.spPr.find(".//{*}custGeom") is not None for shape in group.shapes)


def test_the_offices_template_gives_ground_and_size(told: dict[str, Story]) -> None:
    own = Presentation()
    own.slide_width, own.slide_height = Emu(1920 * 5000), Emu(1080 * 5000)
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "范例"
    file = io.BytesIO()
    own.save(file)
    deck = Presentation(io.BytesIO(pack.content(told["zh-CN"], "pptx", file.getvalue())))
    assert deck.slide_width == Emu(1920 * 5000)
    assert [page.shapes.title.text for page in deck.slides] == [slide.title for slide in told["zh-CN"].slides]
    for page in deck.slides:
        assert all(shape.left + shape.width <= deck.slide_width for shape in page.shapes)


@pytest.mark.parametrize("content", [b"no file at all", b"PK\x03\x04broken"])
def test_a_template_that_is_none_is_refused(told: dict[str, Story], content: bytes) -> None:
    with pytest.raises(UserError):
        pack.content(told["zh-CN"], "pptx", content)


def test_the_brief_keeps_the_measures_of_the_standard(told: dict[str, Story], made: dict[str, bytes]) -> None:
    letter = Document(io.BytesIO(made["docx"]))
    section = letter.sections[0]
    sides = (section.page_width, section.left_margin, section.right_margin)
    heights = (section.page_height, section.top_margin, section.bottom_margin)
    wide, left, right, high, top, bottom = (round((one or 0) / Mm(1)) for one in (*sides, *heights))
    assert (wide, high, top, left) == (210, 297, 37, 28)
    assert (wide - left - right, high - top - bottom) == (156, 225)
    texts = [paragraph.text for paragraph in letter.paragraphs]
    brief = told["zh-CN"].brief
    assert texts[0] == brief.masthead
    order = [texts.index(section.heading) for section in brief.sections]
    assert order == sorted(order)
    xml = parts(made["docx"])
    assert 'w:eastAsia="仿宋_GB2312"' in xml["word/document.xml"]
    assert 'w:altName w:val="FangSong"' in xml["word/fontTable.xml"]
    assert "— " in "".join(text for name, text in xml.items() if "footer" in name)


def test_the_annex_holds_numbers_and_definitions_and_no_formula(
    told: dict[str, Story], made: dict[str, bytes]
) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(made["xlsx"]))
    table, defined = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    annex = told["zh-CN"].annex
    assert table[2][4:] == list(annex.areas)
    for row, line in zip(annex.rows, table[3:], strict=True):
        for value, text, cell in zip(row.values, row.texts, line[4:], strict=True):
            assert cell == (text if value is None else pytest.approx(value))
    assert [line[2] for line in defined[3:]] == [row.definition for row in annex.rows]
    assert not any("<f>" in text for name, text in parts(made["xlsx"]).items() if "sheet" in name)


def test_the_pdf_has_a_page_a_slide_and_its_font_within(made: dict[str, bytes]) -> None:
    content = made["pdf"]
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", content)) == 10
    assert b"/FontFile" in content


def test_without_a_chinese_font_the_pdf_says_so(
    told: dict[str, Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts.chinese.cache_clear()
    monkeypatch.setattr(fonts, "folders", list)
    try:
        with pytest.raises(UserError) as refused:
            pack.content(told["zh-CN"], "pdf")
    finally:
        fonts.chinese.cache_clear()
    assert "font" in refused.value.message


@pytest.fixture
def copied(demo_home: Home, tmp_path: Path) -> Home:
    """The demonstration street as a home of one's own: only what a meeting reads."""
    made = Home(tmp_path / "home")
    live = manifest.current(demo_home)
    shutil.copytree(demo_home.manifests, made.manifests)
    folder = live.folder(made)
    folder.mkdir(parents=True)
    shutil.copy(live.folder(demo_home) / "presenter.duckdb", folder)
    return made


def test_a_kept_meeting_is_written_again_though_its_generation_is_gone(copied: Home, tmp_path: Path) -> None:
    options = ["--home", str(copied.path), "--to"]
    assert main(["brief", "--month", "2025-08", *options, str(tmp_path / "then")]) == 0
    (kept,) = meeting.every(copied)
    (manifest.current(copied).folder(copied) / "presenter.duckdb").unlink()
    assert main(["brief", "--month", "2025-08", *options, str(tmp_path / "refused")]) == 1
    assert main(["brief", "--meeting", kept.id, *options, str(tmp_path / "later")]) == 0
    then = {path.name: path.read_bytes() for path in (tmp_path / "then").iterdir() if path.suffix != ".pdf"}
    assert len(then) == 3
    assert {name: (tmp_path / "later" / name).read_bytes() for name in then} == then


def test_the_command_writes_the_set_and_each_recipients_digest(
    copied: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from neighborcare.report import sending

    post = sending.Post((sending.Recipient("凯旋", "email", "kx@street.example", "凯旋社区"),))
    monkeypatch.setattr(sending, "read", lambda _home: post)
    options = ["--month", "2025-08", "--community", "李子园", "--home", str(copied.path), "--json"]
    assert main(["brief", *options, "--to", str(tmp_path / "out")]) == 0
    names = {path.suffix for path in (tmp_path / "out").iterdir()}
    assert names == {".pptx", ".pdf", ".docx", ".xlsx", ".txt"}
    digest = next((tmp_path / "out").glob("*.txt")).read_text(encoding="utf-8")
    assert "凯旋社区" in digest
    assert "李子园" not in digest
    assert '"generation"' in capsys.readouterr().out


def test_an_unknown_community_is_refused(demo_home: Home, tmp_path: Path) -> None:
    options = ["--month", "2025-08", "--community", "无此社区", "--home", str(demo_home.path)]
    assert main(["brief", *options, "--to", str(tmp_path)]) == 1
    assert not list(tmp_path.iterdir())
