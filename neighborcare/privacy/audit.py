"""The audit of what is told: whether linear programming brings back a small number that was hidden.

It plays somebody who has the role's file, knows what adds up to what (areas, parts, months, figures that count the
same), that no count is negative and that a numerator is no more than its denominator. For every number that is not
told it looks for two whole numbers that it might be; where there is only one, and that is small, too much is told. It
shares nothing with what decided on the hiding (merging) but the ledger.

Left out is the inside of a table (parts × communities) of which only both margins are told: any margins leave some
inside, and a cell of it that they fix is one of the margins, so that it is large enough to be told. (Not where a part
is in two sums: one whole less another may be somebody.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from neighborcare.privacy.equations import Equations
from neighborcare.privacy.ledger import COMMUNITY, GRID, Block, Ledger
from neighborcare.privacy.merging import Told
from neighborcare.privacy.vectors import Vectors

Quantity = tuple[int, int, Block]  # a vector, an area, and the months that it is summed over


@dataclass(frozen=True, slots=True)
class Leak:
    """A hidden number that can be calculated: of a KPI (or part), an area, and months by position; its value."""

    series: int
    kpi: str
    part: str | None
    area: int
    block: Block
    value: float


def leaks(ledger: Ledger, told: Told, threshold: int) -> list[Leak]:
    """Every small number that `told` gives away. Nothing but an empty list may be published."""
    known = _Knowledge(ledger, told)
    found = []
    for (vector, area, block), value in known.equations().recoverable():
        series = known.vectors.of[vector]
        one = ledger.series[series]
        again = max(1.0, one.most_of_one * (block[1] - block[0] + 1))
        if 0 < value < threshold * again:
            found.append(Leak(series, one.kpi, one.part, area, block, value))
    return found


class _Knowledge:
    """What somebody with the file knows, as equations between what he does not."""

    def __init__(self, ledger: Ledger, told: Told) -> None:
        self.ledger = ledger
        self.vectors = Vectors(ledger, told)
        self.system: Equations[Quantity] = Equations()
        self.by_community = [self._is_told_below(v) for v in range(len(self.vectors.numbers))]
        self.runs = self._runs()

    def equations(self) -> Equations[Quantity]:
        """All of them."""
        for vector in range(len(self.vectors.numbers)):
            self._over_areas(vector)
            self._over_months(vector)
            self._over_grids(vector)
        self._over_parts()
        self._rates()
        return self.system

    def _is_told_below(self, vector: int) -> bool:
        """Whether anything of it is told below the street."""
        blocks = (self.vectors.blocks(vector, int(area)) for area in self.ledger.at(COMMUNITY))
        return bool(self.vectors.told[vector][1:].any()) or any(blocks)

    def _runs(self) -> list[tuple[int, list[int]]]:
        """(whole, parts) as vectors. Where some of a run is told by community, its other parts are asked there too."""
        found = []
        often: Counter[int] = Counter()
        for whole, run in self.ledger.runs:
            of_run = set()
            for at in (self.vectors.num, self.vectors.den):
                parts = [int(at[one]) for one in run if at[one] >= 0]  # who never was is nobody
                if self.vectors.adds_up(int(at[whole]), parts):
                    found.append((int(at[whole]), parts))
                    of_run |= set(parts)
            often.update(of_run)
        self.crossed = {part for part, times in often.items() if times > 1}
        for whole, parts in found:
            told = self.by_community[whole] and any(self.by_community[part] for part in parts)
            if told or self.crossed.intersection(parts):
                for part in (whole, *parts):
                    self.by_community[part] = True
        return found

    def _over_areas(self, vector: int) -> None:
        """The street is its communities, month by month."""
        if not self.by_community[vector]:
            return
        communities = self.ledger.at(COMMUNITY)
        for month in range(len(self.ledger.months)):
            parts = [(vector, int(area), (month, month)) for area in communities]
            self._sum(parts, (vector, 0, (month, month)))

    def _over_months(self, vector: int) -> None:
        """A block that is told, and the quarters and years that are not, are their months."""
        series = self.ledger.series[self.vectors.of[vector]]
        if not series.is_flow:
            return
        for area in (0, *self.ledger.at(COMMUNITY)) if self.by_community[vector] else (0,):
            told = self.vectors.blocks(vector, int(area))
            for block in {*told, *self._periods()}:
                months = [(vector, int(area), (month, month)) for month in range(block[0], block[1] + 1)]
                if block in told:
                    self._tell(months, self.vectors.value((vector, int(area), block)))
                else:
                    self._sum(months, (vector, int(area), block))

    def _over_grids(self, vector: int) -> None:
        """A community is its grids in the months in which any of them is told."""
        for area in self.ledger.at(COMMUNITY):
            grids = np.flatnonzero(self.ledger.parent == area)
            told = self.vectors.told[vector][grids].any(axis=0)
            for month in np.flatnonzero(told):
                block = (int(month), int(month))
                self._sum([(vector, int(grid), block) for grid in grids], (vector, int(area), block))

    def _over_parts(self) -> None:
        """A whole is its parts where they follow each other without overlap."""
        for whole, parts in self.runs:
            for area, months in self._where(whole, parts):
                for month in months:
                    block = (int(month), int(month))
                    self._sum([(one, area, block) for one in parts], (whole, area, block))

    def _where(self, whole: int, parts: list[int]) -> Iterator[tuple[int, Iterable[int]]]:
        """The areas, and their months, in which a run is worth asking about."""
        months = range(len(self.ledger.months))
        yield 0, months
        if all(self.by_community[part] for part in parts):
            yield from ((int(area), months) for area in self.ledger.at(COMMUNITY))
        if self.crossed.intersection(parts):
            for area in self.ledger.at(GRID):
                yield int(area), np.flatnonzero(self.vectors.told[whole][area])

    def _rates(self) -> None:
        """A numerator is no more than its denominator."""
        for series in range(len(self.ledger.series)):
            num, den = int(self.vectors.num[series]), int(self.vectors.den[series])
            if num < 0 or den < 0 or (self.vectors.numbers[num] > self.vectors.numbers[den]).any():
                continue
            for area, month in np.argwhere(~np.isnan(self.ledger.num[series])):
                block = (int(month), int(month))
                pair = ((num, int(area), block), (den, int(area), block))
                if any(one in self.system for one in pair):
                    (above, less), (below, more) = self._split(pair[:1]), self._split(pair[1:])
                    self.system.at_most(
                        [(one, 1.0) for one in above] + [(one, -1.0) for one in below], more - less
                    )

    def _periods(self) -> set[Block]:
        """Quarters and years, as far as there are months."""
        found: dict[tuple[int, int], Block] = {}
        for i, month in enumerate(self.ledger.months):
            for key in ((month.year, (month.month - 1) // 3), (month.year, -1)):
                found[key] = (found.get(key, (i, i))[0], i)
        return {block for block in found.values() if block[0] < block[1]}

    def _sum(self, parts: Iterable[Quantity], total: Quantity) -> None:
        """The parts are the total, whether that is told or not."""
        self._equal(parts, *self._split([total]))

    def _tell(self, parts: Iterable[Quantity], total: float) -> None:
        """The parts are a number that is told."""
        self._equal(parts, [], total)

    def _equal(self, parts: Iterable[Quantity], wholes: list[Quantity], total: float) -> None:
        unknown, given = self._split(parts)
        if unknown:
            terms = [(one, 1.0) for one in unknown] + [(one, -1.0) for one in wholes]
            self.system.equal(terms, total - given, is_told=not wholes)

    def _split(self, quantities: Iterable[Quantity]) -> tuple[list[Quantity], float]:
        """Those that are not known, each an unknown of the system from now on; and the sum of the others."""
        unknown, given = [], 0.0
        for quantity in quantities:
            vector, area, (first, last) = quantity
            if first == last and self.vectors.is_known(vector, area, first):
                given += self.vectors.value(quantity)
            else:
                least = self.vectors.least(vector, area, first) if first == last else 0.0
                self.system.unknown(quantity, least)
                unknown.append(quantity)
        return unknown, given
