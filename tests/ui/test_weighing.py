"""Rates weighed together: only as the office sets it."""

from __future__ import annotations

import pytest

from neighborcare.ui.weighing import weighed

VALUES = {"K24": 0.9, "K26": 0.8, "K27": 0.7}


@pytest.mark.parametrize(
    ("weights", "result"),
    [
        ({"K24": 20, "K26": 40, "K27": 40}, (0.9 * 20 + 0.8 * 40 + 0.7 * 40) / 100),
        ({"K24": 50, "K26": 0, "K27": 0}, 0.9),
        ({"K24": 10, "K26": 10, "K27": 0}, 0.85),  # by their sum, whatever it is
    ],
)
def test_the_mean_by_the_weights(weights, result):
    assert weighed(VALUES, weights) == pytest.approx(result)


def test_without_weights_or_with_a_rate_missing_there_is_none():
    assert weighed(VALUES, dict.fromkeys(VALUES, 0)) is None
    assert weighed(VALUES | {"K24": None}, {"K24": 20, "K26": 80, "K27": 0}) is None
    assert weighed(VALUES | {"K24": None}, {"K24": 0, "K26": 80, "K27": 0}) == 0.8
