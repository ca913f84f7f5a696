"""Persons who were erased on request: rows about them are set aside, told by keyed hashes alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from neighborcare.contracts import Contract
from neighborcare.intake.known_names import PEOPLE, hashed
from neighborcare.intake.parcel import Problem
from neighborcare.intake.reasons import reason
from neighborcare.intake.statements import run, statement
from neighborcare.text import Label

CODE = "erased"
ALIAS = "~erased-"
"What the IDs begin with under which rows of erased persons stay."

_UNKNOWN = ("unknown_reference", "reference_rejected")


@dataclass(frozen=True, slots=True)
class Erased:
    """Keyed hashes of what told these persons: IDs, identity numbers, names (see `of_id` and `nc_secret`)."""

    ids: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def rows(self, con: duckdb.DuckDBPyConnection, table: str, contract: Contract, secret: str) -> set[int]:
        """The rows of a typed table (references as written) that give an erased person's ID or identity number."""
        if not self.ids:
            return set()
        bound = {"secret": secret, "ids": sorted(self.ids), "numbers": sorted(self.numbers)}
        found: set[int] = set()
        for name in _person_columns(contract):
            sql = statement("of_erased", table=table, column=name)
            found |= {row for (row,) in run(con, sql, bound).fetchall()}
        if "id_number_hash" in dict(contract.stored):
            sql = f"SELECT _row FROM {table} WHERE list_contains($numbers, id_number_hash)"
            found |= {row for (row,) in run(con, sql, bound).fetchall()}
        return found

    def named(self, problems: list[Problem], contract: Contract, secret: str) -> set[int]:
        """The rows that name somebody whom no ledger knows, and who was erased."""
        people = {column.name for column in contract.columns if column.reference in PEOPLE}
        return {
            problem.row
            for problem in problems
            if problem.code in _UNKNOWN and problem.name in people and problem.value
            if hashed(secret, "".join(problem.value.split())) in self.names
        }


NOBODY = Erased()


def of_id(secret: str, person: str) -> str:
    """What the list keeps of a person's ID."""
    return hashed(secret, f"person {person}")


def set_aside(rows: set[int]) -> list[Problem]:
    """What is told of such rows: nothing but that."""
    words = reason(CODE, Label("", ""))
    return [Problem(row, "", "", None, CODE, words, "warning") for row in sorted(rows)]


def _person_columns(contract: Contract) -> Iterator[str]:
    if contract.id in PEOPLE:
        yield contract.key[0]
    yield from (column.name for column in contract.columns if column.reference in PEOPLE and column.stored)
