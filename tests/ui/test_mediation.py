"""Mediation: bins that show no small number, and where an open case stands against its deadline."""

from __future__ import annotations

import pytest

from neighborcare.store.home import Home
from neighborcare.ui import mediation
from neighborcare.ui.session import Session


def binned(bins: dict[int, float], width: int, last: int) -> list[float]:
    counts: dict[int, float] = {}
    for days, count in bins.items():
        place = min(days, last) // width
        counts[place] = counts.get(place, 0) + count
    return list(counts.values())


def test_whoever_may_see_all_gets_the_finest_bins():
    assert mediation.readable_bins({1: 1, 44: 1}, 0) == (5, 60)


@pytest.mark.parametrize("threshold", [5, 10])
def test_no_bin_holds_a_small_number(threshold):
    bins = {2: 30.0, 7: 40.0, 12: 14.0, 18: 3.0, 26: 9.0, 41: 6.0, 70: 1.0}
    steps = mediation.readable_bins(bins, threshold)
    assert steps is not None
    assert min(binned(bins, *steps)) >= threshold
    assert sum(binned(bins, *steps)) == sum(bins.values())


@pytest.mark.parametrize("bins", [{}, {3: 4.0}, {3: 20.0}, {3: 20.0, 45: 1.0}])
def test_what_cannot_be_divided_without_a_small_number_is_not_divided(bins):
    assert mediation.readable_bins(bins, 5) is None


@pytest.mark.parametrize(
    ("past", "words"),
    [(1, "■ overdue"), (0, "▲ due within a week"), (-7, "▲ due within a week"), (-8, "● in time")],
)
def test_a_case_stands_against_its_deadline(tmp_path, past, words):
    assert mediation._standing(Session("analyst", "en", None, Home(tmp_path)), past) == words
