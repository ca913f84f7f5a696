"""How far claims have come, without telling who is stuck."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighborcare.privacy.stages import shown


@pytest.mark.parametrize(
    ("reached", "told"),
    [
        ([62, 62, 62, 60, 58, 55, 43], [62, 62, 62, None, None, 55, 43]),
        ([10, 8, 5, 5, 0], [10, None, 5, 5, 0]),
        ([4, 4, 3], [None, None, None]),
        ([0, 0], [0, 0]),
        ([20, 20], [20, 20]),
    ],
)
def test_a_stage_is_shown_where_no_small_group_can_be_counted_out(
    reached: list[int], told: list[int | None]
) -> None:
    assert shown(reached, 5) == told


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.sampled_from([5, 10]))
def test_what_is_shown_never_tells_a_small_number(counts: list[int], threshold: int) -> None:
    falling = sorted(counts, reverse=True)
    told = [count for count in shown(falling, threshold) if count is not None]
    steps = [before - after for before, after in pairwise(told)]
    assert all(number == 0 or number >= threshold for number in (*told, *steps))
