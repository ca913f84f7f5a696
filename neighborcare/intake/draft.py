"""One header tried against one contract: by what was said before, by name, by likeness, by cells, by the title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import pyarrow as pa
from rapidfuzz.fuzz import ratio

from neighborcare import contracts
from neighborcare.contracts import Column, Contract
from neighborcare.intake import evidence, likeness
from neighborcare.intake.above import Given, system_in
from neighborcare.intake.headers import is_generic, is_ignored, normal, readings
from neighborcare.intake.match import Kind, Match, Reason, Remembered, tellers
from neighborcare.text import Label

RELATED = 50  # how alike a header must be to be believed when its cells are the column's codes
_NUMBERED = ("编号", "编码", "代码", "号", "id")


@dataclass(slots=True)
class Draft:
    """A match under way: `open` are the positions of headers that are not understood yet."""

    contract: Contract
    header: Sequence[str]
    columns: dict[str, int] = field(default_factory=dict)
    ignored: list[int] = field(default_factory=list)
    reasons: dict[str, Reason] = field(default_factory=dict)
    near: dict[str, tuple[str, ...]] = field(default_factory=dict)
    open: list[int] = field(default_factory=list)
    given: dict[str, Given] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.open = list(range(len(self.header)))

    def take(self, column: str, position: int, kind: Kind, says: Label) -> None:
        """The header there is that column, for this reason."""
        self.columns[column], self.reasons[column] = position, Reason(kind, says)
        self.open.remove(position)

    def leave(self, position: int) -> None:
        """The header there carries nothing."""
        self.ignored.append(position)
        self.open.remove(position)

    def remember(self, position: int, said: Remembered | None) -> None:
        """What somebody said of it goes before everything else."""
        if said is None:
            return
        if not said.column:
            self.leave(position)
        elif said.column not in self.columns and any(c.name == said.column for c in self.contract.columns):
            self.take(said.column, position, "remembered", said.says)

    def by_name(self, position: int) -> None:
        """By the contract's own words; of two headers for one column the first asked for has it."""
        name = self.header[position]
        if is_ignored(name):
            if name.strip():
                self.leave(position)
            return
        found = _column_of(name, self.contract)
        if found is not None and found.name in self.columns:
            self.leave(position)
        elif found is not None:
            said = next(word for word in readings(name) if word in _words(self.contract.id))
            own = {normal(word) for word in found.headers[:3]}
            self.take(found.name, position, *(("name", _NAME) if said in own else ("synonym", _SYNONYM)))

    def by_likeness(self) -> None:
        """Only where header and column choose each other: the header's best, and no other header's as much."""
        chosen: dict[str, list[tuple[float, int, str]]] = {}
        for position in self.open:
            found = [
                one
                for one in likeness.candidates(self.header[position], self.contract)
                if self.reasons.get(one.column, _OPEN).kind != "remembered"
            ]
            self.near[self.header[position]] = tuple(
                one.column for one in found if one.score >= RELATED and one.column not in self.columns
            )[:3]
            best = likeness.clear(found)
            if best is not None and best.column not in self.columns:
                chosen.setdefault(best.column, []).append((best.score, position, best.word))
        for column, rivals in chosen.items():
            rivals.sort(reverse=True)
            if len(rivals) == 1 or rivals[0][0] - rivals[1][0] >= likeness.APART:
                score, position, word = rivals[0]
                self.take(column, position, "alike", _alike(self.header[position], word, score))

    def by_cells(self, cells: pa.Table) -> None:
        """Where cells say otherwise than the header, or the header says nothing."""
        self._drop_contradicted(cells)
        if evidence.are_swapped(cells, self.columns):
            both = self.columns["longitude"], self.columns["latitude"]
            self.columns["latitude"], self.columns["longitude"] = both
            self.reasons["latitude"] = self.reasons["longitude"] = Reason("values", _SWAPPED)
        missing = self.missing()
        if missing:
            self._find(missing, cells)

    def _drop_contradicted(self, cells: pa.Table) -> None:
        guessed = [name for name, reason in self.reasons.items() if reason.kind in {"synonym", "alike"}]
        for column in (self.contract.column(name) for name in guessed):
            at = self.columns[column.name]
            if column.codes and evidence.speaks_against(column, evidence.cells(cells, at)):
                self.open.append(at)
                del self.columns[column.name], self.reasons[column.name]

    def _find(self, missing: Sequence[str], cells: pa.Table) -> None:
        """Missing columns by their cells: under a header that says nothing, or one that could mean a list's column."""
        looked = {i: evidence.cells(cells, i) for i in self.open}
        generic = {i: said for i, said in looked.items() if is_generic(self.header[i])}
        for name, position in evidence.told(self.contract, missing, generic).items():
            self.take(name, position, "values", _VALUES)
        for wanted in [self.contract.column(name) for name in self.missing()]:
            is_listed = wanted.codes or wanted.reference == "communities"
            related = [i for i in self.open if is_listed and _is_related(self.header[i], wanted)]
            fitting = [i for i in related if evidence.fits(wanted, looked[i])]
            if len(fitting) == 1:
                self.take(wanted.name, fitting[0], "values", _VALUES)
            elif wanted.codes and not fitting:
                self._regain(wanted, cells)

    def _regain(self, wanted: Column, cells: pa.Table) -> None:
        """类别 and 类型 are often mixed up: a list's column that was taken for another one is told by its cells."""
        held = [
            name
            for name, at in self.columns.items()
            if self.reasons[name].kind != "remembered"
            and _is_related(self.header[at], wanted)
            and not evidence.fits(self.contract.column(name), evidence.cells(cells, at))
            and evidence.fits(wanted, evidence.cells(cells, at))
        ]
        if len(held) != 1:
            return
        at = self.columns.pop(held[0])
        del self.reasons[held[0]]
        self.columns[wanted.name], self.reasons[wanted.name] = at, Reason("values", _VALUES)
        for other in self.ignored:
            column = _column_of(self.header[other], self.contract)
            if column is not None and column.name == held[0] and column.name not in self.columns:
                self.columns[column.name], self.reasons[column.name] = other, Reason("synonym", _SYNONYM)
        self.ignored = [other for other in self.ignored if other not in self.columns.values()]

    def by_title(self, above: Mapping[str, Given]) -> None:
        """What holds for every row: a community, the day of statistics, a coordinate system."""
        missing = self.missing()
        own = {column.name: column for column in self.contract.columns}
        told = dict(above)
        for position in (self.columns[name] for name in ("longitude", "latitude") if name in self.columns):
            system = system_in(self.header[position])
            if system:
                told["crs"] = Given(system, Label("表头写明坐标系", "said in the header"))
        for name, given in told.items():
            absent = name in own and name not in self.columns
            if name == "community_id":  # a grid's name is told apart by it, even where the grid would tell it
                wanted = absent and own[name].reference == "communities"
            else:
                wanted = absent and (name in missing or name == "crs")
            if wanted:
                self.given[name] = given
                self.reasons[name] = Reason("title", given.says)

    def missing(self) -> tuple[str, ...]:
        """The required columns that nothing gives yet."""
        needed = (column for column in self.contract.columns if column.required)
        return tuple(
            column.name
            for column in needed
            if column.name not in self.given and not is_told(self.contract, column, self.columns)
        )

    def finished(self) -> Match:
        """What came of it."""
        header = self.header
        unmatched = tuple(header[i] for i in self.open if header[i].strip())
        ignored = tuple(header[i] for i in sorted(self.ignored))
        near = {name: self.near[name] for name in unmatched if self.near.get(name)}
        return Match(
            self.contract.id, self.columns, unmatched, self.missing(), ignored, self.reasons, near, self.given
        )


