"""Fair comparison: what chance alone does to small areas, and which differences are more than that.

A funnel (D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24,
2005) asks of each area: were it no different from the reference, how far off could it be by chance? Within the
limits it cannot be told apart. The limits are exact: binomial for rates, Poisson for counts; two at 95 % and two at
99.8 %, of which the outer ones also hold when some thirty areas are looked at together. Durations have none: neither a
median nor its scatter follows from how many there were.

Ranks have intervals: the areas' true rates are drawn many times from what the data leave open (Jeffreys prior), each
draw is ranked, and the middle 95 % of an area's ranks are its interval. The draws have a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from neighborcare.measures import Kpi
from neighborcare.measures.figures import Figure, too_few

Verdict = Literal["too_few", "same", "below", "above"]

LIKELY, SURE = 0.95, 0.998
DRAWS = 4000
SEED = 20250101


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which values an area that is no different stays in 95 % and in 99.8 % of all cases."""

    low: float
    high: float
    sure_low: float
    sure_high: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What can be said of an area against the reference.

    too_few: nothing that could have been counted would have said anything. same: cannot be told apart. below, above:
    outside the 95 % limits; `sure` when outside the 99.8 % ones as well. `limits` is None where there are none.
    """

    verdict: Verdict
    sure: bool = False
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class Rank:
    """An area's place, 1 the highest value, and the first and last place that the data leave open (95 %)."""

    place: int
    first: int
    last: int


def rate_limits(reference: float, denominator: int) -> Limits:
    """Control limits of a rate on that denominator around the reference rate (0 to 1): exact binomial."""
    return _limits(lambda p: stats.binom.ppf(p, denominator, reference) / denominator)


def count_limits(reference: float, exposure: float) -> Limits:
    """Control limits of a count per unit of exposure (residents) around the reference rate: exact Poisson."""
    return _limits(lambda p: stats.poisson.ppf(p, reference * exposure) / exposure)


def judge_rate(numerator: int, denominator: int, reference: float | None, least: int = 10) -> Judgement:
    """A rate against the reference rate (that of all areas together). `least`: no judgement on fewer."""
    if reference is None or denominator < max(least, 1):
        return Judgement("too_few")
    limits = rate_limits(reference, denominator)
    tails = (
        lambda n: stats.binom.cdf(n, denominator, reference),
        lambda n: stats.binom.sf(n - 1, denominator, reference),
    )
    return _judged(numerator, limits, tails, most=denominator)


def judge_count(count: int, exposure: float, reference: float | None) -> Judgement:
    """A count per unit of exposure against the reference rate. Without exposure nothing can be said."""
    if reference is None or exposure <= 0:
        return Judgement("too_few")
    expected = reference * exposure
    limits = count_limits(reference, exposure)
    tails = (lambda n: stats.poisson.cdf(n, expected), lambda n: stats.poisson.sf(n - 1, expected))
    return _judged(count, limits, tails, most=None)


def judge(kpi: Kpi, figures: Sequence[Figure], whole: Figure | None) -> list[Judgement]:
    """Figures of a rate against the one of them all (`whole`), in their order. Every other kind: too few.

    A hidden figure is too few as well: what is said of it must not tell how many it was.
    """
    reference = whole.value if whole is not None and not whole.hidden else None
    return [_judge_figure(kpi, figure, reference) for figure in figures]


def _judge_figure(kpi: Kpi, figure: Figure, reference: float | None) -> Judgement:
    judged_so = kpi.kind_of(figure.part) == "rate" and not figure.hidden and not too_few(kpi, figure)
    numerator, denominator = figure.numerator, figure.denominator
    # More than all (done beyond the plan) is no share of anything.
    if not judged_so or numerator is None or not denominator or not 0 <= numerator <= denominator:
        return Judgement("too_few")
    within = None if reference is None else min(max(reference, 0.0), 1.0)
    return judge_rate(round(numerator), round(denominator), within, kpi.least)


def rate_ranks(cells: Sequence[tuple[float, float]]) -> list[Rank]:
    """Ranks of rates given as (numerator, denominator), in their order."""
    made = np.random.default_rng(SEED)
    hits, all_ = (np.array(column, dtype=float) for column in _columns(cells))
    draws = made.beta(hits + 0.5, np.maximum(all_ - hits, 0) + 0.5, size=(DRAWS, len(cells)))
    return _ranks(draws, np.divide(hits, all_, out=np.full(len(cells), 0.5), where=all_ > 0))


def count_ranks(cells: Sequence[tuple[float, float]]) -> list[Rank]:
    """Ranks of counts per unit of exposure given as (count, exposure > 0), in their order."""
    made = np.random.default_rng(SEED)
    counts, exposures = (np.array(column, dtype=float) for column in _columns(cells))
    draws = made.gamma(counts + 0.5, 1.0, size=(DRAWS, len(cells))) / exposures
    return _ranks(draws, counts / exposures)


def _columns(cells: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [upper for upper, _ in cells], [lower for _, lower in cells]


def _limits(quantile: Callable[[float], float]) -> Limits:
    ends = [(1 - level) / 2 for level in (LIKELY, SURE)]
    low, sure_low = (float(quantile(end)) for end in ends)
    high, sure_high = (float(quantile(1 - end)) for end in ends)
    return Limits(low, high, sure_low, sure_high)


def _judged(
    count: int,
    limits: Limits,
    tails: tuple[Callable[[int], float], Callable[[int], float]],
    most: int | None,
) -> Judgement:
    """By how likely so few, or so many, are where nothing is different (`tails`)."""
    at_most, at_least = tails
    edge = (1 - LIKELY) / 2
    # Where neither none nor all would be remarkable, no count could say anything.
    if at_most(0) >= edge and most is not None and at_least(most) >= edge:
        return Judgement("too_few", limits=limits)
    tail = min(at_most(count), at_least(count))
    if tail >= edge:
        return Judgement("same", limits=limits)
    verdict: Verdict = "below" if at_most(count) < at_least(count) else "above"
    return Judgement(verdict, bool(tail < (1 - SURE) / 2), limits)


def _ranks(draws: np.ndarray, values: np.ndarray) -> list[Rank]:
    if not len(values):
        return []
    places = 1 + np.argsort(np.argsort(-draws, axis=1, kind="stable"), axis=1, kind="stable")
    edge = (1 - LIKELY) / 2
    firsts = np.quantile(places, edge, axis=0, method="lower")
    lasts = np.quantile(places, 1 - edge, axis=0, method="higher")
    own = [1 + int((values > value).sum()) for value in values]
    return [
        Rank(place, min(int(first), place), max(int(last), place))
        for place, first, last in zip(own, firsts, lasts, strict=True)
    ]
