"""The circle for any question: what its sentence says, and when the build's own answer is taken."""

from dataclasses import replace

from neighborcare.measures.walking import GridReach, Question
from neighborcare.ui import circle_choice, circle_page, circle_walk
from neighborcare.ui.circle_walk import PREPARED, Asked, GridWalk, Walked


def asked(**changes):
    return Asked(replace(PREPARED, **changes))


def walked(covered, uncovered, no_path=0, lost=0, *, estimated=False):
    grid = GridWalk("G1", covered + uncovered + no_path + lost, covered, uncovered, no_path, lost, None)
    return Walked((), (grid,), None, estimated)


def test_the_sentence_says_share_outside_and_the_weaker_days():
    shares = {0: 0.91} | dict.fromkeys((1, 2, 3, 5, 6, 7), 0.72) | {4: 0.91}
    text = circle_page.conclusion(Asked(), walked(910, 70, 10, 10), shares, "zh-CN")
    assert text == "15 分钟内能走到健康服务的 65 岁以上老人占 91.0%，圈外 80 人；周四以外的日子为 72.0%"


def test_a_single_day_is_set_against_all_days():
    text = circle_page.conclusion(asked(weekday=1), walked(720, 280), {0: 0.91, 1: 0.72}, "zh-CN")
    assert text == "周一，15 分钟内能走到健康服务的 65 岁以上老人占 72.0%，圈外 280 人；不限日期时为 91.0%"


def test_an_estimate_is_called_one():
    text = circle_page.conclusion(asked(minutes=12), walked(900, 100, estimated=True), {0: 0.9}, "zh-CN")
    assert "约 90.0%" in text
    assert "约 100 人" in text


def test_an_hour_is_named_with_its_day():
    text = circle_page.conclusion(asked(weekday=4, hour="09:00"), walked(720, 280), {}, "zh-CN")
    assert text.startswith("周四 09:00，15 分钟内")


def test_of_a_few_outside_neither_their_number_nor_the_share_is_told():
    text = circle_page.conclusion(Asked(), walked(997, 3), {0: 0.997, 1: 0.8}, "zh-CN", 5)
    assert text == "步行 15 分钟到健康服务，圈外人数不公开"
    assert "3 人" in circle_page.conclusion(Asked(), walked(997, 3), {}, "zh-CN")


def test_only_the_prepared_question_is_exact_for_all():
    assert Asked().prepared
    assert asked(weekday=4).prepared
    assert asked(types=tuple(reversed(PREPARED.types))).prepared
    for change in (
        {"minutes": 14},
        {"speed": 0.9},
        {"types": ("hospital",)},
        {"hour": "09:00"},
        {"closed": ("S1",)},
        {"steps": "nobody"},
    ):
        assert not asked(**change).prepared


def test_an_estimate_is_moved_by_what_it_gets_wrong_where_the_truth_is_known():
    def grid(covered, uncovered):
        return GridWalk("G1", covered + uncovered, covered, uncovered, 0, 0, None)

    exact = [GridReach("G1", 100, 90, 10, 0, 0)]
    same = circle_walk.corrected([grid(86, 14)], [grid(86, 14)], exact)
    assert (same[0].covered, same[0].uncovered) == (90, 10)
    other = circle_walk.corrected([grid(80, 20)], [grid(86, 14)], exact)
    assert (other[0].covered, other[0].uncovered) == (84, 16)
    none = circle_walk.corrected([grid(2, 98)], [grid(86, 14)], [GridReach("G1", 100, 50, 50, 0, 0)])
    assert none[0].covered == 0
    assert none[0].elders == 100


def test_what_is_walked_to_and_how_is_said():
    assert circle_choice.services_name(PREPARED, "zh-CN") == "健康服务"
    assert circle_choice.services_name(Question(types=("hospital",)), "en") == "the nearest hospital"
    assert "0.9" in circle_choice.paces(PREPARED, "zh-CN")
    assert circle_choice.paces(replace(PREPARED, speed=1.0), "zh-CN") == "步速统一为 1 米/秒"
    assert "不走台阶" in circle_choice.paces(replace(PREPARED, steps="nobody"), "zh-CN")


def test_chinese_has_no_blank_before_about():
    assert circle_walk.joined("占 约 87.4%，圈外 约 3 人") == "占约 87.4%，圈外约 3 人"
