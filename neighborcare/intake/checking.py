"""From text to typed rows, and why the others are not taken: everything in SQL over whole columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.intake.matching import Match
from neighborcare.intake.naming import knowable, make_lost, make_who
from neighborcare.intake.parcel import Checked, Parcel, Problem
from neighborcare.intake.raw import RawTable
from neighborcare.intake.referring import refer
from neighborcare.intake.settling import settle
from neighborcare.intake.statements import macros
from neighborcare.intake.typed import Typed, convert

__all__ = ["Checked", "Parcel", "Problem", "check", "check_together", "knowable"]

ROUNDS = 6  # how often rejections may call for further ones before we stop looking


def check(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    raw: RawTable,
    match: Match,
    *,
    table: str,
    known: Mapping[str, str],
    hash_key: bytes,
    today: date,
) -> Checked:
    """Type, check and resolve one table.

    Creates the temp table `table` with `contract.stored` and `_row BIGINT`: the accepted rows only.
    """
    parcel = Parcel(contract, raw, match, table)
    return check_together(con, [parcel], known=known, hash_key=hash_key, today=today)[0]


def check_together(
    con: duckdb.DuckDBPyConnection,
    parcels: Sequence[Parcel],
    *,
    known: Mapping[str, str],
    hash_key: bytes,
    today: date,
) -> list[Checked]:
    """Several tables that may refer to each other in any order (a grid to its manager, a worker to his grid).

    `known`: dataset → relation in `con` with id, name, name_hash, community_id (VARCHAR, NULL where there is none)
    of what was there before; the parcels' own good rows are added to it here. A dataset that is neither in
    `known` nor among the parcels is not checked. Each parcel's `table` is made as by `check`.
    """
    secret = hash_key.hex()
    con.execute(macros())
    typed = [convert(con, parcel, secret=secret, today=today) for parcel in parcels]
    together = _Together(con, typed, known, secret, today, {}, {})
    together.settle_all()
    for one in typed:
        con.unregister(one.raw)
    return [together.done[parcel.table] for parcel in parcels]


@dataclass(slots=True)
class _Together:
    """Parcels under way: those referred to first, and again whatever referred to a row that was then rejected."""

    con: duckdb.DuckDBPyConnection
    typed: Sequence[Typed]
    known: Mapping[str, str]
    secret: str
    today: date
    done: dict[str, Checked]
    made: dict[str, tuple[int, ...]]

    def settle_all(self) -> None:
        order = list(contracts.catalogue())
        waiting = sorted(self.typed, key=lambda one: order.index(one.parcel.contract.id))
        for _ in range(ROUNDS):
            used = {one.parcel.table: self._settle(one) for one in waiting}
            waiting = [one for one in waiting if used[one.parcel.table] != self._taken(one)]
            if not waiting:
                return

    def _settle(self, one: Typed) -> Mapping[str, int]:
        contract = one.parcel.contract
        wanted = [name for name in (*contract.references, *self._own(contract)) if self._is_known(name)]
        communities = self._who("communities", None) if self._is_known("communities") else None
        who = {
            name: communities if name == "communities" else self._who(name, communities) for name in wanted
        }
        used = self._taken(one)
        lost = {name: f"lost_{name}" for name in wanted}
        tables = {name: table for name, table in who.items() if table}
        resolved = refer(self.con, one, who=tables, lost=lost, secret=self.secret)
        self.done[one.parcel.table] = settle(self.con, resolved, self.today)
        return used

    def _own(self, contract: Contract) -> tuple[str, ...]:
        return (contract.id,) if any(c.reference == contract.id for c in contract.columns) else ()

    def _is_known(self, name: str) -> bool:
        return name in self.known or any(one.parcel.contract.id == name for one in self.typed)

    def _of(self, name: str) -> list[tuple[Typed, str | None]]:
        """The parcels of a dataset, each with its table of accepted rows if it is settled by now."""
        own = [one for one in self.typed if one.parcel.contract.id == name]
        return [(one, one.parcel.table if one.parcel.table in self.done else None) for one in own]

    def _who(self, name: str, communities: str | None) -> str:
        """The table of a dataset's rows that may be referred to, made anew only when they have changed."""
        now = tuple(self._standing(one) for one, _ in self._of(name))
        if self.made.get(name) != now:
            make_who(self.con, contracts.get(name), self.known.get(name), self._of(name), communities)
            make_lost(self.con, contracts.get(name), self._of(name))
            self.made[name] = now
        return f"who_{name}"

    def _standing(self, one: Typed) -> int:
        """How many of its rows were taken; -1 while that is open."""
        checked = self.done.get(one.parcel.table)
        return checked.accepted if checked else -1

    def _taken(self, one: Typed) -> Mapping[str, int]:
        """How many rows of each dataset that a parcel refers to may be referred to now."""
        references = one.parcel.contract.references
        counts: dict[str, int] = {}
        for other in self.typed:
            name = other.parcel.contract.id
            if name in references:
                checked = self.done.get(other.parcel.table)
                bad = len({p.row for p in other.problems if p.severity == "error"})
                rejected = checked.rejected if checked else bad
                counts[name] = counts.get(name, 0) + other.parcel.raw.size - rejected
        return counts
