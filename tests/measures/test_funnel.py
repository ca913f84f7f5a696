"""Funnel limits, what may be said of small areas, and ranks with what the data leave open."""

from __future__ import annotations

from datetime import date
from math import comb, exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighborcare.measures import get
from neighborcare.measures.figures import Figure
from neighborcare.measures.funnel import (
    Rank,
    count_limits,
    count_ranks,
    judge,
    judge_count,
    judge_rate,
    rate_limits,
    rate_ranks,
)

MAR = date(2025, 3, 1)


def binomial(count: int, n: int, p: float) -> float:
    """The chance of at most so many, counted out."""
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(count + 1))


def test_limits_of_twenty_at_a_half_as_in_the_tables() -> None:
    # P(X <= 5) = 0.0207 and P(X <= 6) = 0.0577; P(X <= 3) = 0.0013 and P(X <= 2) = 0.0002.
    found = rate_limits(0.5, 20)
    assert (found.low, found.high) == (6 / 20, 14 / 20)
    assert (found.sure_low, found.sure_high) == (3 / 20, 17 / 20)


@given(n=st.integers(10, 200), p=st.floats(0.01, 0.99), share=st.floats(0, 1))
def test_below_is_when_so_few_are_rarer_than_one_in_forty(n: int, p: float, share: float) -> None:
    count = round(n * share)
    found = judge_rate(count, n, p)
    chance = binomial(count, n, p)
    if abs(chance - 0.025) > 1e-9 and abs(1 - binomial(count - 1, n, p) - 0.025) > 1e-9:
        assert (found.verdict == "below") == (chance < 0.025)
        assert found.limits is not None
        assert (found.verdict == "below") == (count / n < found.limits.low - 1e-12)


@given(n=st.integers(10, 200), p=st.floats(0.05, 0.95))
def test_an_area_like_the_reference_is_not_told_apart(n: int, p: float) -> None:
    assert judge_rate(round(n * p), n, p).verdict in ("same", "too_few")


def test_the_same_shortfall_says_more_of_a_larger_area() -> None:
    assert judge_rate(8, 10, 0.95).verdict == "same"
    small, large = judge_rate(32, 40, 0.95), judge_rate(160, 200, 0.95)
    assert (small.verdict, small.sure) == ("below", True)
    assert (large.verdict, large.sure) == ("below", True)
    doubtful = judge_rate(35, 40, 0.95)
    assert doubtful.verdict == "same"
    assert (judge_rate(34, 40, 0.95).verdict, judge_rate(34, 40, 0.95).sure) == ("below", False)


def test_too_few_to_judge() -> None:
    assert judge_rate(3, 9, 0.95).verdict == "too_few"
    assert judge_rate(1, 3, 0.5, least=1).verdict == "too_few"  # not even 0 or 3 of 3 would be remarkable
    assert judge_rate(0, 0, 0.5, least=0).verdict == "too_few"
    assert judge_rate(20, 20, None).verdict == "too_few"
    assert judge_count(3, 0, 0.001).verdict == "too_few"


def test_counts_go_by_poisson() -> None:
    # Ten are expected: P(X <= 3) = 0.0103, P(X <= 4) = 0.0293, P(X >= 18) = 0.0143, P(X >= 17) = 0.0270.
    assert sum(exp(-10) * 10**k / factorial(k) for k in range(4)) < 0.025
    found = count_limits(0.001, 10_000)
    assert (found.low * 10_000, found.high * 10_000) == (4, 17)
    verdicts = [judge_count(n, 10_000, 0.001).verdict for n in (3, 4, 10, 17, 18)]
    assert verdicts == ["below", "same", "same", "same", "above"]


def test_figures_are_judged_by_the_rate_of_all() -> None:
    kpi = get("K10")

    def of(area: str, hits: float | None, n: float | None, *, hidden: bool = False) -> Figure:
        value = hits / n if hits is not None and n else None
        return Figure("K10", "grid", area, None, MAR, MAR, hits, n, value, hidden)

    grids = [of("G1", 30, 50), of("G2", 48, 50), of("G3", 1, 5), of("G4", None, None, hidden=True)]
    whole = Figure("K10", "street", "street", None, MAR, MAR, 95, 105, 95 / 105)
    assert [j.verdict for j in judge(kpi, grids, whole)] == ["below", "same", "too_few", "too_few"]
    assert [j.verdict for j in judge(kpi, grids, None)] == ["too_few"] * 4
    assert [j.verdict for j in judge(get("K38"), [of("G1", 3, None)], whole)] == ["too_few"]
    assert [j.verdict for j in judge(get("K50"), [of("G1", 60, 50)], whole)] == ["too_few"]


def test_ranks_are_sure_where_areas_are_large_and_far_apart() -> None:
    assert rate_ranks([(900, 1000), (500, 1000), (100, 1000)]) == [
        Rank(1, 1, 1),
        Rank(2, 2, 2),
        Rank(3, 3, 3),
    ]
    assert count_ranks([(9, 100), (900, 1000), (100, 1000)])[1] == Rank(1, 1, 1)


def test_ranks_of_small_like_areas_are_open() -> None:
    found = rate_ranks([(9, 10), (8, 10), (7, 10)])
    assert [rank.place for rank in found] == [1, 2, 3]
    assert [(rank.first, rank.last) for rank in found] == [(1, 3), (1, 3), (1, 3)]
    assert found == rate_ranks([(9, 10), (8, 10), (7, 10)])


def test_an_empty_area_may_have_any_rank_and_none_is_none() -> None:
    assert rate_ranks([(90, 100), (0, 0), (10, 100)])[1] == Rank(2, 1, 3)
    assert rate_ranks([]) == []


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda c: (min(c), max(c))),
        min_size=1,
        max_size=8,
    )
)
def test_a_place_lies_in_its_own_interval(cells: list[tuple[int, int]]) -> None:
    for rank in rate_ranks(cells):
        assert 1 <= rank.first <= rank.place <= rank.last <= len(cells)


@pytest.mark.parametrize("reference", [0.0, 1.0])
def test_where_everybody_is_alike_nothing_is_remarkable_but_what_differs(reference: float) -> None:
    assert judge_rate(round(20 * reference), 20, reference).verdict == "same"
    assert judge_rate(10, 20, reference).verdict == ("above" if reference == 0 else "below")
