"""Linear equations between unknown counts, and which of them leave an unknown only one whole number.

Each unknown is two linear programmes away from its least and its most. One programme for all, which moves as many of
them as it can by one, settles most at once; the rest are asked one by one within what they are connected to.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from neighborcare.privacy.ledger import Indices, Mask, Numbers

Name = TypeVar("Name", bound=Hashable)
Terms = Iterable[tuple[Name, float]]

MOST = 1e7  # more than any count of a street
ROUNDS = 6  # of moving all at once; each settles about half
NEAR = 1e-6


class _Rows:
    """Rows of a sparse matrix with their right-hand sides."""

    def __init__(self) -> None:
        self.row: list[int] = []
        self.column: list[int] = []
        self.factor: list[float] = []
        self.right: list[float] = []

    def add(self, terms: Iterable[tuple[int, float]], right: float) -> None:
        for column, factor in terms:
            self.row.append(len(self.right))
            self.column.append(column)
            self.factor.append(factor)
        self.right.append(right)

    def matrix(self, columns: int) -> sparse.csr_matrix:
        return sparse.csr_matrix((self.factor, (self.row, self.column)), shape=(len(self.right), columns))


class Equations(Generic[Name]):
    """A system over named unknowns, each a whole number not below its least."""

    def __init__(self) -> None:
        self._names: dict[Name, int] = {}
        self._least: list[float] = []
        self._equal = _Rows()
        self._at_most = _Rows()
        self._anchors: set[int] = set()

    def __contains__(self, name: Name) -> bool:
        return name in self._names

    def unknown(self, name: Name, least: float) -> None:
        """Name an unknown; nothing when it has its name already."""
        if name not in self._names:
            self._names[name] = len(self._names)
            self._least.append(least)

    def equal(self, terms: Terms[Name], right: float, *, is_told: bool) -> None:
        """Their sum is that number; `is_told`: by a figure that is shown, and not only by what sums mean."""
        own = [(self._names[name], factor) for name, factor in terms]
        self._equal.add(own, right)
        if is_told:
            self._anchors.update(column for column, _ in own)

    def at_most(self, terms: Terms[Name], right: float) -> None:
        """Their sum is no more than that number."""
        self._at_most.add([(self._names[name], factor) for name, factor in terms], right)

    def recoverable(self) -> list[tuple[Name, float]]:
        """The unknowns that can be one whole number only, each with that number."""
        count = len(self._names)
        if not self._anchors:
            return []
        system = _System(
            self._equal.matrix(count),
            np.array(self._equal.right),
            self._at_most.matrix(count),
            np.array(self._at_most.right),
            np.array(self._least),
        )
        names = list(self._names)
        return [(names[i], value) for i, value in system.fixed(self._anchors)]


@dataclass(frozen=True, slots=True)
class _System:
    """The same in arrays: `equal` @ x = `right`, `at_most` @ x <= `limit`, x >= `least`."""

    equal: sparse.csr_matrix
    right: Numbers
    at_most: sparse.csr_matrix
    limit: Numbers
    least: Numbers

    def fixed(self, anchors: set[int]) -> list[tuple[int, float]]:
        """Columns that have one whole number, with it. What nothing told is connected to is free."""
        group = self._groups()
        columns = np.flatnonzero(np.isin(group, group[sorted(anchors)]))
        own = self._of(columns)
        sure = own._plain()
        found = [(int(columns[i]), float(sure[i])) for i in np.flatnonzero(~np.isnan(sure))]
        rest = np.flatnonzero(np.isnan(sure))
        return found + [(int(columns[rest[i]]), value) for i, value in own._without(sure)._searched()]

    def _plain(self) -> Numbers:
        """What single rows tell by themselves, one after another: NaN for the others."""
        sure = np.full(len(self.least), np.nan)
        while True:
            known = ~np.isnan(sure)
            left = self.right - self.equal @ np.where(known, sure, 0.0)
            open_ = self.equal @ sparse.diags((~known).astype(float))
            open_.eliminate_zeros()
            spare = left - open_ @ self.least
            has_minus = np.asarray(open_.minimum(0).sum(axis=1)).ravel() < 0
            count = np.diff(open_.indptr)
            tight = (count > 0) & ~has_minus & (spare < NEAR)
            new = sure.copy()
            touched = np.unique(open_[tight].indices)
            new[touched] = self.least[touched]
            for row in np.flatnonzero((count == 1) & ~tight):
                at = open_.indptr[row]
                new[open_.indices[at]] = left[row] / open_.data[at]
            if (np.isnan(new) == np.isnan(sure)).all():
                return sure
            sure = new

    def _without(self, sure: Numbers) -> _System:
        """What is left when some columns are known."""
        known = ~np.isnan(sure)
        given = np.where(known, sure, 0.0)
        rest = np.flatnonzero(~known)
        system = _System(
            self.equal,
            self.right - self.equal @ given,
            self.at_most,
            self.limit - self.at_most @ given,
            self.least,
        )
        return system._of(rest)

    def _searched(self) -> list[tuple[int, float]]:
        """Columns with one whole number, by linear programmes."""
        if not len(self.least):
            return []
        low, high = self.spread()
        group = self._groups()
        tried = _is_open(low, high)
        while not tried.all():
            # One of each group at a time: groups know nothing of each other, so one programme serves them all.
            some = np.flatnonzero(np.isin(group, group[~tried]))
            system = self._of(some)
            asked = np.unique(np.where(tried[some], -1, group[some]), return_index=True)
            which = asked[1][asked[0] >= 0]
            for way in (1.0, -1.0):
                aim = np.zeros(len(some))
                aim[which] = way
                found = system._solve(aim)
                low[some], high[some] = np.minimum(low[some], found), np.maximum(high[some], found)
            tried[some[which]] = True
            tried |= _is_open(low, high)
        fixed = np.flatnonzero(~_is_open(low, high))
        return [(int(i), float(np.round((low[i] + high[i]) / 2))) for i in fixed]

    def spread(self) -> tuple[Numbers, Numbers]:
        """For every column two values that it takes in solutions, far apart where moving all at once gets them."""
        last = self._solve(np.zeros(len(self.least)))
        low, high = last.copy(), last.copy()
        for turn in range(ROUNDS):
            closed = ~_is_open(low, high)
            if not closed.any():
                break
            last = self._moved(last, closed, 1.0 if turn % 2 == 0 else -1.0)
            low, high = np.minimum(low, last), np.maximum(high, last)
        return low, high

    def _moved(self, start: Numbers, which: Mask, way: float) -> Numbers:
        """Another solution, in which as many of these columns as can be are one further that way."""
        columns = np.flatnonzero(which)
        count, all_columns = len(columns), len(self.least)
        pick = sparse.csr_matrix((np.full(count, -way), (np.arange(count), columns)), (count, all_columns))
        system = _System(
            sparse.csr_matrix(sparse.hstack([self.equal, _nothing_for(self.equal, count)])),
            self.right,
            sparse.csr_matrix(
                sparse.vstack(
                    [
                        sparse.hstack([self.at_most, _nothing_for(self.at_most, count)]),
                        sparse.hstack([pick, sparse.identity(count)]),
                    ]
                )
            ),
            np.concatenate([self.limit, -way * start[columns]]),
            np.concatenate([self.least, np.full(count, -MOST)]),
        )
        most = np.concatenate([np.full(all_columns, MOST), np.ones(count)])
        aim = np.concatenate([np.zeros(all_columns), -np.ones(count)])
        return system._solve(aim, most)[:all_columns]

    def _solve(self, aim: Numbers, most: Numbers | None = None) -> Numbers:
        """The solution that makes `aim` least. Raises ArithmeticError without one: then the equations are wrong."""
        top = np.full(len(self.least), MOST) if most is None else most
        found = linprog(  # type: ignore[call-overload]  # its stubs know no sparse matrices
            aim,
            A_ub=self.at_most if self.at_most.shape[0] else None,
            b_ub=self.limit if self.at_most.shape[0] else None,
            A_eq=self.equal,
            b_eq=self.right,
            bounds=np.column_stack([self.least, top]),
            method="highs-ds",
        )
        if found.status != 0:
            raise ArithmeticError(f"The audit's equations have no solution: {found.message}")
        return np.asarray(found.x)

    def _groups(self) -> Indices:
        """Of each column which other columns it is connected to by rows."""
        rows = sparse.vstack([self.equal, self.at_most]).tocoo()
        count, height = len(self.least), rows.shape[0]
        links = sparse.coo_matrix((rows.data, (rows.row + count, rows.col)), shape=(count + height,) * 2)
        _, group = connected_components(links, directed=False)
        return np.asarray(group[:count])

    def _of(self, columns: Indices) -> _System:
        """The part of the system that speaks of these columns (they are connected to no others)."""
        equal, at_most = self.equal[:, columns], self.at_most[:, columns]
        some, few = np.diff(equal.indptr) > 0, np.diff(at_most.indptr) > 0
        return _System(equal[some], self.right[some], at_most[few], self.limit[few], self.least[columns])


def _nothing_for(rows: sparse.csr_matrix, columns: int) -> sparse.csr_matrix:
    """These rows say nothing of so many more columns."""
    return sparse.csr_matrix((rows.shape[0], columns))


def _is_open(low: Numbers, high: Numbers) -> Mask:
    """Whether two whole numbers or more lie between them."""
    return np.asarray(np.floor(high + NEAR) - np.ceil(low - NEAR) >= 1)
