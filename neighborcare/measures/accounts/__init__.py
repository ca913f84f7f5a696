"""The five published accounts and their service systems. One TOML file an account; nothing else lists them.

A system says which rows it lives on (`exports`), what of its published figures is counted how (`metrics`), its KPIs and
the page that shows it. Conditions name columns of contracts and their codes, and are held against the contracts when
the files are read, so that a slip stops the start. The published figures themselves are data (`published_figures`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast

from neighborcare import contracts
from neighborcare.contracts import Column, Contract
from neighborcare.errors import NotFound
from neighborcare.text import N_, Label

FOLDER = Path(__file__).parent

Measure = Literal["rows", "sum", "distinct", "max", "first_year"]
Test = Literal["any", "is", "in", "contains"]
Said = bool | str | Sequence[str] | Mapping[str, str]
MEASURES: Mapping[Measure, frozenset[str]] = MappingProxyType(
    {
        "rows": frozenset(),
        "sum": frozenset({"integer", "number"}),
        "max": frozenset({"integer", "number"}),
        "distinct": frozenset({"text", "reference", "code"}),
        "first_year": frozenset({"date", "datetime"}),
    }
)
"What is counted, and the kinds of columns that it may be counted of."


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a row: its column says anything at all, is yes or no, is one of the values, or holds one.

    `via`: the reference column through which the column is reached, where it is another dataset's.
    """

    column: str
    test: Test
    values: tuple[str | bool, ...] = ()
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows of which dataset, and what is counted of them. `when`: the time that must lie in the period."""

    dataset: str
    where: tuple[Condition, ...] = ()
    measure: Measure = "rows"
    column: str | None = None
    when: str | None = None

    @property
    def is_sensitive(self) -> bool:
        """Whether it counts persons or households in need, health or disputes, so that a small count is hidden."""
        columns = contracts.get(self.dataset).columns
        is_theirs = any(c.personal == "S" or (c.reference == "key_people" and not c.lenient) for c in columns)
        return is_theirs and (self.measure in ("rows", "sum") or self.column in ("person_id", "household_id"))


@dataclass(frozen=True, slots=True)
class Metric:
    """A published figure by its name in the export, and how it is counted; None: it is quoted only."""

    label: Label
    question: Question | None


@dataclass(frozen=True, slots=True)
class System:
    """One service system: what it is called and does, where it stands, and what it lives on."""

    id: str
    account: str
    label: Label
    does: Label
    pillar: str
    page: str
    kpis: tuple[str, ...]
    exports: tuple[Question, ...]
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """One published account: its community, by the name that the export of communities has, and its period."""

    id: str
    label: Label
    place: Label
    period: Label
    first: date | None
    last: date | None
    systems: tuple[System, ...]


@cache
def accounts() -> Mapping[str, Account]:
    """The accounts by letter, in the order of the files."""
    found = [_account(tomllib.loads(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("*.toml")]
    return MappingProxyType(
        {account.id: account for account in sorted(found, key=lambda a: "LRJXS".find(a.id))}
    )


@cache
def systems() -> Mapping[str, System]:
    """All systems by id."""
    return MappingProxyType({s.id: s for account in accounts().values() for s in account.systems})


def get(system: str) -> System:
    """The system with that id. Raises NotFound."""
    try:
        return systems()[system]
    except KeyError:
        raise NotFound(
            N_("There is no service system “{system}”."),
            remedy=N_("Known systems: {known}."),
            system=system,
            known=", ".join(systems()),
        ) from None


def _account(entry: Mapping[str, Any]) -> Account:
    return Account(
        id=str(entry["id"]),
        label=_label(entry),
        place=_label(entry, "place_"),
        period=_label(entry, "period_"),
        first=entry.get("first"),
        last=entry.get("last"),
        systems=tuple(_system(str(entry["id"]), item) for item in entry["system"]),
    )


def _label(entry: Mapping[str, Any], prefix: str = "") -> Label:
    return Label(str(entry[f"{prefix}zh"]), str(entry[f"{prefix}en"]))


def _system(account: str, entry: Mapping[str, Any]) -> System:
    return System(
        id=str(entry["id"]),
        account=account,
        label=_label(entry),
        does=_label(entry, "does_"),
        pillar=str(entry["pillar"]),
        page=str(entry["page"]),
        kpis=tuple(entry["kpis"]),
        exports=tuple(_question(item) for item in entry["exports"]),
        metrics=tuple(_metric(item) for item in entry.get("metrics", ())),
    )


def _metric(entry: Mapping[str, Any]) -> Metric:
    return Metric(
        Label(str(entry["metric"]), str(entry["en"])), _question(entry) if "dataset" in entry else None
    )


def _question(entry: Mapping[str, Any]) -> Question:
    contract = contracts.get(str(entry["dataset"]))
    measure = cast("Measure", entry.get("measure", "rows"))
    column, when = entry.get("column"), entry.get("when")
    if measure != "rows" and contract.column(str(column)).kind not in MEASURES[measure]:
        raise ValueError(f"{contract.id}.{column} has no {measure}")
    if when and contract.column(when).kind not in ("date", "datetime"):
        raise ValueError(f"{contract.id}.{when} is no time")
    where = tuple(_condition(contract, name, said) for name, said in entry.get("where", {}).items())
    return Question(contract.id, where, measure, column, when)


def _condition(contract: Contract, name: str, said: Said) -> Condition:
    """`"*"` anything, true or false, a value or several, or `{ contains = "…" }`."""
    via, _, column = name.rpartition(".")
    if via:
        contract = contracts.get(str(contract.column(via).reference))
    found = contract.column(column)
    if said == "*":
        return Condition(column, "any", via=via or None)
    if isinstance(said, bool):
        if found.kind != "boolean":
            raise ValueError(f"{contract.id}.{column} is not yes or no")
        return Condition(column, "is", (said,), via or None)
    if isinstance(said, Mapping):
        return Condition(column, "contains", (str(said["contains"]),), via or None)
    values = (said,) if isinstance(said, str) else tuple(said)
    _check_codes(contract, found, values)
    return Condition(column, "in", values, via or None)


def _check_codes(contract: Contract, column: Column, values: tuple[str, ...]) -> None:
    unknown = set(values) - {code.code for code in column.codes}
    if column.codes and unknown:
        raise ValueError(f"{contract.id}.{column.name} has no code {', '.join(sorted(unknown))}")
