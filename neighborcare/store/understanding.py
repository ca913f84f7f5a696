"""A table as it was read, understood: what the home knows of its community, headers and the words above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow.parquet as pq

from neighborcare.errors import UserError
from neighborcare.intake import above, evidence, filling, matching
from neighborcare.intake.match import Match, Reason
from neighborcare.intake.matching import Unmatched
from neighborcare.intake.raw import RawTable
from neighborcare.intake.scrubbing import scrubbed
from neighborcare.store import batches, mappings
from neighborcare.store.batches import Batch
from neighborcare.store.home import Home
from neighborcare.text import Label

_TITLE = Label("标题", "title")
_SHEET = Label("工作表名", "sheet's name")
_FILE = Label("文件名", "file's name")


EXAMPLES = 3  # cells of a column that are shown beside the question


@dataclass(frozen=True, slots=True)
class Question:
    """How a table's headers were understood, and what a person may be asked of the rest.

    `dataset` is the export (the nearest one, where none fits), `community` whose answers count ("": the street's).
    `reasons`: header as written → (contract's column, why it was taken for it). `open`: each header that was not
    understood → the columns it may be, the likeliest first; `examples`: what some of its cells say. `missing` are
    the required columns that nothing was found for.
    """

    dataset: str
    community: str
    reasons: Mapping[str, tuple[str, Reason]]
    open: Mapping[str, tuple[str, ...]]
    examples: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """A table with all the columns that its contract can be given, and what they are."""

    raw: RawTable
    match: Match
    question: Question


def understand(home: Home, raw: RawTable, dataset: str | None, communities: above.Communities) -> Understood:
    """Which export a table is and which column is what. Raises Unmatched with the nearest export.

    `dataset` says what it is; `communities`: id → name of those that the office has, or that come in beside it.
    """
    places = [(_TITLE, raw.title), (_SHEET, raw.sheet or ""), (_FILE, raw.file.stem)]
    whose = community(raw, communities)
    raw = filling.split_joint(raw)
    match = matching.recognise(
        raw.header,
        dataset=dataset,
        hints=[raw.file.stem, raw.sheet or "", raw.title],
        cells=raw.table,
        memory=mappings.memory(home, whose),
        above=above.told_above(places, communities),
    )
    filled, match = filling.fill(filling.scale(raw, match), match)
    return Understood(filled, match, _asked(filled, match, whose))


def question(raw: RawTable, error: UserError, communities: above.Communities) -> Question | None:
    """What may be asked about a table that fits no export; None where not even a nearest one is known."""
    nearest = error.nearest if isinstance(error, Unmatched) else None
    return _asked(filling.split_joint(raw), nearest, community(raw, communities)) if nearest else None


def _asked(raw: RawTable, match: Match, community: str) -> Question:
    header = raw.header
    places = sorted((position, name) for name, position in match.columns.items())
    reasons = {header[at]: (name, match.reasons[name]) for at, name in places if name in match.reasons}
    examples = {name: _examples(raw, header.index(name)) for name in match.unmatched}
    near = {name: match.candidates.get(name, ()) for name in match.unmatched}
    return Question(match.dataset, community, reasons, near, examples, match.missing)


def _examples(raw: RawTable, position: int) -> tuple[str, ...]:
    different = list(dict.fromkeys(evidence.cells(raw.table, position)))
    return tuple(map(scrubbed, different[:EXAMPLES]))


def community(raw: RawTable, communities: above.Communities) -> str:
    """Whose table it is: the one community of its rows, else of its title, sheet or file name; "" for several."""
    said = above.community_of(raw.header, raw.table, communities)
    names = (above.community_in(text, communities) for text in (raw.title, raw.sheet or "", raw.file.stem))
    return said or next((name for name in names if name), "")


def communities(home: Home, active: Sequence[Batch]) -> above.Communities:
    """The communities that the office has: id → name, as the newest batch has it."""
    found: dict[str, str] = {}
    for batch in active:
        if batch.dataset == "communities":
            table = pq.read_table(
                batch.folder(home) / batches.EXPORT_ROWS, columns=["community_id", "community_name"]
            )
            found |= dict(zip(*(table[name].to_pylist() for name in table.column_names), strict=True))
    return found
