"""What a KPI card says, and above all what it does not."""

from datetime import date
from types import SimpleNamespace

from neighborcare import measures
from neighborcare.measures.figures import Change, Figure
from neighborcare.ui import cards, writing
from neighborcare.ui.figure import Told
from neighborcare.ui.filters import View

MONTH = date(2025, 8, 1)
STREET = ("street", "street")
NONE = Change()


def view(kind="month"):
    return View(MONTH, kind, MONTH, MONTH, STREET, "全街道")


def reader(role="leader", language="zh-CN"):
    return SimpleNamespace(role=role, language=language)


def figure(kpi="K10", numerator=677, denominator=687, value=677 / 687, hidden=False):
    return Figure(kpi, "street", "street", None, MONTH, MONTH, numerator, denominator, value, hidden)


def told(kpi="K10", now=None, *, before=NONE, year_ago=NONE, state=None, months=(), missing=None):
    return Told(measures.get(kpi), now, before, year_ago, state, tuple(months), missing)


def test_a_rate_shows_both_numbers_target_and_changes_in_points():
    said = cards.html(
        reader(), view(), told(now=figure(), before=Change(points=-0.004, better=False), state="watch")
    )
    assert "98.5" in said
    assert "677 / 687" in said
    assert "目标" in said
    assert "−0.4 个百分点" in said
    assert "▲ 接近目标" in said


def test_a_hidden_rate_shows_no_number_at_all():
    hidden = figure(numerator=None, denominator=None, value=None, hidden=True)
    said = cards.html(reader(), view(), told(now=hidden))
    assert "不公开" in said
    assert '<div class="card-numbers"><span></span>' in said


def test_a_hidden_count_is_not_called_small():
    """It may be a larger one, hidden so that a subtraction does not tell the small one beside it."""
    hidden = figure("K13", None, None, None, hidden=True)
    said = cards.html(reader(), view(), told("K13", hidden))
    assert "不公开" in said
    assert "&lt;" not in said


def test_a_year_so_far_has_no_period_before_it():
    change = Change(points=0.01, better=True)
    said = cards.html(reader(), view("ytd"), told(now=figure(), before=change, year_ago=change))
    assert "环比" not in said
    assert "同比" in said


def test_a_kpi_without_its_export_says_which_to_load():
    said = cards.html(reader(), view(), told(now=None, missing="visits"))
    assert "走访探访" in said
    assert "目标" not in said


def test_a_median_is_not_written_as_a_fraction():
    assert writing.numbers(figure("K40", 182, 21, 8)) == ""


def test_the_course_is_broken_where_a_month_may_not_be_shown():
    assert (
        cards.course([0.5, 0.6, None, 0.7, 0.8]).count("M")
        == cards.course([0.5, 0.6, 0.7, 0.8, 0.8]).count("M") + 1
    )


def test_one_month_is_no_course():
    assert cards.course([0.5]) == ""
    assert cards.course([None, None, 0.5]) == ""


def test_a_rate_on_too_few_is_no_rate():
    said = cards.html(reader(), view(), told("K39", figure("K39", 4, 4, 1.0)))
    assert "100" not in said.split("card-lines")[0]
    assert "4 / 4" in said
    assert "数量太少" in said


def test_points_without_a_neighbour_are_no_course_and_a_hidden_last_month_has_no_dot():
    assert cards.course([None, 0.5, None, 0.6, None]) == ""
    dotted, plain = cards.course([0.5, 0.6, 0.7]), cards.course([0.5, 0.6, None])
    assert dotted.count("stroke-width%3D%227%22") == 1
    assert plain.count("stroke-width%3D%227%22") == 0
