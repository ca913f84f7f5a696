"""A ranking says which places chance leaves open, the best first, and never ranks what is hidden or too few."""

from __future__ import annotations

from datetime import date

import pytest

from neighborcare import measures
from neighborcare.measures.figures import Figure
from neighborcare.measures.funnel import Rank
from neighborcare.ui import ranks

MONTH = date(2025, 8, 1)


def figure(kpi: str, area: str, numerator: float, denominator: float, hidden: bool = False) -> Figure:
    value = numerator / denominator
    return Figure(kpi, "grid", area, None, MONTH, MONTH, numerator, denominator, value, hidden)


def test_many_cases_tell_areas_apart_and_few_do_not() -> None:
    far = [figure("K10", area, n, 1000) for area, n in (("A", 900), ("B", 500), ("C", 100))]
    near = [figure("K10", area, n, 20) for area, n in (("A", 18), ("B", 17), ("C", 17))]
    kpi = measures.get("K10")
    assert [place.place for place in ranks.places(kpi, far).values()] == [1, 2, 3]
    assert all((place.first, place.last) == (1, 3) for place in ranks.places(kpi, near).values())


def test_where_less_is_better_the_lowest_is_first() -> None:
    found = ranks.places(measures.get("K30"), [figure("K30", "A", 900, 1000), figure("K30", "B", 100, 1000)])
    assert found == {"A": Rank(2, 2, 2), "B": Rank(1, 1, 1)}


def test_hidden_figures_tiny_ones_and_counts_have_no_place() -> None:
    kpi = measures.get("K10")
    some = [figure("K10", "A", 90, 100), figure("K10", "B", 50, 100)]
    assert set(ranks.places(kpi, [*some, figure("K10", "C", 4, 100, hidden=True)])) == {"A", "B"}
    assert set(ranks.places(kpi, [*some, figure("K10", "D", 1, 1)])) == {"A", "B"}
    assert ranks.places(kpi, some[:1]) == {}
    assert ranks.places(measures.get("K13"), [figure("K13", "A", 3, 1), figure("K13", "B", 5, 1)]) == {}


@pytest.mark.parametrize(
    ("rank", "zh", "en"),
    [
        (Rank(5, 5, 5), "第 5 位（共 5 个）", "Place 5 of 5"),
        (Rank(4, 3, 5), "可能排第 3 至 5 位（共 5 个）", "Place 3 to 5 of 5 is possible"),
        (
            Rank(4, 1, 5),
            "与其他地方分不出高低（共 5 个）",
            "Cannot be told apart from the others, any of 5 places",
        ),
        (None, "", ""),
    ],
)
def test_in_words(rank: Rank | None, zh: str, en: str) -> None:
    assert (ranks.words(rank, 5, "zh-CN"), ranks.words(rank, 5, "en")) == (zh, en)
