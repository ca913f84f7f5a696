"""Somebody who wants to know: every hidden small number of a role's figures, by linear programming, the slow way.

Nothing of privacy/ is used. The unknowns are what was counted at the places in a month, by part; what is told are sums
of them. KPIs that count the same persons share their unknowns, as anybody knows who has read the definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import duckdb
import numpy as np
from scipy import sparse
from scipy.optimize import linprog

ASKED = 40

# (KPI, part, "num" or "den") → what it really counts; what is not named here is its own.
Same = Callable[[str, str | None, str], tuple[str, str | None, str]]
# What adds up: (KPI, its parts).
Whole = tuple[str, tuple[str, ...]]


class Solver:
    """The file of a role against the truth that it was made from (`rollup`, `place`)."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, role: str, same: Same, wholes: Iterable[Whole]
    ) -> None:
        self.con, self.role, self.same = con, role, same
        self.places = dict(con.execute("SELECT grid_id, community_id FROM place").fetchall())
        self.at: dict[tuple[object, ...], int] = {}
        self.rows: list[tuple[set[int], set[int], float]] = []
        self._told()
        for kpi, parts in wholes:
            self._adds_up(kpi, parts)

    def _columns(
        self, kpi: str, part: str | None, which: str, kind: str, area: str, months: Iterable[date]
    ) -> set[int]:
        inside = [p for p, c in self.places.items() if kind == "street" or area in (p, c)]
        thing = self.same(kpi, part, which)
        return {
            self.at.setdefault((thing, place, month), len(self.at)) for place in inside for month in months
        }

    def _months(self, first: date, last: date) -> list[date]:
        query = "SELECT DISTINCT month FROM rollup WHERE month BETWEEN ? AND ? ORDER BY 1"
        return [month for (month,) in self.con.execute(query, [first, last]).fetchall()]

    def _told(self) -> None:
        told = self.con.execute(
            f"SELECT kpi, part, area_kind, area_id, month, month, numerator, denominator FROM rollup_{self.role} "  # noqa: S608
            f"WHERE NOT hidden AND value IS NULL UNION ALL SELECT kpi, part, area_kind, area_id, first, last, "
            f"numerator, denominator FROM span_{self.role} WHERE numerator IS NOT NULL"
        ).fetchall()
        for kpi, part, kind, area, first, last, num, den in told:
            for which, number in (("num", num), ("den", den)):
                if number is not None:
                    columns = self._columns(kpi, part, which, kind, area, self._months(first, last))
                    self.rows.append((columns, set(), number))

    def _adds_up(self, kpi: str, parts: tuple[str, ...]) -> None:
        for which in ("num", "den"):
            for place in self.places:
                for month in self._months(date.min, date.max):
                    pieces = [self._columns(kpi, part, which, "grid", place, [month]) for part in parts]
                    whole = self._columns(kpi, None, which, "grid", place, [month])
                    self.rows.append((set().union(*pieces), whole, 0.0))

    def known(self, least: int, spans: Iterable[tuple[date, date]]) -> list[tuple[object, ...]]:
        """The hidden numbers from 1 to `least` − 1 that can be one whole number only."""
        hidden = self.con.execute(
            f"SELECT DISTINCT kpi, part, area_kind, area_id FROM rollup_{self.role} WHERE hidden"  # noqa: S608
        ).fetchall()
        targets = {}
        for kpi, part, kind, area in hidden:
            for first, last in spans:
                for which, number in zip(
                    ("num", "den"), self._truth(kpi, part, kind, area, first, last), strict=True
                ):
                    if number is not None and 0 < number < least:
                        columns = self._columns(kpi, part, which, kind, area, self._months(first, last))
                        targets[kpi, part, kind, area, first, last, which, number] = columns
        equal, right = self._matrix()
        asked = sorted(targets, key=str)
        some = asked[:: max(1, len(asked) // ASKED)]  # each is two linear programmes
        return [name for name in some if self._is_one(targets[name], equal, right)]

    def _truth(
        self, kpi: str, part: str | None, kind: str, area: str, first: date, last: date
    ) -> tuple[float, float]:
        query = (
            "SELECT sum(numerator), sum(denominator) FROM rollup WHERE kpi = ? AND part IS NOT DISTINCT FROM ? "
            "AND area_kind = ? AND area_id = ? AND month BETWEEN ? AND ?"
        )
        found: tuple[float, float] = self.con.execute(query, [kpi, part, kind, area, first, last]).fetchall()[
            0
        ]
        return found

    def _matrix(self) -> tuple[sparse.csr_matrix, np.ndarray]:
        factors = sparse.lil_matrix((len(self.rows), len(self.at)))
        for i, (plus, minus, _) in enumerate(self.rows):
            for column in plus:
                factors[i, column] += 1
            for column in minus:
                factors[i, column] -= 1
        return factors.tocsr(), np.array([number for _, _, number in self.rows])

    def _is_one(self, columns: set[int], equal: sparse.csr_matrix, right: np.ndarray) -> bool:
        aim = np.zeros(len(self.at))
        aim[list(columns)] = 1
        asked = {"A_eq": equal, "b_eq": right, "method": "highs"}
        ends = [linprog(way * aim, **asked) for way in (1.0, -1.0)]  # type: ignore[call-overload]
        assert all(end.status in {0, 3} for end in ends), [end.message for end in ends]
        if ends[1].status == 3:
            return False  # without limit
        return bool(np.floor(-ends[1].fun + 1e-6) - np.ceil(ends[0].fun - 1e-6) < 1)
