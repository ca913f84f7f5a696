"""How long ago, by clocks that somebody may have set."""

from dataclasses import replace

import pytest

from neighborcare.access import moments
from neighborcare.access.moments import Moment

BEFORE = Moment("one", 100.0, 1_000_000.0)


def test_within_a_run_only_the_steady_clock_counts():
    assert moments.elapsed(BEFORE, Moment("one", 160.0, 5_000_000.0)) == 60
    assert moments.elapsed(BEFORE, Moment("one", 160.0, 0.0)) == 60


@pytest.mark.parametrize(
    ("wall", "seconds"), [(1_000_060.0, 60), (1_000_000.0, 0), (999_999.0, float("inf"))]
)
def test_across_a_restart_the_wall_clock_counts_and_setting_it_back_ends_every_limit(wall, seconds):
    assert moments.elapsed(BEFORE, Moment("two", 5.0, wall)) == seconds


def test_now_goes_forward():
    first, second = moments.now(), moments.now()
    assert 0 <= moments.elapsed(first, second) < 5
    assert moments.elapsed(second, replace(first, steady=first.steady - 1)) == 0
