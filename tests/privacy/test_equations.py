"""Linear equations between counts: what they leave one number only, against trying every number."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from neighborcare.privacy.equations import Equations

NAMES = "abcde"
TOP = 4


def of(sums: list[tuple[str, int]], names: str = NAMES, least: float = 0.0) -> Equations[str]:
    system: Equations[str] = Equations()
    for name in names:
        system.unknown(name, least)
    for members, total in sums:
        system.equal([(name, 1.0) for name in members], float(total), is_told=True)
    return system


def test_a_lone_unknown_is_what_is_missing() -> None:
    assert of([("a", 3)], "a").recoverable() == [("a", 3.0)]


def test_two_that_share_a_sum_are_free() -> None:
    assert of([("ab", 5)], "ab").recoverable() == []


def test_two_with_somebody_in_each_share_two() -> None:
    assert dict(of([("ab", 2)], "ab", least=1.0).recoverable()) == {"a": 1.0, "b": 1.0}


def test_sums_that_overlap_are_subtracted() -> None:
    assert dict(of([("ab", 5), ("abc", 7)], "abc").recoverable()) == {"c": 2.0}


def test_what_cannot_be_more_than_nothing_is_nothing() -> None:
    system = of([("ab", 5)], "ab")
    system.unknown("c", 0.0)
    system.at_most([("c", 1.0)], 0.0)
    system.equal([("a", 1.0), ("c", -1.0)], 2.0, is_told=True)
    assert dict(system.recoverable()) == {"a": 2.0, "b": 3.0, "c": 0.0}


def test_a_sum_that_is_not_told_ties_nothing_down() -> None:
    system = of([], "ab")
    system.equal([("a", 1.0), ("b", -1.0)], 0.0, is_told=False)
    assert system.recoverable() == []


@given(
    st.lists(st.integers(0, TOP), min_size=5, max_size=5),
    st.lists(st.sets(st.sampled_from(NAMES), min_size=1), min_size=1, max_size=5),
)
@settings(max_examples=60, deadline=None)
def test_as_trying_every_number_finds_it(truth: list[int], groups: list[set[str]]) -> None:
    at = {name: i for i, name in enumerate(NAMES)}
    sums = [("".join(sorted(group)), sum(truth[at[name]] for name in group)) for group in groups]
    asked = sorted({name for group in groups for name in group})
    most = max(total for _, total in sums)
    worlds = [
        dict(zip(asked, world, strict=True))
        for world in product(range(min(most, 5 * TOP) + 1), repeat=len(asked))
        if len(asked) <= 3
        and all(sum(dict(zip(asked, world, strict=True))[n] for n in m) == t for m, t in sums)
    ]
    found = dict(of(sums).recoverable())
    assert all(found[name] == truth[at[name]] for name in found)
    if len(asked) <= 3:
        only = {name for name in asked if len({world[name] for world in worlds}) == 1}
        assert set(found) == only
