"""Which export a table is, told from its headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from neighborcare import contracts
from neighborcare.contracts import Column, Contract
from neighborcare.errors import UnknownDataset
from neighborcare.intake.headers import is_ignored, normal, readings
from neighborcare.text import N_, Label

HINT = 1.5  # what a name in the file's title weighs against a matched column
_NUMBERED = ("编号", "编码", "代码", "号", "id")


@dataclass(frozen=True, slots=True)
class Match:
    """A header understood: contract column name → position in the header; what was not understood; what is missing.

    `ignored` are headers that carry nothing (序号, 原行号, 原因), or say again what another column says by number.
    """

    dataset: str
    columns: Mapping[str, int]
    unmatched: tuple[str, ...]
    missing: tuple[str, ...]
    ignored: tuple[str, ...] = ()


def recognise(header: Sequence[str], *, dataset: str | None = None, hints: Sequence[str] = ()) -> Match:
    """The dataset that a header belongs to. `hints`: file name, sheet name, title row (they tip the scales).

    Raises UnknownDataset when none fits, several fit alike, or the dataset said is not what the header shows.
    """
    if dataset is not None:
        return _as_said(header, contracts.get(dataset), hints)
    scored = _ranked(header, hints)
    fitting = [(score, match) for score, match in scored if not match.missing]
    if not fitting:
        raise _unknown(scored[0][1])
    if len(fitting) > 1 and fitting[0][0] - fitting[1][0] < 1:
        raise _ambiguous(fitting[0][1], fitting[1][1])
    return fitting[0][1]


def match_with(header: Sequence[str], contract: Contract) -> Match:
    """What a contract understands of a header."""
    columns: dict[str, int] = {}
    ignored: list[str] = []
    unmatched: list[str] = []
    for position in sorted(range(len(header)), key=lambda i: _rank(header[i], contract)):
        name = header[position]
        if is_ignored(name):
            ignored += [name] if name.strip() else []
            continue
        found = _column_of(name, contract)
        if found is None:
            unmatched.append(name)
        elif found.name in columns:
            ignored.append(name)
        else:
            columns[found.name] = position
    missing = tuple(c.name for c in contract.columns if c.required and not _is_there(c, columns))
    return Match(contract.id, columns, tuple(unmatched), missing, tuple(ignored))


def _is_there(column: Column, columns: Mapping[str, int]) -> bool:
    """A required column is in the file, or can be told from another one (the community from the grid)."""
    return column.name in columns or (column.name == "community_id" and "grid_id" in columns)


def _rank(header: str, contract: Contract) -> tuple[int, int]:
    """Where two headers mean one column: the exact name before a likeness, the number before the name."""
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


def _ranked(header: Sequence[str], hints: Sequence[str]) -> list[tuple[float, Match]]:
    matches = [match_with(header, contract) for contract in contracts.catalogue().values()]
    scored = [(_score(match, hints), match) for match in matches]
    return sorted(scored, key=lambda pair: (not pair[1].missing, pair[0]), reverse=True)


def _score(match: Match, hints: Sequence[str]) -> float:
    contract = contracts.get(match.dataset)
    names = {normal(name) for name in (contract.id, contract.label.zh, contract.label.en, *contract.synonyms)}
    told = any(name in normal(hint) for hint in hints for name in names)
    return len(match.columns) - 2 * len(match.missing) + (HINT if told else 0)


def _as_said(header: Sequence[str], contract: Contract, hints: Sequence[str]) -> Match:
    match = match_with(header, contract)
    if not match.missing:
        return match
    other = next((m for _, m in _ranked(header, hints) if not m.missing), None)
    if other is None:
        raise _unknown(match)
    raise UnknownDataset(
        N_("The file is said to be “{said}”, but its columns are those of “{shown}”."),
        remedy=N_("Choose “{shown}”, or send the right file."),
        said=contract.label,
        shown=contracts.get(other.dataset).label,
    )


def _unknown(nearest: Match) -> UnknownDataset:
    contract = contracts.get(nearest.dataset)
    if len(nearest.columns) < 2:
        return UnknownDataset(
            N_("No export has columns like these."),
            remedy=N_("Compare the header row with the blank templates on the Definitions page."),
        )
    return UnknownDataset(
        N_("The columns fit no export. The nearest is “{nearest}”, but it lacks: {missing}."),
        remedy=N_("Add these columns, or rename the ones that hold them."),
        nearest=contract.label,
        missing=_names(contract, nearest.missing),
    )


def _names(contract: Contract, columns: Sequence[str]) -> Label:
    labels = [contract.column(name).label for name in columns]
    return Label("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))


def _ambiguous(one: Match, other: Match) -> UnknownDataset:
    return UnknownDataset(
        N_("The columns fit “{one}” and “{other}” alike."),
        remedy=N_("Say which export it is."),
        one=contracts.get(one.dataset).label,
        other=contracts.get(other.dataset).label,
    )
