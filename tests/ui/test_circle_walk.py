"""The circle for any question: hidden numbers are estimated within their grid's total, and nothing else is."""

import pytest

from neighborcare.measures.walking import Building
from neighborcare.ui import circle_page, circle_walk
from neighborcare.ui.circle_walk import Asked, GridWalk, Walked


def building(name, grid, elders, elder_class="65-79"):
    return Building(name, name, "C", grid, 113.5, 30.2, elder_class, elders, "P1", 500.0, 9.3, "covered")


def test_hidden_homes_add_up_to_their_grids_total():
    homes = circle_walk.filled(
        [
            building("a", "G1", 20),
            building("b", "G1", None),
            building("c", "G1", None, "80+"),
            building("d", "G2", 7),
        ],
        {"G1": 25, "G2": 7},
    )
    assert sum(home.elders for home in homes if home.building.grid_id == "G1") == pytest.approx(25)
    assert [home.hidden for home in homes] == [False, True, True, False]


def test_homes_without_elders_are_left_out_and_a_grid_never_goes_below_zero():
    homes = circle_walk.filled(
        [building("a", "G1", 0), building("b", "G1", 30), building("c", "G1", None)], {"G1": 25}
    )
    assert [home.elders for home in homes] == [30, 0]


def walked(covered, uncovered, no_path=0, lost=0, *, estimated=False):
    grid = GridWalk("G1", covered + uncovered + no_path + lost, covered, uncovered, no_path, lost, None)
    return Walked((), (grid,), None, estimated)


def test_the_sentence_says_share_outside_and_the_weaker_days():
    shares = {0: 0.91} | dict.fromkeys((1, 2, 3, 5, 6, 7), 0.72) | {4: 0.91}
    text = circle_page.conclusion(Asked(), walked(910, 70, 10, 10), shares, "zh-CN")
    assert text == "15 分钟内能走到健康服务的 65 岁以上老人占 91.0%，圈外 80 人；周四以外的日子为 72.0%"


def test_a_single_day_is_set_against_all_days():
    text = circle_page.conclusion(Asked(weekday=1), walked(720, 280), {0: 0.91, 1: 0.72}, "zh-CN")
    assert text == "周一，15 分钟内能走到健康服务的 65 岁以上老人占 72.0%，圈外 280 人；不限日期时为 91.0%"


def test_an_estimate_is_called_one():
    text = circle_page.conclusion(Asked(12), walked(900, 100, estimated=True), {0: 0.9}, "zh-CN")
    assert "约 90.0%" in text
    assert "约 100 人" in text


def test_only_the_prepared_question_is_exact_for_all():
    assert Asked().prepared
    assert Asked(weekday=4).prepared
    assert not Asked(14).prepared
    assert not Asked(speed=0.9).prepared
    assert not Asked(types=("hospital",)).prepared
