"""From files to batches: look first (nothing changes), then take all of it in one step.

Looking reads the files, tells what each is, checks every row, and compares the good ones with what is there:
a row that says what is known already is a duplicate, one with a known key and other content will replace it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from neighborcare import contracts
from neighborcare.errors import UserError
from neighborcare.intake import checking, reading, rejects
from neighborcare.intake.above import Communities
from neighborcare.intake.checking import Checked, Parcel, Problem
from neighborcare.intake.raw import RawTable, Skipped
from neighborcare.store import (
    batches,
    comparing,
    manifest,
    mending,
    originals,
    people,
    sent_back,
    staging,
    understanding,
)
from neighborcare.store.batches import Batch
from neighborcare.store.connection import scratch
from neighborcare.store.home import Home, sha256
from neighborcare.store.understanding import Question
from neighborcare.text import N_

Progress = Callable[[str, float], None]

STEPS = {
    "open": N_("Opening the file"),
    "decode": N_("Telling the encoding"),
    "read": N_("Reading the rows"),
    "layout": N_("Finding the header, totals and notes"),
    "done": N_("Reading the files"),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """What one table of one file is, and what will become of its rows if it is taken.

    `refusal` says why nothing of it can be taken; then the counts are 0. `known` is the batch that this very
    file went in as before. `staged` is the folder of the rows that would go in. `matched`: the file's headers
    that were understood, with the contract's column of each; `withdrawn` rows of the month that it replaces would be
    taken back; `erased` of the duplicate ones are about persons erased on request; `mends` is the batch whose rejected
    rows it brings back; `question`: why, and what may be asked yet.
    `warnings` and `skipped` (sheets beside it, told with the file's first table) are put into words by intake.notices.
    """

    file: Path
    raw: str
    dataset: str = ""
    sheet: str | None = None
    encoding: str | None = None
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    replaced: int = 0
    withdrawn: int = 0
    erased: int = 0
    mends: str = ""
    problems: tuple[Problem, ...] = ()
    unmatched: tuple[str, ...] = ()
    lines: Mapping[str, int] | None = None
    refusal: UserError | None = None
    known: str | None = None
    staged: Path | None = None
    batch: str | None = None
    matched: Mapping[str, str] = field(default_factory=dict)
    question: Question | None = None
    warnings: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """Everything about a set of files that were looked at together, on top of generation `base`."""

    base: int
    tables: tuple[Looked, ...]
    folder: Path

    @property
    def refused(self) -> bool:
        """Whether nothing may be taken: a file cannot be read, or there is no good row and some bad ones."""
        if any(table.refusal for table in self.tables):
            return True
        rejected = sum(table.rejected for table in self.tables)
        return rejected > 0 and not any(table.accepted or table.duplicate for table in self.tables)

    def leave(self) -> None:
        """Forget it: nothing stays behind."""
        shutil.rmtree(self.folder, ignore_errors=True)


def look(
    home: Home,
    files: Sequence[Path],
    *,
    dataset: str | None = None,
    datasets: Mapping[Path, str] | None = None,
    today: date | None = None,
    month: date | None = None,
    progress: Progress | None = None,
) -> Look:
    """Look at these files as one set: they may refer to each other in any order. Changes nothing.

    `month` (its first day): what stands of that month in a file's dataset and communities and is not in the file is
    taken back. Rows of other months go in as ever. Raises UserError for a dataset that has no months.
    `dataset` says what all of them are, `datasets` what single ones are; what is not said is recognised.
    An exception that `progress` raises ends it without a trace.
    """
    tell = progress or (lambda step, share: None)
    said = dict.fromkeys(files, dataset) if dataset is not None else dict(datasets or {})
    for name in said.values():
        contracts.get(name)
    base = manifest.current(home)
    active = [batches.read(home, name) for name in base.batches]
    folder = staging.begin(home)  # for rows as they came, identity numbers included
    try:
        tables = _look(home, files, said, active, folder, today or date.today(), month, tell)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Look(base.number, tuple(tables), folder)


def keep(home: Home, look_: Look, by: str) -> list[Looked]:
    """Turn what was looked at into batches on disk (no manifest names them yet). Gives the tables with their batch."""
    kept = []
    digests: dict[Path, str] = {}
    erased = {table.file for table in look_.tables if table.erased}
    for table in look_.tables:
        is_empty = not table.accepted and not table.withdrawn
        if table.refusal or table.known or is_empty or table.staged is None:
            kept.append(table)
            continue
        if table.file not in digests:  # what tells of somebody who was erased is not kept
            is_kept = table.file not in erased
            digests[table.file] = originals.keep(home, table.file) if is_kept else table.raw
        raw = digests[table.file]
        batch = Batch(
            id=batches.new_id(table.dataset, raw),
            dataset=table.dataset,
            file=table.file.name,
            raw=raw,
            taken_at=datetime.now().isoformat(timespec="seconds"),
            by=by,
            read=table.read,
            accepted=table.accepted,
            rejected=table.rejected,
            duplicate=table.duplicate,
            replaced=table.replaced,
            withdrawn=table.withdrawn,
            mends=table.mends,
            sheet=table.sheet,
            erased=table.erased,
        )
        batches.write(home, batch, sorted(table.staged.iterdir()))
        kept.append(replace(table, batch=batch.id))
    return kept


def problems(home: Home, batch_id: str) -> tuple[Problem, ...]:
    """What was wrong with the rows of a batch's file. Raises NotFound."""
    return sent_back.read_problems(batches.read(home, batch_id).folder(home))


def with_hints(looked: Looked, hints: Sequence[Problem]) -> Looked:
    """A staged table with further warnings, which its batch will keep."""
    if not hints or looked.staged is None:
        return looked
    told = (*looked.problems, *hints)
    sent_back.write_problems(looked.staged, told)
    return replace(looked, problems=told)


def rejected_workbook(home: Home, folder: Path, language: str) -> bytes:
    """The rejected rows of a staged table or a batch, as a workbook to correct and send again.

    Raises UserError where they are not kept, or where another key sealed them.
    """
    rows = sent_back.rows(home, folder)
    if rows is None:
        raise UserError(
            N_("The rows that were sent back are not kept any more."),
            remedy=N_("Mend the file that you have, by the row numbers in the table, and load it again."),
        )
    header = json.loads(rows.schema.metadata[b"header"])
    raw = RawTable(folder, None, None, None, tuple(header), rows, {"data": rows.num_rows})
    return rejects.workbook(raw, sent_back.read_problems(folder), language=language)


def _look(
    home: Home,
    files: Sequence[Path],
    said: Mapping[Path, str],
    active: Sequence[Batch],
    folder: Path,
    today: date,
    month: date | None,
    tell: Progress,
) -> list[Looked]:
    tell(N_("Reading the files"), 0.0)
    known = {} if month else {batch.raw: batch for batch in active}
    hashes = {file: sha256(file) for file in files}
    fresh = [file for file in dict.fromkeys(files) if hashes[file] not in known]
    read = dict(zip(fresh, _read(fresh, folder, tell), strict=True)) if fresh else {}
    found: list[Looked] = []
    parcels: list[tuple[int, Parcel]] = []
    communities = understanding.communities(home, active)
    for file in dict.fromkeys(files):
        before = [batch for batch in active if batch.raw == hashes[file] and batch.raw in known]
        result = read.get(file)
        if before:
            found += [_seen_before(home, file, batch) for batch in before]
        elif isinstance(result, UserError):
            found.append(Looked(file, hashes[file], refusal=result))
        elif result is not None:
            _recognise(home, file, hashes[file], result, said.get(file), communities, found, parcels)
    tell(N_("Checking every row"), 0.4)
    if parcels:
        _check(home, parcels, found, active, folder, today, month, tell)
    tell(N_("Checked"), 1.0)
    return found


def _read(files: Sequence[Path], folder: Path, tell: Progress) -> list[reading.Outcome]:
    """Reading, told again and again, so that whoever no longer wants it can say so at any time."""
    last = [(STEPS["open"], 0.0)]

    def told(step: str, share: float) -> None:
        last[0] = (step, share)
        tell(step, share)

    return reading.read(files, progress=_steps(told, len(files)), alive=lambda: tell(*last[0]), folder=folder)


def _steps(tell: Progress, files: int) -> Callable[[int, str], None]:
    """Reading is two fifths of a look; each file's step is told as it begins."""
    return lambda index, step: tell(STEPS.get(step, STEPS["read"]), 0.4 * (index + (step == "done")) / files)


def _seen_before(home: Home, file: Path, batch: Batch) -> Looked:
    """The same file again: every row of it is there, or was rejected, already."""
    return Looked(
        file,
        batch.raw,
        batch.dataset,
        batch.sheet,
        read=batch.read,
        rejected=batch.rejected,
        duplicate=batch.accepted + batch.duplicate,
        problems=problems(home, batch.id),
        known=batch.id,
    )


def _recognise(
    home: Home,
    file: Path,
    digest: str,
    tables: Sequence[RawTable],
    dataset: str | None,
    communities: Communities,
    found: list[Looked],
    parcels: list[tuple[int, Parcel]],
) -> None:
    for raw in tables:
        looked = Looked(
            file,
            digest,
            sheet=raw.sheet,
            encoding=raw.encoding,
            lines=raw.lines,
            warnings=raw.warnings,
            skipped=raw.skipped,
        )
        try:
            known = understanding.understand(home, raw, dataset, communities)
        except UserError as error:
            asked = understanding.question(raw, error, communities)
            found.append(replace(looked, refusal=error, question=asked))
            continue
        match = known.match
        parcels.append(
            (len(found), Parcel(contracts.get(match.dataset), known.raw, match, f"new_{len(found)}"))
        )
        places = sorted((position, name) for name, position in match.columns.items())
        found.append(
            replace(
                looked,
                dataset=match.dataset,
                unmatched=match.unmatched,
                matched={known.raw.header[position]: name for position, name in places},
                question=known.question,
            )
        )


def _check(
    home: Home,
    parcels: Sequence[tuple[int, Parcel]],
    found: list[Looked],
    active: Sequence[Batch],
    folder: Path,
    today: date,
    month: date | None,
    tell: Progress,
) -> None:
    with scratch() as con:
        known, old = comparing.before(con, home, [parcel.contract for _, parcel in parcels], active)
        checked = checking.check_together(
            con,
            [parcel for _, parcel in parcels],
            known=known,
            before=old,
            hash_key=home.secret(),
            today=today,
            names=people.known(home, active),
            erased=people.erased(home),
            progress=lambda share: tell(N_("Checking every row"), 0.4 + 0.5 * share),
        )
        left = [result.dataset for result in checked]
        for (place, parcel), result in zip(parcels, checked, strict=True):
            tell(N_("Comparing with what is there"), 1 - 0.1 * len(left) / len(checked))
            mends = mending.mended_batch(home, parcel.raw, parcel.contract.id, active)
            found[place] = replace(found[place], mends=mends)
            left.remove(result.dataset)
            is_last = result.dataset not in left
            found[place] = _stage(con, home, parcel, result, found[place], folder, month, is_last)


def _stage(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    parcel: Parcel,
    checked: Checked,
    looked: Looked,
    folder: Path,
    month: date | None,
    is_last: bool,
) -> Looked:
    """Stage what is new as Parquet, and what was wrong."""
    staged = folder / checked.table
    staged.mkdir()
    compared = comparing.compare(con, checked, staged, month=month, is_last=is_last)
    _stage_problems(con, home, parcel, checked.problems, staged)
    return replace(
        looked,
        read=checked.read,
        accepted=compared.accepted,
        rejected=checked.rejected,
        duplicate=checked.duplicate + checked.accepted - compared.accepted,
        replaced=compared.replaced,
        withdrawn=compared.withdrawn,
        erased=checked.erased,
        problems=tuple(checked.problems),
        staged=staged,
    )


def _stage_problems(
    con: duckdb.DuckDBPyConnection, home: Home, parcel: Parcel, problems: Sequence[Problem], staged: Path
) -> None:
    if not problems:
        return
    raw = parcel.raw
    errors = pa.array(sorted({p.row for p in problems if p.severity == "error"}), pa.int64())
    bad = raw.table.filter(pc.is_in(raw.table["_row"], value_set=errors))
    if len(bad):
        told = {"header": list(raw.header), "columns": dict(parcel.match.columns)}
        sent_back.write(con, home, bad, parcel.contract, told, staged)
    sent_back.write_problems(staged, problems)
