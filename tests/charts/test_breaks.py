"""Classes: which colour a value gets and what the legend says of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighborcare.charts import breaks
from neighborcare.charts.palette import Look
from neighborcare.charts.reading import Reading

ZH, EN = Look("zh-CN"), Look("en")


def reading(value: float | None, *, hidden: bool = False, too_few: bool = False) -> Reading:
    return Reading("g", "Grid", value, hidden=hidden, too_few=too_few)


def test_rates_around_a_target_of_all() -> None:
    classes = breaks.around_target(1.0, "up", "percent", ZH)
    assert classes.labels == ("<85%", "85%–95%", "95%–100%", "100%（达标）")
    assert [classes.index(v) for v in (0.5, 0.85, 0.949, 0.95, 0.999, 1.0)] == [0, 1, 1, 2, 2, 3]


def test_a_rate_computed_by_division_does_not_miss_its_class() -> None:
    assert breaks.around_target(1.0, "up", "percent", ZH).index(1 - 0.05000000000000001) == 2


def test_an_overdue_count_is_good_only_at_nothing() -> None:
    classes = breaks.around_target(0, "down", "persons", EN, [0, 1, 2, 3, 8, 20])
    assert classes.index(0) == 0
    assert classes.labels[0] == "0, target met"
    assert classes.index(1) > 0
    assert classes.colours[0] == EN.colours.met[1]


def test_target_without_any_shortfall_has_two_classes() -> None:
    classes = breaks.around_target(30, "down", "days", EN, [10, 12])
    assert classes.labels == ("≤30, target met", ">30")


def test_whole_numbers_name_first_and_last() -> None:
    assert breaks.fixed([3, 8, 9], "persons", EN).labels == ("<3", "3–7", "8", "≥9")


def test_quantiles_spread_the_values_evenly() -> None:
    classes = breaks.quantiles(range(1, 101), "persons", EN, count=4)
    sizes = [sum(classes.index(v) == i for v in range(1, 101)) for i in range(4)]
    assert max(sizes) - min(sizes) <= 3


@given(st.lists(st.integers(0, 50), max_size=40), st.integers(2, 7))
def test_quantiles_always_give_a_class(values: list[int], count: int) -> None:
    classes = breaks.quantiles(values, "persons", EN, count)
    assert len(classes.colours) == len(classes.labels) == len(classes.bounds) + 1 <= 7
    assert all(0 <= classes.index(v) < len(classes.colours) for v in values)


def test_more_than_seven_classes_are_refused() -> None:
    with pytest.raises(ValueError, match="7"):
        breaks.fixed(range(7), "persons", EN)


def test_the_hidden_and_the_few_are_grey_whatever_their_value() -> None:
    classes = breaks.around_target(1.0, "up", "percent", ZH)
    for one in (reading(0.2, hidden=True), reading(0.2, too_few=True), reading(None)):
        assert classes.colour(one) == ZH.colours.empty


def test_legend_counts_and_names_the_greys_that_occur() -> None:
    classes = breaks.fixed([0.5], "percent", ZH)
    entries = classes.legend([reading(0.2), reading(0.9), reading(0.9), reading(0.1, too_few=True)])
    assert [(e.text, e.count, e.pattern) for e in entries] == [
        ("<50%", 1, "solid"),
        ("≥50%", 2, "solid"),
        ("数量太少，不作评价", 1, "hatch"),
    ]
    merged = classes.legend([reading(None), reading(0.1, hidden=True)], hatch=False)
    assert (merged[-1].text, merged[-1].count) == ("无数据或不公开", 2)


def test_suited_goes_around_a_target_only_where_there_is_a_direction() -> None:
    near = breaks.suited([0.9], unit="percent", direction="up", target=0.95, look=EN)
    plain = breaks.suited([0.1, 0.2, 0.3, 0.4], unit="percent", direction="neutral", target=0.2, look=EN)
    assert near.colours[0] == EN.colours.short[0]
    assert set(plain.colours) <= set(EN.colours.ramp)
