"""What each export is. One TOML file a dataset; everything else about a dataset is derived from it.

A contract says the grain, the columns with their names in both languages and the headers that offices
write, the closed code lists, and the rules. Header matching, conversion, the store's schema, the blank
template, and the page that documents it all read these objects and nothing else.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast

from neighborcare.errors import NotFound
from neighborcare.text import N_, Label

FOLDER = Path(__file__).parent
_NAMED = re.compile(r"\{\w+\}")

Kind = Literal[
    "text", "date", "datetime", "time", "integer", "number", "boolean", "code", "codes", "reference"
]
Keep = Literal["as is", "mask", "hash", "drop"]
Severity = Literal["error", "warning"]
Due = Literal["month", "year", "change"]

SQL_TYPES: Mapping[Kind, str] = MappingProxyType(
    {
        "text": "VARCHAR",
        "date": "DATE",
        "datetime": "TIMESTAMP",
        "time": "VARCHAR",
        "integer": "BIGINT",
        "number": "DOUBLE",
        "boolean": "BOOLEAN",
        "code": "VARCHAR",
        "codes": "VARCHAR",
        "reference": "VARCHAR",
    }
)


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a closed list: its code, its names, and other spellings that are accepted."""

    code: str
    label: Label
    synonyms: tuple[str, ...] = ()

    def spellings(self) -> tuple[str, ...]:
        """Everything that means this code in a file."""
        return (self.code, self.label.zh, self.label.en, *self.synonyms)


WORDED_KEYS = frozenset({"title"})
"Keys that people read: kept with their spaces and commas as they were written."


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export.

    `keep` says what passes the intake: a masked name keeps also its keyed hash (`<name>_hash`) so that
    references by name still work; a hashed value is kept only as `<name>_hash`; a dropped one not at all.
    `groups` are words that mean several codes at once (每天). A `planned` date may lie ahead; a `lenient`
    reference to someone unknown is a warning and keeps the row. `told_by`: the time that brings the value with it,
    so that on an earlier as-of date it is not known.
    """

    name: str
    kind: Kind
    label: Label
    synonyms: tuple[str, ...] = ()
    required: bool = False
    key: bool = False
    reference: str | None = None
    codes: tuple[Code, ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    personal: str = ""
    keep: Keep = "as is"
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    planned: bool = False
    lenient: bool = False
    told_by: str | None = None
    note: Label | None = None

    @property
    def is_identifier(self) -> bool:
        """Whether its text has one spelling only (half-width, no spaces): an ID or a band, not a title."""
        return self.kind == "text" and (
            self.name.endswith("_id") or (self.key and self.name not in WORDED_KEYS)
        )

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that means this column."""
        return (self.name, self.label.zh, self.label.en, *self.synonyms)

    @property
    def stored(self) -> tuple[tuple[str, str], ...]:
        """The columns (name, SQL type) that the store keeps of it."""
        if self.keep == "drop":
            return ()
        if self.keep == "hash":
            return ((f"{self.name}_hash", "VARCHAR"),)
        own = ((self.name, SQL_TYPES[self.kind]),)
        return (*own, (f"{self.name}_hash", "VARCHAR")) if self.keep == "mask" else own


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition that every row must meet; `holds` is SQL over this contract's columns (NULL counts as met).

    `$today` is bound. A row that breaks an error is rejected, one that breaks a warning is told of.
    """

    code: str
    columns: tuple[str, ...]
    holds: str
    says: Label
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """A question over several rows, asked by `intake/checks/<code>.sql`, which gives the rows that are wrong.

    What that SQL may read and give is told in intake/crosschecks.py. `columns`: those it is about, the one to
    blame last; `reads`: the datasets besides its own that it looks into. `says` may name any column the SQL gives.
    """

    code: str
    columns: tuple[str, ...]
    says: Label
    severity: Severity = "error"
    reads: tuple[str, ...] = ()

    @property
    def gist(self) -> Label:
        """Its sentence for no row in particular."""
        return Label(_NAMED.sub("…", self.says.zh), _NAMED.sub("…", self.says.en))


@dataclass(frozen=True, slots=True)
class Contract:
    """One export: its columns in order, its rules, and the column that says when a row happened.

    A `snapshot` states what was so on a day (a census); its rows are never too new to be read. `due` says how often
    it is handed in: every month, once a year, or when something changes; `due_day`: until which day of the month
    after.
    """

    id: str
    label: Label
    grain: Label
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    checks: tuple[Check, ...] = ()
    when: str | None = None
    synonyms: tuple[str, ...] = ()
    carries: tuple[str, ...] = ()
    snapshot: bool = False
    due: Due = "change"
    due_day: int = 5

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.id}.{name}")

    @property
    def is_fact(self) -> bool:
        """Whether a row is something that was done (and not someone or somewhere)."""
        return "_fact" in self.carries

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the key columns."""
        return tuple(column.name for column in self.columns if column.key)

    @property
    def stored(self) -> tuple[tuple[str, str], ...]:
        """The store's schema: (column, SQL type) in order."""
        return tuple(pair for column in self.columns for pair in column.stored)

    @property
    def references(self) -> tuple[str, ...]:
        """The datasets that this one refers to, itself left out."""
        found = (column.reference for column in self.columns if column.reference)
        return tuple(dict.fromkeys(name for name in found if name != self.id))


