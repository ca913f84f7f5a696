"""What is told of the sensitive figures: over how long, and of whom (domain/privacy.md, "Small numbers").

A number too small for a month may be large enough for a quarter, so a board of figures (the street, its
communities, the grids; the whole or the parts) is told for blocks of time that do not overlap: the finest at which
none of its cells is small. Blocks of one board never cross, so no two of them can be subtracted. Who stays too small
even over the year is left out of it for the whole year, and where leaving out one alone would tell him by
subtraction, the next smallest with him.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from neighborcare.privacy.ledger import COMMUNITY, GRID, STREET, Block, Indices, Ledger, Mask, Series, Unit

Shut = tuple[int, int, int]  # a series, a level, and the position of a month: what is not told

LEAST_DENOMINATOR = 10  # no rate on fewer (domain/privacy.md)


@dataclass(frozen=True, slots=True)
class Board:
    """One KPI's whole or parts at one level of areas."""

    kpi: str
    level: int
    of_parts: bool


@dataclass(slots=True)
class Told:
    """What a role is told. `single[series, area, month]`: that month by itself; `blocks`: those
    of a series and an area over more than one month.
    """

    single: Mask
    blocks: dict[Unit, list[Block]] = field(default_factory=dict)


def nothing(ledger: Ledger) -> Told:
    """What is told of a ledger before anything is."""
    return Told(np.zeros(ledger.num.shape, bool))


def is_small(series: Series, num: float, den: float, months: int, threshold: int) -> bool:
    """Whether a numerator and a denominator over so many months stand for too few.

    Where the same persons are counted again every month (`most_of_one`) more months do not make them more.
    """
    again = max(1.0, series.most_of_one * months)
    if 0 < den < LEAST_DENOMINATOR * again:
        return True
    return not series.is_duration and 0 < num < threshold * again


def choose(ledger: Ledger, threshold: int, levels: Sequence[int], shut: Set[Shut] = frozenset()) -> Told:
    """What a role with this threshold is told of the levels that it may see.

    Of what is `shut` nothing is told: an audit found it to tell too much.
    Minors' parts are told for the street alone where grids are not seen at all (a meeting).
    """
    told = nothing(ledger)
    for kpi, whole in ledger.wholes.items():
        if ledger.series[whole].is_open:
            told.single[whole] = True
        for level in levels:
            for of_parts in (False, True):
                if level == GRID and of_parts:
                    continue
                _Choice(ledger, threshold, told, Board(kpi, level, of_parts), GRID not in levels).make(shut)
    return told


