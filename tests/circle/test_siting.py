"""The best places for posts, against trying out every choice."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neighborcare.circle import siting
from neighborcare.circle.coordinates import Flags, Floats
from neighborcare.circle.siting import cover, walk

# 1 | 2 3 | 4 5 6: three places reach one, two and three homes; a fourth reaches the first home and the last.
WITHIN = np.array([[1, 0, 0, 1], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 1, 1]], bool)
ONES = np.ones(6)


def best_by_trying(within: Flags, weight: Floats, posts: int) -> list[float]:
    """The weight that every set of so many sites covers, most first."""
    sets = combinations(range(within.shape[1]), posts)
    return sorted((float(weight[within[:, list(one)].any(axis=1)].sum()) for one in sets), reverse=True)


@st.composite
def streets(draw: st.DrawFn) -> tuple[Flags, Floats, int]:
    demands, sites = draw(st.integers(1, 14)), draw(st.integers(1, 7))
    seed = draw(st.integers(0, 10_000))
    dice = np.random.default_rng(seed)
    within = dice.random((demands, sites)) < draw(st.floats(0.05, 0.6))
    weight = dice.integers(0, 5, demands).astype(np.float64)
    return within, weight, draw(st.integers(1, 4))


@pytest.fixture(params=["tried out", "solved"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small questions are tried out; the same ones must come out alike when they are given to the solver."""
    if request.param == "solved":
        monkeypatch.setattr(siting, "SOON_TRIED_OUT", -1)


@pytest.mark.usefixtures("way")
def test_two_posts_go_where_most_people_are() -> None:
    first, second = cover(WITHIN, ONES, 2, choices=2)
    assert (first.sites, first.value, first.is_proven) == ((1, 2), 5.0, True)
    assert second.value == 4.0  # 1 and 4 homes, or 3 and 1


@pytest.mark.usefixtures("way")
def test_who_counts_more_draws_the_post() -> None:
    weight = np.array([10.0, 1, 1, 1, 1, 1])
    (only,) = cover(WITHIN, weight, 1)
    assert (only.sites, only.value) == ((3,), 11.0)


@settings(max_examples=60, deadline=None)
@given(street=streets())
def test_the_solver_finds_what_trying_everything_finds(street: tuple[Flags, Floats, int]) -> None:
    within, weight, posts = street
    posts = min(posts, within.shape[1])
    expected = best_by_trying(within, weight, posts)[:3]
    for limit in (siting.SOON_TRIED_OUT, -1.0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(siting, "SOON_TRIED_OUT", limit)
            found = cover(within, weight, posts, choices=3)
        assert [one.value for one in found] == pytest.approx(expected)
        assert all(one.is_proven for one in found)
        assert len({one.sites for one in found}) == len(found)
        assert all(len(set(one.sites)) == posts for one in found)


def test_fewer_sites_than_posts_are_all_taken() -> None:
    (only,) = cover(WITHIN, ONES, 5, choices=3)
    assert only.sites == (0, 1, 2, 3)


def test_a_street_of_two_thousand_homes_is_proven() -> None:
    dice = np.random.default_rng(3)
    homes, places = dice.random((2000, 2)) * 6000, dice.random((500, 2)) * 6000
    within = np.hypot(*(homes[:, None] - places[None]).T).T <= 700
    found = cover(within, dice.integers(1, 9, 2000).astype(np.float64), 5, choices=2)
    assert [one.is_proven for one in found] == [True, True]
    assert found[0].value >= found[1].value


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), posts=st.integers(1, 3))
def test_the_shortest_walk_is_what_trying_everything_finds(seed: int, posts: int) -> None:
    dice = np.random.default_rng(seed)
    cost, weight, already = (
        dice.random((12, 6)) * 30,
        dice.integers(1, 5, 12).astype(np.float64),
        dice.random(12) * 30,
    )
    near = np.minimum(cost, already[:, None])
    expected = sorted(float(weight @ near[:, list(one)].min(axis=1)) for one in combinations(range(6), posts))
    found = walk(cost, weight, posts, already=already, choices=2)
    assert [one.value for one in found] == pytest.approx(expected[:2])
    assert all(one.is_proven for one in found)


def test_what_cannot_be_tried_out_is_improved_and_called_a_heuristic(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(5)
    homes, places = dice.random((300, 2)), dice.random((30, 2))
    cost: Floats = np.hypot(*(homes[:, None] - places[None]).T).T.astype(np.float64)
    exact = walk(cost, np.ones(300), 3, already=np.full(300, 9.0))[0]
    monkeypatch.setattr(siting, "TRIED_OUT", 0)
    found = walk(cost, np.ones(300), 3, already=np.full(300, 9.0), choices=3)
    assert not found[0].is_proven
    assert exact.value <= found[0].value <= exact.value * 1.02
    assert [one.value for one in found] == sorted(one.value for one in found)
    assert len({one.sites for one in found}) == 3


def test_of_sites_that_add_nothing_none_is_taken() -> None:
    within = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]], dtype=bool)
    weight = np.array([2.0, 1.0, 5.0])
    best = siting.cover_with_fewest(within, weight, 4, choices=3)
    assert best[0].sites == (0, 3)  # 1 and 2 together reach no more than 0 alone
    assert best[0].value == 8.0
    assert siting.cover_with_fewest(within, weight, 1)[0].sites == (3,)
    assert siting.cover_with_fewest(np.zeros((3, 2), dtype=bool), weight, 2)[0].value == 0.0
