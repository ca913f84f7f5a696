"""From text to typed rows, and why the others are not taken: everything in SQL over whole columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.intake.crosschecks import good_rows, standing
from neighborcare.intake.erased import NOBODY, Erased
from neighborcare.intake.known_names import KnownNames, said_in
from neighborcare.intake.match import Match
from neighborcare.intake.naming import knowable, make_lost, make_who
from neighborcare.intake.parcel import Checked, Parcel, Problem
from neighborcare.intake.raw import RawTable
from neighborcare.intake.referring import refer
from neighborcare.intake.settling import Persons, settle
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
    before: Mapping[str, str] | None = None,
    names: KnownNames | None = None,
    erased: Erased = NOBODY,
    progress: Callable[[float], None] = lambda share: None,
) -> list[Checked]:
    """Several tables that may refer to each other in any order (a grid to its manager, a worker to his grid).

    `known`: dataset → relation in `con` with id, name, name_hash, community_id (VARCHAR, NULL where there is none)
    of what was there before; the parcels' own good rows are added to it here. A dataset that is neither in
    `known` nor among the parcels is not checked. `before`: dataset → relation of its rows that stood before, with the
    contract's stored columns, for checks over several rows. Each parcel's `table` is made as by `check`.
    `names` of persons who are known already are masked in free text, like those that the parcels tell; rows about
    `erased` persons are set aside. `progress(share)` is told the share that is done; what it raises ends the checking.
    """
    secret = hash_key.hex()
    con.execute(macros())
    told = said_in(secret, parcels)
    persons = Persons(secret, names | told if names else told, erased)
    typed = []
    for number, parcel in enumerate(parcels):
        progress(number / len(parcels) / 2)
        typed.append(convert(con, parcel, secret=secret, today=today, names=persons.names, erased=erased))
    together = _Together(con, typed, known, before or {}, persons, today, {}, {})
    together.settle_all(progress)
    for one in typed:
        con.unregister(one.raw)
    return [together.done[parcel.table] for parcel in parcels]


@dataclass(slots=True)
class _Together:
    """Parcels under way: those referred to first, and again whatever referred to a row that was then rejected."""

    con: duckdb.DuckDBPyConnection
    typed: Sequence[Typed]
    known: Mapping[str, str]
    before: Mapping[str, str]
    persons: Persons
    today: date
    done: dict[str, Checked]
    made: dict[str, tuple[int, ...]]

    def settle_all(self, progress: Callable[[float], None]) -> None:
        order = list(contracts.catalogue())
        waiting = sorted(self.typed, key=lambda one: order.index(one.parcel.contract.id))
        for _ in range(ROUNDS):
            used = {}
            for one in waiting:
                progress(0.5 + len(self.done) / len(self.typed) / 2)
                used[one.parcel.table] = self._settle(one)
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
        resolved = refer(self.con, one, who=tables, lost=lost, secret=self.persons.secret)
        self.done[one.parcel.table] = settle(
            self.con, resolved, self.today, lambda: self._relations(one), self.persons
        )
        return used

    def _relations(self, one: Typed) -> Mapping[str, str]:
        """What the checks of a contract may look into, as views made now: what is settled by now is in them."""
        contract = one.parcel.contract
        if not contract.checks:
            return {}
        relations = {"before": f"{one.parcel.table}_before", "rest": f"{one.parcel.table}_rest"}
        before, good = self.before.get(contract.id), [good_rows(one.parcel)]
        self._view(relations["before"], standing(contract, before, [], []))
        others = self._settled(contract.id, one)
        self._view(relations["rest"], standing(contract, before, others, [*others, *good]))
        for name in {name for check in contract.checks for name in check.reads}:
            relations[name] = f"all_{name}"
            tables = self._settled(name, one)
            self._view(f"all_{name}", standing(contracts.get(name), self.before.get(name), tables, tables))
        return relations

    def _settled(self, name: str, besides: Typed) -> list[str]:
        return [table for typed, table in self._of(name) if table and typed is not besides]

    def _view(self, name: str, rows: str) -> None:
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {rows}")

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
        contract = one.parcel.contract
        references = contract.references
        counts: dict[str, int] = {}
        for other in self.typed:
            name = other.parcel.contract.id
            if name in references:
                checked = self.done.get(other.parcel.table)
                bad = len({p.row for p in other.problems if p.severity == "error"})
                rejected = checked.rejected if checked else bad
                counts[name] = counts.get(name, 0) + other.parcel.raw.size - rejected
        for check in contract.checks:  # a check sees settled rows only: it is asked again when there are more
            counts |= {f"{name} read": len(self._settled(name, one)) for name in check.reads}
        return counts