@dataclass(frozen=True, slots=True)
class _Choice:
    """One board being decided on."""

    ledger: Ledger
    threshold: int
    told: Told
    board: Board
    is_meeting: bool

    def make(self, shut: Set[Shut]) -> None:
        series = self._series()
        for one in series if self.board.of_parts else series[:1]:
            if self.ledger.series[one].is_duration:
                return  # a median is told by itself (suppression.medians)
        if not series or (self.ledger.series[series[0]].is_open and not self.board.of_parts):
            return
        for months in self._spans(series):
            closed = {
                one for one in series if not shut.isdisjoint((one, self.board.level, m) for m in months)
            }
            if self.board.level != GRID:
                self._year(series, months, closed)
            elif not closed:
                self._grids(series[0], months)

    def _series(self) -> list[int]:
        if not self.board.of_parts:
            return [self.ledger.wholes[self.board.kpi]]
        parts = self.ledger.parts(self.board.kpi)
        if self.board.level == STREET:
            return parts
        # Parts that make up the whole, by community, are a table with sums on both sides: too easily solved.
        crossed = {part for _, run in self.ledger.runs for part in run}
        crossed |= {part for part in parts if self.is_meeting and self.ledger.series[part].minors}
        return [part for part in parts if part not in crossed]

    def _spans(self, series: Sequence[int]) -> Iterator[list[int]]:
        """Stretches of months that are decided on together: a year of what adds up, each month of what does not."""
        is_flow = self.ledger.series[series[0]].is_flow and self.board.level != GRID
        by_year: dict[int, list[int]] = {}
        for i, month in enumerate(self.ledger.months):
            by_year.setdefault(month.year if is_flow else i, []).append(i)
        yield from by_year.values()

    def _year(self, series: Sequence[int], months: Sequence[int], closed: Set[int]) -> None:
        """Tell a street's or its communities' cells of a year, leaving out who is small all year."""
        areas = self.ledger.at(self.board.level)
        units = [(one, int(area)) for one in series for area in areas]
        over_year = (months[0], months[-1])
        out = {unit for unit in units if unit[0] in closed or self._is_small(unit, over_year)}
        out |= self._left_out_above(units, months)
        out = self._with_partners(series, areas, out, over_year)
        shown = [unit for unit in units if unit not in out]
        for block in self._blocks(shown, months):
            self._tell(shown, block)

    def _left_out_above(self, units: Sequence[Unit], months: Sequence[int]) -> set[Unit]:
        """Parts of an area whose whole is left out: together they would tell it."""
        if not self.board.of_parts:
            return set()
        whole = self.ledger.wholes[self.board.kpi]
        if self.ledger.series[whole].is_duration:
            return set()
        hidden = {int(area) for area in {area for _, area in units} if not self._is_told(whole, area, months)}
        return {unit for unit in units if unit[1] in hidden}

    def _is_told(self, series: int, area: int, months: Sequence[int]) -> bool:
        single = self.told.single[series, area, list(months)]
        return bool(single.all()) or bool(self.told.blocks.get((series, area)))

    def _with_partners(
        self, series: Sequence[int], areas: Indices, out: set[Unit], block: Block
    ) -> set[Unit]:
        """Leave out the next smallest too, until nobody is told by subtraction: among areas, and among parts."""
        lines: list[list[Unit]] = []
        if self.board.level == COMMUNITY:
            lines += [[(one, int(area)) for area in areas] for one in series]
        runs = [run for _, run in self.ledger.runs if self.ledger.series[run[0]].kpi == self.board.kpi]
        if self.board.of_parts:
            lines += [[(part, int(area)) for part in run] for run in runs for area in areas]
        while True:
            before = len(out)
            for line in lines:
                out = out | self._partners(line, out, block)
            if len(out) == before:
                return out

    def _partners(self, line: Sequence[Unit], out: set[Unit], block: Block) -> set[Unit]:
        """Who must be left out of one sum besides those of `out`: until two are, with one to spare between them."""
        gone = [unit for unit in line if unit in out]
        if not gone:
            return set()
        rest = sorted(
            (unit for unit in line if unit not in out and self._size(unit, block) > 0),
            key=lambda unit: (self._size(unit, block), unit),
        )
        added: set[Unit] = set()
        while rest and not self._is_vague([*gone, *added], block):
            added.add(rest.pop(0))
        return added

    def _is_vague(self, gone: Sequence[Unit], block: Block) -> bool:
        some = [self._size(unit, block) for unit in gone if self._size(unit, block) > 0]
        return len(some) >= 2 and sum(some) >= max(self.threshold, len(some) + 1)

    def _blocks(self, units: Sequence[Unit], months: Sequence[int]) -> list[Block]:
        """The finest blocks of these months at which none of the units is small."""
        groups: list[Block] = []
        for quarter in self._quarters(months):
            groups.append(quarter)
            while len(groups) > 1 and not self._will_do(units, groups[-1]):
                groups[-2:] = [(groups[-2][0], groups[-1][1])]
        while len(groups) > 1 and not self._will_do(units, groups[0]):
            groups[:2] = [(groups[0][0], groups[1][1])]
        blocks: list[Block] = []
        for group in groups:
            fine = self._fine(group)
            blocks += fine if self._all_large(units, fine) else [group] * self._all_large(units, [group])
        return blocks

    def _quarters(self, months: Sequence[int]) -> list[Block]:
        quarters: dict[int, Block] = {}
        for i in months:
            number = (self.ledger.months[i].month - 1) // 3
            quarters[number] = (quarters.get(number, (i, i))[0], i)
        return list(quarters.values())

    def _fine(self, group: Block) -> list[Block]:
        """The months of one quarter; what was put together from several is never taken apart again."""
        first, last = (self.ledger.months[i] for i in group)
        if (first.month - 1) // 3 != (last.month - 1) // 3:
            return [group]
        return [(i, i) for i in range(group[0], group[1] + 1)]

    def _will_do(self, units: Sequence[Unit], group: Block) -> bool:
        return self._all_large(units, self._fine(group)) or self._all_large(units, [group])

    def _all_large(self, units: Sequence[Unit], blocks: Sequence[Block]) -> bool:
        return not any(self._is_small(unit, block) for unit in units for block in blocks)

    def _is_small(self, unit: Unit, block: Block) -> bool:
        num, den = self.ledger.over(unit, block)
        months = block[1] - block[0] + 1
        return is_small(self.ledger.series[unit[0]], num, den, months, self.threshold)

    def _size(self, unit: Unit, block: Block) -> float:
        """How much of one is to be told by subtraction: its numerator, or where that is nought its denominator."""
        num, den = self.ledger.over(unit, block)
        return num or den

    def _tell(self, units: Sequence[Unit], block: Block) -> None:
        """That there is nothing is told as well."""
        for series, area in units:
            if block[0] == block[1]:
                self.told.single[series, area, block[0]] = True
            else:
                self.told.blocks.setdefault((series, area), []).append(block)

    def _grids(self, series: int, months: Sequence[int]) -> None:
        """Tell the grids of one month, where their communities are told that month by themselves."""
        month = months[0]
        communities = self.ledger.at(COMMUNITY)
        for community in communities:
            if not self.told.single[series, community, month]:
                continue
            grids = [(series, int(grid)) for grid in np.flatnonzero(self.ledger.parent == community)]
            out = {unit for unit in grids if self._is_small(unit, (month, month))}
            out |= self._partners(grids, out, (month, month))
            self._tell([unit for unit in grids if unit not in out], (month, month))
