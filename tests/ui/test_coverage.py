"""The coverage page's sentence and ranking: which grid is named, and what is never named."""

from dataclasses import replace
from datetime import date

import pytest

from neighborcare import measures
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading, Subject
from neighborcare.measures import figures
from neighborcare.measures.figures import Change, Figure
from neighborcare.measures.funnel import Judgement
from neighborcare.ui import coverage, grid_funnel, grid_map
from neighborcare.ui.coverage import Asked, Seen, Survey
from neighborcare.ui.filters import Place
from neighborcare.ui.grid_funnel import Compared

AUGUST = date(2025, 8, 1)


def seen(kpi, number, numerator, denominator=None, *, change=None, hidden=False):
    value = numerator / denominator if denominator else numerator
    grid = f"G{number}"
    figure = Figure(kpi.id, "grid", grid, None, AUGUST, AUGUST, numerator, denominator, value, hidden)
    reading = Reading(
        grid,
        f"松涛第{'零一二三四五六七八九'[number]}网格",
        value,
        numerator,
        denominator,
        hidden,
        too_few=figures.too_few(kpi, figure),
        state=figures.state(kpi, figure),
    )
    return Seen(Place(grid, reading.name, "ST", "松涛社区", True), figure, change or Change(), reading)


def survey(kpi_id, *rows, hidden=()):
    kpi = measures.get(kpi_id)
    subject = Subject(kpi.short.zh, kpi.unit, "2025年8月", kpi.target, kpi.direction)
    grids = [seen(kpi, *row, hidden=row[0] in hidden) for row in rows]
    return Survey(kpi, subject, coverage.ranked(kpi, grids), (), None)


def test_the_worst_grid_is_named_with_its_distance_from_the_target():
    found = survey("K10", (1, 20, 20), (3, 15, 21), (2, 19, 20))
    assert coverage.conclusion(found, "zh-CN") == "松涛第三网格月探访率最低：71.4%，低于目标 28.6 个百分点"
    assert coverage.conclusion(replace(found), "en").endswith("is lowest with 71.4%, 28.6 pp below target")


def test_a_grid_too_small_to_judge_is_never_the_worst():
    found = survey("K10", (1, 19, 20), (2, 0, 5))
    assert coverage.conclusion(found, "zh-CN").startswith("松涛第一网格")
    assert "1 个数量太少不作评价" in coverage.tally(found, "zh-CN")
    assert found.grids[-1].place.grid_id == "G2"


def test_a_hidden_grid_is_neither_named_nor_counted_as_missing_its_target():
    found = survey("K10", (1, 19, 20), (2, 11, 20), hidden={2})
    assert "二" not in coverage.conclusion(found, "zh-CN")
    assert "1 个未达标" in coverage.tally(found, "zh-CN")
    assert "1 个不公开" in coverage.tally(found, "zh-CN")


def test_nothing_is_called_most_while_the_larger_counts_are_hidden():
    found = survey("K38", (1, 0), (2, 3), hidden={2})
    sentence = coverage.conclusion(found, "zh-CN")
    assert "最多" not in sentence
    assert "1 个网格不公开" in sentence


def test_where_fewer_is_better_the_largest_comes_first():
    found = survey("K13", (1, 2), (2, 24), (3, 0))
    assert [one.place.grid_id for one in found.grids] == ["G2", "G1", "G3"]
    assert coverage.conclusion(found, "zh-CN") == "松涛第二网格超期未访最多：24 人，目标为 0"


def test_all_on_target_is_said_as_such():
    assert "全部达标" in coverage.conclusion(survey("K10", (1, 20, 20), (2, 30, 30)), "zh-CN")


def test_the_change_names_the_grid_that_fell_most():
    kpi = measures.get("K10")
    down, up = Change(points=-0.09, better=False), Change(points=0.05, better=True)
    grids = [seen(kpi, 1, 18, 20, change=down), seen(kpi, 2, 20, 20, change=up)]
    subject = Subject(kpi.short.zh, kpi.unit, "", kpi.target, kpi.direction)
    found = Survey(kpi, subject, coverage.ranked(kpi, grids), (), None, "与上月相比")
    assert (
        coverage.moved(found, "zh-CN")
        == "与上月相比，1 个网格好转，1 个变差，松涛第一网格变差最多（−9.0 个百分点）"
    )


def test_colours_of_change_follow_what_is_better():
    look = Look("zh-CN")
    for kpi_id, worse in (("K10", Change(points=-0.2)), ("K13", Change(share=0.5))):
        kpi = measures.get(kpi_id)
        one = seen(kpi, 1, 10, 20 if kpi_id == "K10" else None, change=worse)
        found = Survey(kpi, Subject("", kpi.unit), (one,), (), None)
        assert grid_map.change_classes(found, look).colour(one.reading) == look.colours.short[0]


@pytest.mark.parametrize(
    ("grid", "shown"),
    [
        ("松涛社区第三网格", "松涛3"),
        ("松涛第十网格", "松涛10"),
        ("第二十一网格", "松涛21"),
        ("河东片区", "河东片区"),
    ],
)
def test_names_on_the_map_are_short_and_tell_communities_apart(grid, shown):
    assert grid_map.short(grid, "松涛社区") == shown


def test_a_change_says_against_which_month():
    assert Asked("K10", AUGUST, "zh-CN").since == "与上月相比"
    assert Asked("K10", AUGUST, "zh-CN", against=date(2025, 7, 1)).since == "与上月相比"
    assert Asked("K10", AUGUST, "zh-CN", against=date(2024, 8, 1)).since == "与2024年8月相比"
    assert Asked("K10", AUGUST, "en").base == date(2025, 7, 1)


def compared(found, *verdicts):
    whole = replace(found.grids[0].figure, value=0.87)
    grids = [one.place.grid_id for one in found.grids]
    return Compared(dict(zip(grids, (Judgement(*one) for one in verdicts), strict=True)), whole)


def test_the_funnel_counts_what_is_more_than_chance_and_colours_by_what_is_better():
    found = survey("K10", (1, 5, 20), (2, 18, 20), (3, 20, 20), (4, 3, 4))
    told = compared(found, ("below", True), ("same",), ("above",), ("too_few",))
    assert grid_funnel.sentence(found, told, "zh-CN") == "1 个网格低于整体（87.0%）超出偶然范围，1 个高于整体"
    look = Look("zh-CN")
    classes = grid_funnel.classes(found, told, look)
    fills = [classes.colour(one.reading) for one in found.grids]
    assert fills == [look.colours.short[0], look.colours.ramp[0], look.colours.met[0], look.colours.empty]
    words = [grid_funnel.word(told, one.place.grid_id, "zh-CN") for one in found.grids]
    assert words == ["明显偏低（99.8%）", "与整体无明显差别", "偏高（95%）", "数量太少，不作评价"]


def test_where_fewer_is_better_low_is_the_good_side():
    found = survey("K13", (1, 2))
    told = Compared({"G1": Judgement("below", True)}, None)
    assert (
        grid_funnel.classes(found, told, Look("en")).colour(found.grids[0].reading)
        == Look("en").colours.met[1]
    )


def test_nothing_is_compared_where_every_grid_is_too_small():
    found = survey("K10", (1, 2, 3))
    assert "无法比较" in grid_funnel.sentence(found, compared(found, ("too_few",)), "zh-CN")
