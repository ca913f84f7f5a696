"""What is told after an audit: where a small number came back, what helped to tell it is shut, and it is asked again.

KPIs that count the same people are decided on together (a family); families know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from neighborcare.privacy import audit, merging
from neighborcare.privacy.audit import Leak
from neighborcare.privacy.ledger import COMMUNITY, Indices, Ledger
from neighborcare.privacy.merging import Shut, Told
from neighborcare.privacy.vectors import Vectors

ROUNDS = 24


def told(ledger: Ledger, threshold: int, levels: Sequence[int]) -> Told:
    """What may be told, with which no small number can be calculated. Raises ArithmeticError when there is no end."""
    together = merging.nothing(ledger)
    for family in families(ledger):
        own = replace(
            ledger,
            series=tuple(ledger.series[i] for i in family),
            num=ledger.num[family],
            den=ledger.den[family],
        )
        found = _told(own, threshold, levels)
        together.single[family] = found.single
        together.blocks |= {(int(family[one]), area): b for (one, area), b in found.blocks.items()}
    return together


def families(ledger: Ledger) -> list[Indices]:
    """The series that have to do with each other: of one KPI, or counting the same."""
    vectors = Vectors(ledger, merging.nothing(ledger))
    kpis = [one.kpi for one in ledger.series]
    links = np.zeros((len(kpis), len(kpis)), bool)
    for i, kpi in enumerate(kpis):
        links[i, [kpis.index(kpi), *vectors.mates(i)]] = True
    _, group = connected_components(sparse.csr_matrix(links), directed=False)
    return [np.flatnonzero(group == one) for one in np.unique(group)]


def _told(ledger: Ledger, threshold: int, levels: Sequence[int]) -> Told:
    shut: set[Shut] = set()
    for _ in range(ROUNDS):
        found = merging.choose(ledger, threshold, levels, shut)
        leaks = audit.leaks(ledger, found, threshold)
        if not leaks:
            return found
        vectors = Vectors(ledger, found)
        shut |= {one for leak in leaks for one in _next(ledger, vectors, leak, shut)}
    raise ArithmeticError(f"Small numbers are still told after {ROUNDS} rounds")


def _next(ledger: Ledger, vectors: Vectors, leak: Leak, shut: set[Shut]) -> set[Shut]:
    """What to shut next for a leak, at its level over its months: what counts the same, then ever more with it."""
    level = int(ledger.level[leak.area])
    levels = {level, max(level, COMMUNITY)}
    months = range(leak.block[0], leak.block[1] + 1)
    for candidates in _candidates(ledger, vectors, leak):
        new = {(one, level, month) for one in candidates for level in levels for month in months}
        if not new <= shut:
            return new
    return set()


def _candidates(ledger: Ledger, vectors: Vectors, leak: Leak) -> Iterator[set[int]]:
    mates = vectors.mates(leak.series)
    yield mates
    series = list(enumerate(ledger.series))
    near = sorted({ledger.series[mate].kpi for mate in mates} - {leak.kpi})
    far = sorted({one.kpi for one in ledger.series} - {leak.kpi, *near})
    yield from ({i for i, one in series if one.kpi == kpi} for kpi in near)
    yield {i for i, one in series if one.kpi == leak.kpi and one.part is not None}
    yield from ({i for i, one in series if one.kpi == kpi} for kpi in far)
    yield {i for i, one in series if one.kpi == leak.kpi}
