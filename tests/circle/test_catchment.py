"""Places for people, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from neighborcare.circle.catchment import shares, weight


def test_places_are_shared_and_added_up() -> None:
    # One service of 10 places for 20 people at its door and 10 half as near; another of 6 for those 10 alone.
    weights = np.array([[1.0, 0.0], [0.5, 1.0]])
    found = shares(weights, people=np.array([20.0, 10.0]), places=np.array([10.0, 6.0]))
    assert found.demand.tolist() == [25.0, 10.0]
    assert found.ratio.tolist() == [0.4, 0.6]
    assert found.access.tolist() == pytest.approx([0.4, 0.5 * 0.4 + 0.6])


def test_all_places_are_given_out_when_everybody_counts_whole() -> None:
    people = np.array([5.0, 7.0, 11.0])
    found = shares(np.ones((3, 2)), people, np.array([12.0, 30.0]))
    assert float(people @ found.access) == pytest.approx(42.0)


def test_a_service_that_nobody_reaches_gives_nothing() -> None:
    found = shares(np.zeros((2, 1)), np.array([5.0, 5.0]), np.array([9.0]))
    assert (found.ratio.tolist(), found.access.tolist()) == ([0.0], [0.0, 0.0])


def test_near_counts_more_and_beyond_the_limit_nothing() -> None:
    minutes = np.array([0.0, 7.5, 15.0, 15.1, np.inf, np.nan])
    gaussian = weight(minutes, 15.0)
    assert gaussian[0] == 1.0
    assert gaussian[1] == pytest.approx((np.exp(-1 / 8) - np.exp(-1 / 2)) / (1 - np.exp(-1 / 2)))
    assert gaussian[2:].tolist() == [0.0, 0.0, 0.0, 0.0]
    assert weight(np.array([5.0, 10.0, 15.0, 16.0]), 15.0, "steps").tolist() == [1.0, 0.68, 0.22, 0.0]
