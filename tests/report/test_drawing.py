"""A slide on 1920 × 1080: nothing under 24 px, nothing beyond the frame, and words that fit."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from neighborcare.charts.palette import Look
from neighborcare.report import chart_drawing, drawing, marks, svg, typeset
from neighborcare.report.marks import Words
from neighborcare.report.slides import Area, Bullets, Chart, GridMap, Series, Slide, Table

MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 9))
BODIES = [
    Table(("网格", "指标"), tuple((f"第{i}网格", "98.3%") for i in range(14)), (False, True), caption="表"),
    Table(
        ("What", "Who"),
        (("a very long sentence about what is to be done " * 3, "李子园社区"),),
        (False, False),
    ),
    Chart(
        "line",
        MONTHS,
        (Series("率", (0.9, None, 0.92, 0.91, 0.9, 0.95, 0.99, 1.0)),),
        "percent",
        0.95,
        "目标",
    ),
    Chart("column", MONTHS, (Series("件", tuple(float(i) for i in range(8))),), "cases"),
    Chart(
        "bar", ("甲", "乙"), (Series("本月", (5.0, 3.0)), Series("上月", (2.0, 4.0))), "cases", caption="事项"
    ),
    Chart("bar", (), (Series("本月", ()),), "cases"),
    GridMap(
        (
            Area(
                "G1",
                "一",
                (((113.0, 30.0), (113.01, 30.0), (113.01, 30.01), (113.0, 30.01)),),
                "#1C7481",
                "97%",
            ),
        ),
        (("#1C7481", "≥95%"),),
    ),
    Bullets(("一件事", "two")),
]


def slide(body: object, title: str = "月探访率 98.3%，环比上升 0.4 个百分点；158 人超期未访") -> Slide:
    return Slide("x", "主要指标", title, body, "来源：台账\n口径：见到的 ÷ 应见的", "备注", "图")  # type: ignore[arg-type]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_all_words_are_large_and_inside_the_slide(body: object, language: str) -> None:
    for mark in drawing.lay_out(slide(body), 1, 10, Look(language)):
        if not isinstance(mark, Words):
            continue
        wide = typeset.measure(mark.text, mark.size)
        left = mark.x - {"start": 0, "middle": 0.5, "end": 1}[mark.anchor] * wide
        assert mark.size >= marks.TEXT
        assert left >= 0, mark
        assert left + wide <= marks.WIDTH, mark
        assert mark.size <= mark.y <= marks.HEIGHT, mark


@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
@pytest.mark.parametrize("dark", [False, True])
def test_the_svg_is_well_formed_and_brings_no_script_and_no_address(body: object, dark: bool) -> None:
    text = svg.svg(slide(body, "<script>alert(1)</script> & 甲"), 1, 2, Look("zh-CN", dark=dark))
    root = ElementTree.fromstring(text)  # noqa: S314 - our own text
    assert root.get("viewBox") == "0 0 1920 1080"
    assert not re.search(r"<script|href|url\(|https?://(?!www\.w3\.org)", text)
    assert "1 / 2" in "".join(root.itertext())


def test_a_month_without_a_value_leaves_a_gap_and_no_zero() -> None:
    drawn = drawing.lay_out(slide(BODIES[2]), 1, 1, Look("zh-CN"))
    shown = [mark.text for mark in drawn if isinstance(mark, Words)]
    assert "0%" not in shown
    lines = [mark for mark in drawn if isinstance(mark, marks.Line) and len(mark.points) > 2]
    assert [len(line.points) for line in lines] == [6]


def test_a_stop_never_begins_a_line() -> None:
    text = "月探访率百分之九十八点三，每日问候完成率百分之九十五；健康圈覆盖率百分之八十七。" * 3
    lines = typeset.wrapped(text, 400, 40)
    assert "".join(lines) == text
    assert all(line[0] not in "，；。" for line in lines)


def test_latin_words_stay_whole() -> None:
    lines = typeset.wrapped("visited every month without exception", 300, 30)
    assert " ".join(lines) == "visited every month without exception"


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    shown = typeset.clipped("共建单位认领年度服务项目", 200, 32)
    assert shown.endswith("…")
    assert typeset.measure(shown, 32) <= 200


def test_the_axis_names_months_and_the_first_ones_year() -> None:
    chart = Chart("line", ("2024-08", "2024-12", "2025-01"), (Series("率", (1, 1, 1)),), "percent")
    assert chart_drawing.category_names(chart, "zh-CN") == ["24年8月", "12月", "25年1月"]
    assert chart_drawing.category_names(chart, "en") == ["Aug 2024", "Dec", "Jan 2025"]


def test_columns_with_a_gap_are_not_joined_by_a_line() -> None:
    chart = Chart("column", MONTHS, (Series("件", (3.0, 2.0, None, 4.0, 5.0, 6.0, 7.0, 8.0)),), "cases")
    drawn = drawing.lay_out(slide(chart), 1, 1, Look("zh-CN"))
    assert not [
        mark for mark in drawn if isinstance(mark, marks.Line) and mark.colour == Look("zh-CN").colours.brand
    ]


def test_the_figure_of_a_low_stands_under_the_line() -> None:
    chart = Chart("line", MONTHS[:3], (Series("率", (0.9, 0.5, 0.8)),), "percent")
    at = {
        mark.text: mark.y
        for mark in drawing.lay_out(slide(chart), 1, 1, Look("zh-CN"))
        if isinstance(mark, Words)
    }
    assert at["50%"] > at["90%"]
    point = next(
        mark.points[1][1]
        for mark in drawing.lay_out(slide(chart), 1, 1, Look("zh-CN"))
        if isinstance(mark, marks.Line) and len(mark.points) == 3
    )
    assert at["50%"] > point
