"""Which export a table is, and which column is what: told from its headers, and where they fail from its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.errors import UnknownDataset
from neighborcare.intake.above import Given
from neighborcare.intake.draft import Draft, rank
from neighborcare.intake.headers import normal
from neighborcare.intake.match import Match, Memory
from neighborcare.text import N_, Label

HINT = 1.5  # what a name in the file's title weighs against a matched column
WORTH = 3  # one header in so many must be known by name before others are guessed at


class Unmatched(UnknownDataset):
    """No export has such columns; `nearest` is what came closest, for the page to ask about the rest."""

    nearest: Match | None = None


def recognise(
    header: Sequence[str],
    *,
    dataset: str | None = None,
    hints: Sequence[str] = (),
    cells: pa.Table | None = None,
    memory: Memory | None = None,
    above: Mapping[str, Given] | None = None,
) -> Match:
    """The dataset that a header belongs to. `hints`: file name, sheet name, title row (they tip the scales).

    `cells`: the table (c0, c1, …), where what a column holds may help; `memory`: what was said of headers before;
    `above`: what is said once for the whole table, by column.
    Raises Unmatched when none fits, several fit alike, or the dataset said is not what the header shows.
    """
    matcher = _Matcher(header, cells, memory or {}, above or {})
    if dataset is not None:
        return _as_said(matcher, contracts.get(dataset), hints)
    scored = _ranked(matcher, hints)
    if all(match.missing for _, match in scored):
        scored = _ranked(matcher, hints, guess=True)
    fitting = [(score, match) for score, match in scored if not match.missing]
    if not fitting:
        raise _unknown(scored[0][1])
    if len(fitting) > 1 and fitting[0][0] - fitting[1][0] < 1:
        raise _ambiguous(fitting[0][1], fitting[1][1])
    return fitting[0][1]


def match_with(
    header: Sequence[str], contract: Contract, *, cells: pa.Table | None = None, memory: Memory | None = None
) -> Match:
    """What a contract understands of a header."""
    return _Matcher(header, cells, memory or {}, {}).match(contract, guess=True)


@dataclass(frozen=True, slots=True)
class _Matcher:
    """One header, tried against contracts."""

    header: Sequence[str]
    cells: pa.Table | None
    memory: Memory
    above: Mapping[str, Given]

    def match(self, contract: Contract, *, guess: bool) -> Match:
        draft = Draft(contract, self.header)
        for position, name in enumerate(self.header):
            draft.remember(position, self.memory.get((contract.id, normal(name))))
        for position in sorted(draft.open, key=lambda i: rank(self.header[i], contract)):
            draft.by_name(position)
        if guess or len(draft.columns) * WORTH >= len(self.header):
            draft.by_likeness()
            if self.cells is not None:
                draft.by_cells(self.cells)
        draft.by_title(self.above)
        return draft.finished()


def _ranked(matcher: _Matcher, hints: Sequence[str], *, guess: bool = False) -> list[tuple[float, Match]]:
    matches = [matcher.match(contract, guess=guess) for contract in contracts.catalogue().values()]
    scored = [(_score(match, hints), match) for match in matches]
    return sorted(scored, key=lambda pair: (not pair[1].missing, pair[0]), reverse=True)


def _score(match: Match, hints: Sequence[str]) -> float:
    contract = contracts.get(match.dataset)
    names = {normal(name) for name in (contract.id, contract.label.zh, contract.label.en, *contract.synonyms)}
    told = any(name in normal(hint) for hint in hints for name in names)
    return len(match.columns) - 2 * len(match.missing) + (HINT if told else 0)


def _as_said(matcher: _Matcher, contract: Contract, hints: Sequence[str]) -> Match:
    match = matcher.match(contract, guess=True)
    if not match.missing:
        return match
    other = next((m for _, m in _ranked(matcher, hints) if not m.missing), None)
    if other is None or len(other.columns) <= len(match.columns):
        raise _lacking(match)
    raise UnknownDataset(
        N_("The file is said to be “{said}”, but its columns are those of “{shown}”."),
        remedy=N_("Choose “{shown}”, or send the right file."),
        said=contract.label,
        shown=contracts.get(other.dataset).label,
    )


def _unknown(nearest: Match) -> UnknownDataset:
    if len(nearest.columns) < 2:
        return Unmatched(
            N_("No export has columns like these."),
            remedy=N_("Compare the header row with the blank templates on the Definitions page."),
        )
    return _lacking(nearest)


def _lacking(nearest: Match) -> UnknownDataset:
    """What is missing by name, and which headers may hold it."""
    contract = contracts.get(nearest.dataset)
    candidates = "、".join(name.strip() for name in nearest.unmatched)
    error = Unmatched(
        N_("The columns fit no export. The nearest is “{nearest}”, but it lacks: {missing}."),
        remedy=(
            N_("Say which of these columns holds it, or add it: {candidates}.")
            if candidates
            else N_("Add these columns, or rename the ones that hold them.")
        ),
        nearest=contract.label,
        missing=_names(contract, nearest.missing),
        **({"candidates": candidates} if candidates else {}),
    )
    error.nearest = nearest
    return error


def _names(contract: Contract, columns: Sequence[str]) -> Label:
    labels = [contract.column(name).label for name in columns]
    return Label("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))


def _ambiguous(one: Match, other: Match) -> UnknownDataset:
    error = Unmatched(
        N_("The columns fit “{one}” and “{other}” alike."),
        remedy=N_("Say which export it is."),
        one=contracts.get(one.dataset).label,
        other=contracts.get(other.dataset).label,
    )
    return error