@cache
def catalogue() -> Mapping[str, Contract]:
    """All contracts by id, in the order in which they should be loaded (what is referred to first)."""
    found = {path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml")) if path.stem[0] != "_"}
    ordered: dict[str, Contract] = {}
    pending = dict(found)
    while pending:
        free = [name for name, c in pending.items() if not any(r in pending for r in c.references)]
        # Two ledgers may name each other (a grid its manager, a worker his grid): the one that others need most first.
        name = free[0] if free else _most_needed(pending)
        ordered[name] = pending.pop(name)
    return MappingProxyType(ordered)


def get(dataset: str) -> Contract:
    """The contract with that id. Raises NotFound."""
    try:
        return catalogue()[dataset]
    except KeyError:
        raise NotFound(
            N_("There is no dataset “{dataset}”."),
            remedy=N_("Known datasets: {known}."),
            dataset=dataset,
            known=", ".join(catalogue()),
        ) from None


def _most_needed(pending: Mapping[str, Contract]) -> str:
    needed = [r for c in pending.values() for r in c.references if r in pending]
    return max(sorted(set(needed)), key=needed.count)


def _read(path: Path) -> Contract:
    entry = tomllib.loads(path.read_text(encoding="utf-8"))
    columns = [_column(item) for item in entry["column"]]
    own = {column.name for column in columns}
    for shared in entry.get("carries", ()):
        carried = tomllib.loads((FOLDER / f"{shared}.toml").read_text(encoding="utf-8"))
        columns += [_column(item) for item in carried["column"] if item["name"] not in own]
    return Contract(
        id=path.stem,
        label=_label(entry),
        grain=Label(entry["grain_zh"], entry["grain_en"]),
        columns=tuple(columns),
        rules=tuple(_rule(item) for item in entry.get("rule", ())),
        checks=tuple(_check(item) for item in entry.get("check", ())),
        when=entry.get("when"),
        synonyms=tuple(entry.get("synonyms", ())),
        carries=tuple(entry.get("carries", ())),
        snapshot=bool(entry.get("snapshot", False)),
        due=_due(entry),
        due_day=int(entry.get("due_day", 5)),
    )


def _due(entry: Mapping[str, Any]) -> Due:
    """As the contract says; else what was done is due by the month, a census by the year, a ledger when it changes."""
    usual = "month" if "_fact" in entry.get("carries", ()) else "year" if entry.get("snapshot") else "change"
    return cast("Due", entry.get("due", usual))


def _label(entry: Mapping[str, Any]) -> Label:
    return Label(str(entry["zh"]), str(entry["en"]))


def _rule(entry: Mapping[str, Any]) -> Rule:
    severity = cast("Severity", entry.get("severity", "error"))
    return Rule(str(entry["code"]), tuple(entry["columns"]), str(entry["holds"]), _label(entry), severity)


def _check(entry: Mapping[str, Any]) -> Check:
    severity = cast("Severity", entry.get("severity", "error"))
    reads = tuple(entry.get("reads", ()))
    return Check(str(entry["code"]), tuple(entry["columns"]), _label(entry), severity, reads)


def _column(entry: Mapping[str, Any]) -> Column:
    name = str(entry["name"])
    reference = entry.get("reference")
    codes = tuple(
        Code(str(code["code"]), _label(code), tuple(code.get("synonyms", ())))
        for code in entry.get("codes", ())
    )
    kind = cast("Kind", entry.get("type") or _kind_of(name, bool(codes), reference))
    groups = tuple((word, tuple(several)) for word, several in entry.get("groups", {}).items())
    keep = {"note_zh", "note_en", "zh", "en", "type", "codes", "groups", "synonyms"}
    plain = {key: value for key, value in entry.items() if key not in keep}
    note = Label(entry["note_zh"], entry["note_en"]) if "note_zh" in entry else None
    synonyms = tuple(entry.get("synonyms", ()))
    return Column(
        **plain, kind=kind, label=_label(entry), codes=codes, groups=groups, synonyms=synonyms, note=note
    )


def _kind_of(name: str, has_codes: bool, reference: str | None) -> Kind:
    """Types follow the name (domain/datasets.md); a column that is different says its own `type`."""
    if reference:
        return "reference"
    if has_codes:
        return "code"
    if name.startswith("is_"):
        return "boolean"
    if name.endswith("_date"):
        return "date"
    if name.endswith("_at"):
        return "datetime"
    if name.endswith(("_count", "_qty")) or name in {"households", "population", "count"}:
        return "integer"
    return "number" if name in {"longitude", "latitude"} else "text"
