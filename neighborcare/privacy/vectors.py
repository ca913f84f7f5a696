"""The ledger's numbers without repetition: figures that count the same thing everywhere are one vector.

The elders living alone are a KPI's part, another's denominator and a third's: who is told one of them knows all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from neighborcare.privacy.ledger import GRID, Block, Indices, Ledger, Mask, Numbers
from neighborcare.privacy.merging import Told


class Vectors:
    """`numbers[v]` is area × month; `num` and `den` say which vector a series' numbers are (−1: none)."""

    def __init__(self, ledger: Ledger, told: Told) -> None:
        self.ledger = ledger
        self._told = told
        self.numbers: list[Numbers] = []
        self.of: list[int] = []
        self._series: list[list[int]] = []
        known: dict[bytes, int] = {}
        self.num = self._find(ledger.num, known, is_numerator=True)
        self.den = self._find(ledger.den, known, is_numerator=False)
        self.told: list[Mask] = [self._seen(v) for v in range(len(self.numbers))]

    def _find(self, source: Numbers, known: dict[bytes, int], *, is_numerator: bool) -> Indices:
        at = np.full(len(self.ledger.series), -1)
        for i, one in enumerate(self.ledger.series):
            is_sum_of_days = is_numerator and one.is_duration
            if np.isnan(source[i]).all() or is_sum_of_days:
                continue
            numbers = np.nan_to_num(source[i])
            key = numbers.tobytes() if numbers.any() else f"{is_numerator} {i}".encode()
            if key not in known:
                known[key] = len(self.numbers)
                self.numbers.append(numbers)
                self.of.append(i)
                self._series.append([])
            at[i] = known[key]
            self._series[known[key]].append(i)
        return at

    def _seen(self, vector: int) -> Mask:
        seen: Mask = np.logical_or.reduce([self._told.single[series] for series in self._series[vector]])
        return seen

    def blocks(self, vector: int, area: int) -> set[Block]:
        """The blocks of months that it is told for in an area."""
        return {b for series in self._series[vector] for b in self._told.blocks.get((series, area), ())}

    def is_known(self, vector: int, area: int, month: int) -> bool:
        """Whether it is told."""
        return bool(self.told[vector][area, month])

    def mates(self, series: int) -> set[int]:
        """The series that count something that this one counts too, itself among them."""
        return {mate for v in (self.num[series], self.den[series]) if v >= 0 for mate in self._series[v]}

    def value(self, quantity: tuple[int, int, Block]) -> float:
        """What a vector is in an area, summed over a block."""
        vector, area, block = quantity
        return float(self.numbers[vector][area, block[0] : block[1] + 1].sum())

    def least(self, vector: int, area: int, month: int) -> float:
        """The least that it may be: somebody, where noughts beside it are told."""
        one = self.ledger.series[self.of[vector]]
        is_count = bool(np.isnan(self.ledger.den[self.of[vector]]).all())
        noughts_are_told = not one.is_flow or self.ledger.level[area] == GRID
        return float(
            self.numbers[vector][area, month] >= 1 and (is_count or vector in self.den) and noughts_are_told
        )

    def adds_up(self, whole: int, parts: Sequence[int]) -> bool:
        """Whether these are the whole in every cell."""
        if whole < 0 or not parts:
            return False
        return bool(np.allclose(sum(self.numbers[part] for part in parts), self.numbers[whole]))