_NAME = Label("名称一致", "its name")
_SYNONYM = Label("常用的别名", "a usual synonym")
_VALUES = Label("按这一列的内容判断", "by what its cells hold")
_SWAPPED = Label(
    "经度、纬度两列写反了，已按数值对调", "longitude and latitude were the wrong way round; put right"
)
_OPEN = Reason("name", _NAME)


def _alike(header: str, word: str, score: float) -> Label:
    shown = header.strip()
    return Label(f"相近：{shown}≈{word} {score:.0f} %", f"alike: {shown} ≈ {word} {score:.0f} %")


def _is_related(header: str, column: Column) -> bool:
    """Whether a header could mean a column at all."""
    words = [normal(word) for word in column.headers]
    return is_generic(header) or any(
        ratio(said, word) >= RELATED for said in readings(header) for word in words
    )


def rank(header: str, contract: Contract) -> tuple[int, int]:
    """Which header is asked first: the exact name before a likeness, the number before the name."""
    words = readings(header)
    exact = next((i for i, word in enumerate(words) if word in _words(contract.id)), len(words))
    column = _column_of(header, contract)
    by_number = column is not None and column.reference is not None and words[0].endswith(_NUMBERED)
    return (exact, 0 if by_number else 1)


def _column_of(header: str, contract: Contract) -> Column | None:
    words = _words(contract.id)
    return next((words[word] for word in readings(header) if word in words), None)


@cache
def _words(dataset: str) -> Mapping[str, Column]:
    """Header word → column; a column's own names win over the synonyms of another."""
    contract = contracts.get(dataset)
    words: dict[str, Column] = {}
    for take in (3, None):
        for column in contract.columns:
            for word in column.headers[:take]:
                words.setdefault(normal(word), column)
    return words


def is_told(contract: Contract, column: Column, columns: Mapping[str, int]) -> bool:
    """A required column is in the file, or can be told from another one (the community from grid or person)."""
    return column.name in columns or (column.name == "community_id" and bool(tellers(contract, columns)))
