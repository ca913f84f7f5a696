"""The Plotly pictures: valid, offline, and silent about what is hidden."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import pytest
from syrupy.assertion import SnapshotAssertion

from neighborcare.charts import bars, breaks, daily, frame, legend, outcomes, pyramid, trend
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading, Subject, hover

ZH, EN, DARK = Look("zh-CN"), Look("en"), Look("en", dark=True)
LOOKS = pytest.mark.parametrize("look", [ZH, EN, DARK], ids=["zh", "en", "dark"])
RATE = Subject("月探访率", "percent", "2025年8月", 1.0, "up")
SECRET = 73519  # a number that must never be seen


def months(count: int = 13, **last: Any) -> list[tuple[date, Reading]]:
    days = [date(2024 + (7 + i) // 12, (7 + i) % 12 + 1, 1) for i in range(count)]
    points = [(d, Reading(d.isoformat(), "", 0.8 + i / 100, 80 + i, 100)) for i, d in enumerate(days)]
    return [*points[:-1], (days[-1], Reading("last", "", **{"value": 0.9, **last}))]


def grids() -> list[Reading]:
    return [
        Reading("g1", "第一网格", 0.6, 30, 50, state="bad"),
        Reading("g2", "第二网格", 1.0, 50, 50, state="good"),
        Reading("g3", "第三网格", 0.5, SECRET, SECRET * 2, too_few=True),
        Reading("g4", "第四网格", 0.5, SECRET, SECRET * 2, hidden=True),
        Reading("g5", "<b>x</b><a href='http://evil.example'>", None),
    ]


def every(look: Look) -> Iterator[dict[str, Any]]:
    hidden = {"value": float(SECRET), "numerator": SECRET, "denominator": SECRET, "hidden": True}
    yield trend.trend(months(25), RATE, look, compared=months(25), compared_name="全街道", partial=True)
    yield trend.trend(months(13, **hidden), RATE, look)
    yield trend.trend([], RATE, look)
    yield pyramid.pyramid([pyramid.Band(60, "60-64", 120, 130), pyramid.Band(65, "65-69", None, 90)], look)
    yield bars.ranked(grids(), RATE, look, selected="g1")
    yield bars.histogram({0: 2, 12: 5, 90: 1}, "days", "cases", look, target=30, median=12)
    yield outcomes.outcomes(
        [outcomes.Stage("in", "登记", 42), outcomes.Stage("late", "超期", None, "bad")], "cases", look
    )
    classes = breaks.around_target(1.0, "up", "percent", look)
    days = {date(2025, 2, 27) + timedelta(days=i): one for i, one in enumerate(grids())}
    yield daily.daily(days, classes, RATE, look)
    yield daily.daily({}, classes, RATE, look)


@LOOKS
def test_every_picture_is_valid_and_asks_nobody(look: Look) -> None:
    for figure in every(look):
        go.Figure(figure)
        text = json.dumps(figure, ensure_ascii=False)
        assert "http" not in text.replace("&lt;a href=&#x27;http://evil.example&#x27;&gt;", "")


@LOOKS
def test_hidden_numbers_appear_nowhere(look: Look) -> None:
    for figure in every(look):
        text = json.dumps(figure, ensure_ascii=False)
        assert str(SECRET) not in text
        assert f"{SECRET:,}" not in text


def test_names_from_files_are_never_markup() -> None:
    text = json.dumps(bars.ranked(grids(), RATE, ZH), ensure_ascii=False)
    assert "<a " not in text
    assert "<b>x" not in text


def test_a_grid_too_small_to_judge_is_hatched_and_says_so() -> None:
    trace = bars.ranked(grids(), RATE, ZH)["data"][0]
    assert trace["marker"]["pattern"]["shape"] == ["", "", "/", "/", ""]
    assert trace["text"][2].strip() == "数量太少，不作评价"
    assert trace["x"][2] == trace["x"][3] == bars.STUB


def test_figures_carry_shape_and_colour_of_their_state() -> None:
    column = bars.ranked(grids(), RATE, EN)["data"][1]
    assert column["y"] == ["g1", "g2"]
    assert "■" in column["text"][0]
    assert EN.colours.bad in column["text"][0]
    assert "●" in column["text"][1]
    assert "100%" in column["text"][1]


def test_clicks_give_the_id_back() -> None:
    assert bars.ranked(grids(), RATE, ZH)["data"][0]["customdata"][1] == ["g2"]


def test_target_line_is_there_when_there_is_a_target() -> None:
    with_target = trend.trend(months(), RATE, ZH)["layout"]
    assert with_target["shapes"][0]["y0"] == 1.0
    assert any(note["text"] == "目标 100%" for note in with_target["annotations"])
    without = trend.trend(months(), Subject("纠纷量", "cases"), ZH)["layout"]
    assert without["shapes"] == []


def test_trend_labels_its_last_point_and_leaves_gaps() -> None:
    figure = trend.trend(months(13), RATE, EN)
    assert any("90.0%" in note["text"] for note in figure["layout"]["annotations"])
    hidden = trend.trend(months(13, value=0.5, hidden=True), RATE, EN)
    assert hidden["data"][0]["y"][-1] is None
    assert hidden["data"][0]["connectgaps"] is False


def test_a_month_that_is_not_over_is_dashed_with_a_hollow_point() -> None:
    whole, dashed, point = trend.trend(months(13), RATE, ZH, partial=True)["data"]
    assert len(whole["x"]) == 12
    assert (dashed["line"]["dash"], len(dashed["x"])) == ("dot", 2)
    assert point["marker"]["color"] == ZH.colours.ground


def test_pyramid_puts_men_left_and_accents_the_old() -> None:
    bands = [pyramid.Band(60, "60-64", 120, 130), pyramid.Band(65, "65-69", 80, 90)]
    men, women = pyramid.pyramid(bands, ZH)["data"]
    assert men["x"] == [-120, -80]
    assert women["x"] == [130, 90]
    assert men["marker"]["color"] == [ZH.colours.soft, ZH.colours.brand]
    assert "占总人口" in women["text"][0]


def test_pyramid_with_a_hidden_bar_gives_no_total_to_subtract_from() -> None:
    bands = [pyramid.Band(60, "60-64", 120, 130), pyramid.Band(65, "65-69", None, 90)]
    figure = pyramid.pyramid(bands, ZH)
    men, women = (note["text"] for note in figure["layout"]["annotations"])
    assert "—" in men
    assert "220 人" in women
    assert figure["data"][0]["x"][1] is None
    assert "占总人口" not in figure["data"][1]["text"][0]


def test_pyramids_of_unlike_places_compare_by_share() -> None:
    bands = [pyramid.Band(60, "60-64", 10, 10)]
    figure = pyramid.pyramid(bands, EN, compared=[pyramid.Band(60, "60-64", 400, 600)])
    assert figure["data"][1]["x"] == [0.5]
    assert figure["data"][3]["x"] == [0.6]


def test_histogram_gathers_the_long_tail_and_marks_the_late() -> None:
    figure = bars.histogram({1: 3, 31: 2, 75: 1, 400: 1}, "days", "cases", EN, target=30)
    trace = figure["data"][0]
    assert sum(trace["y"]) == 7
    assert trace["y"][-1] == 2
    assert trace["hovertext"][-1] == "<b>60+ days</b><br>2 cases"
    assert trace["marker"]["color"][0] == EN.colours.brand
    assert trace["marker"]["color"][6] == EN.colours.watch


def test_outcomes_write_count_and_share() -> None:
    words = outcomes.outcomes(
        [outcomes.Stage("in", "登记", 42), outcomes.Stage("ok", "办结", 39, "good")], "cases", ZH
    )
    assert "42 件" in words["data"][0]["text"][0]
    assert "92.9%" in words["data"][0]["text"][1]


def test_daily_leaves_the_days_that_do_not_exist_blank() -> None:
    classes = breaks.around_target(1.0, "up", "percent", ZH)
    figure = daily.daily({date(2025, 2, 28): Reading("", "", 1.0, 5, 5)}, classes, RATE, ZH)
    row = figure["data"][0]["z"][0]
    assert row[27] == len(classes.colours) - 1
    assert row[28:] == [None, None, None]
    assert "2025年2月28日 周五" in figure["data"][0]["text"][0][27]


def test_hover_names_numerator_denominator_period_and_change() -> None:
    one = Reading("g", "第一网格", 0.9, 45, 50, change="环比 +1.0 个百分点")
    assert (
        hover(one, RATE, "zh-CN")
        == "<b>第一网格</b><br>月探访率 90.0%<br>45 / 50<br>2025年8月<br>环比 +1.0 个百分点"
    )


def test_a_hidden_count_says_below_and_a_hidden_rate_says_nothing() -> None:
    count = Subject("独居老人", "persons")
    assert "不公开" in hover(Reading("g", "x", 3, hidden=True), count, "zh-CN")
    assert "不公开" in hover(Reading("g", "x", 0.4, 2, 5, hidden=True), RATE, "zh-CN")


@pytest.mark.parametrize(("low", "high"), [(0, 87), (0.78, 1.0), (5, 5), (0, 0)])
def test_ticks_are_round_and_hold_the_data(low: float, high: float) -> None:
    ticks = frame.nice_ticks(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert 2 <= len(ticks) <= 7


def test_legend_html_is_escaped() -> None:
    text = legend.html([breaks.Entry("#0F5E6B", "<script>", "hatch", 3)], ZH, title="<b>")
    assert "<script>" not in text
    assert "<b>" not in text
    assert "(3)" in text


def test_pictures_stay_as_they_were_looked_at(snapshot: SnapshotAssertion) -> None:
    assert bars.ranked(grids()[:3], RATE, ZH) == snapshot
    assert trend.trend(months(4), RATE, EN) == snapshot
