"""From files to batches: look first (nothing changes), then take all of it in one step.

Looking reads the files, tells what each is, checks every row, and compares the good ones with what is there:
a row that says what is known already is a duplicate, one with a known key and other content will replace it.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.errors import UserError
from neighborcare.intake import checking, matching, reading, rejects
from neighborcare.intake.checking import Checked, Parcel, Problem
from neighborcare.intake.raw import RawTable
from neighborcare.store import batches, manifest, workspace
from neighborcare.store.batches import Batch
from neighborcare.store.connection import scratch
from neighborcare.store.home import Home, sha256
from neighborcare.text import N_, Label

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
    that were understood, with the contract's column of each.
    """

    file: Path
    raw: str
    dataset: str = ""
    sheet: str | None = None
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    replaced: int = 0
    problems: tuple[Problem, ...] = ()
    unmatched: tuple[str, ...] = ()
    lines: Mapping[str, int] | None = None
    refusal: UserError | None = None
    known: str | None = None
    staged: Path | None = None
    batch: str | None = None
    matched: Mapping[str, str] = field(default_factory=dict)


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
    progress: Progress | None = None,
) -> Look:
    """Look at these files as one set: they may refer to each other in any order. Changes nothing.

    `dataset` says what all of them are, `datasets` what single ones are; what is not said is recognised.
    An exception that `progress` raises ends it without a trace.
    """
    tell = progress or (lambda step, share: None)
    said = dict.fromkeys(files, dataset) if dataset is not None else dict(datasets or {})
    for name in said.values():
        contracts.get(name)
    base = manifest.current(home)
    active = [batches.read(home, name) for name in base.batches]
    home.create()
    folder = home.staging / secrets.token_hex(8)
    folder.mkdir(mode=0o700, parents=True)  # rows as they came, identity numbers included
    try:
        tables = _look(home, files, said, active, folder, today or date.today(), tell)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Look(base.number, tuple(tables), folder)


def keep(home: Home, look_: Look, by: str) -> list[Looked]:
    """Turn what was looked at into batches on disk (no manifest names them yet). Gives the tables with their batch."""
    kept = []
    for table in look_.tables:
        if table.refusal or table.known or not table.accepted or table.staged is None:
            kept.append(table)
            continue
        raw = batches.keep_raw(home, table.file)
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
            sheet=table.sheet,
        )
        batches.write(home, batch, sorted(table.staged.iterdir()))
        kept.append(replace(table, batch=batch.id))
    return kept


def problems(home: Home, batch_id: str) -> tuple[Problem, ...]:
    """What was wrong with the rows of a batch's file. Raises NotFound."""
    return tuple(_problem(entry) for entry in batches.problems(home, batch_id))


def rejected_workbook(folder: Path, language: str) -> bytes:
    """The rejected rows of a staged table or a batch, as a workbook to correct and send again."""
    rows = pq.read_table(folder / batches.REJECTED_ROWS)
    header = json.loads(rows.schema.metadata[b"header"])
    raw = RawTable(folder, None, None, None, tuple(header), rows, {"data": rows.num_rows})
    entries = json.loads((folder / batches.PROBLEMS).read_text(encoding="utf-8"))
    return rejects.workbook(raw, [_problem(entry) for entry in entries], language=language)


def _look(
    home: Home,
    files: Sequence[Path],
    said: Mapping[Path, str],
    active: Sequence[Batch],
    folder: Path,
    today: date,
    tell: Progress,
) -> list[Looked]:
    tell(N_("Reading the files"), 0.0)
    known = {batch.raw: batch for batch in active}
    hashes = {file: sha256(file) for file in files}
    fresh = [file for file in dict.fromkeys(files) if hashes[file] not in known]
    read = (
        dict(zip(fresh, reading.read(fresh, progress=_steps(tell, len(fresh))), strict=True)) if fresh else {}
    )
    found: list[Looked] = []
    parcels: list[tuple[int, Parcel]] = []
    for file in dict.fromkeys(files):
        before = [batch for batch in active if batch.raw == hashes[file]]
        result = read.get(file)
        if before:
            found += [_seen_before(home, file, batch) for batch in before]
        elif isinstance(result, UserError):
            found.append(Looked(file, hashes[file], refusal=result))
        elif result is not None:
            _recognise(file, hashes[file], result, said.get(file), found, parcels)
    tell(N_("Checking every row"), 0.4)
    if parcels:
        _check(home, parcels, found, active, folder, today)
    tell(N_("Checked"), 1.0)
    return found


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
    file: Path,
    digest: str,
    tables: Sequence[RawTable],
    dataset: str | None,
    found: list[Looked],
    parcels: list[tuple[int, Parcel]],
) -> None:
    for raw in tables:
        try:
            hints = [file.stem, raw.sheet or "", raw.title]
            match = matching.recognise(raw.header, dataset=dataset, hints=hints)
        except UserError as error:
            found.append(Looked(file, digest, sheet=raw.sheet, lines=raw.lines, refusal=error))
            continue
        parcel = Parcel(contracts.get(match.dataset), raw, match, f"new_{len(found)}")
        parcels.append((len(found), parcel))
        places = sorted((position, name) for name, position in match.columns.items())
        matched = {raw.header[position]: name for position, name in places}
        found.append(
            Looked(
                file,
                digest,
                match.dataset,
                raw.sheet,
                unmatched=match.unmatched,
                lines=raw.lines,
                matched=matched,
            )
        )


def _check(
    home: Home,
    parcels: Sequence[tuple[int, Parcel]],
    found: list[Looked],
    active: Sequence[Batch],
    folder: Path,
    today: date,
) -> None:
    with scratch() as con:
        before = _before(con, home, [parcel.contract for _, parcel in parcels], active)
        checked = checking.check_together(
            con, [parcel for _, parcel in parcels], known=before, hash_key=home.secret(), today=today
        )
        for (place, parcel), result in zip(parcels, checked, strict=True):
            found[place] = _compare(con, parcel, result, found[place], folder)


def _before(
    con: duckdb.DuckDBPyConnection, home: Home, wanted: Sequence[Contract], active: Sequence[Batch]
) -> Mapping[str, str]:
    """State tables `old_<dataset>` of what these contracts are or refer to, and a relation of names for references."""
    names = {contract.id for contract in wanted} | {
        name for contract in wanted for name in contract.references
    }
    known = {}
    for name in sorted(names):
        contract = contracts.catalogue().get(name)
        if contract is None:
            continue
        rows = [(b.id, b.folder(home) / batches.EXPORT_ROWS) for b in active if b.dataset == name]
        workspace.state(con, contract, rows, table=f"old_{name}")
        if rows:
            con.execute(f"CREATE TEMP TABLE known_{name} AS {checking.knowable(contract, f'old_{name}')}")
            known[name] = f"known_{name}"
    return known


def _compare(
    con: duckdb.DuckDBPyConnection, parcel: Parcel, checked: Checked, looked: Looked, folder: Path
) -> Looked:
    """Set aside what is known already, count what will be replaced, and stage the rest as Parquet."""
    contract, new, old = parcel.contract, checked.table, f"old_{parcel.contract.id}"
    same_key = " AND ".join(f'n."{c}" = o."{c}"' for c in contract.key)
    same_row = " AND ".join(f'n."{c}" IS NOT DISTINCT FROM o."{c}"' for c, _ in contract.stored)
    con.execute(
        f'DELETE FROM "{new}" AS n WHERE EXISTS (SELECT 1 FROM "{old}" AS o WHERE {same_key} AND {same_row})'
    )
    accepted = _count(con, f'"{new}"')
    replaced = _count(con, f'"{new}" AS n WHERE EXISTS (SELECT 1 FROM "{old}" AS o WHERE {same_key})')
    con.execute(f'DELETE FROM "{old}" AS o WHERE EXISTS (SELECT 1 FROM "{new}" AS n WHERE {same_key})')
    stored = ", ".join(f'"{column}"' for column, _ in contract.stored)
    con.execute(f'INSERT INTO "{old}" SELECT {stored}, \'new\', _row FROM "{new}"')
    staged = folder / new
    staged.mkdir()
    con.sql(f'SELECT {stored}, _row FROM "{new}" ORDER BY _row').write_parquet(
        str(staged / batches.EXPORT_ROWS), compression="zstd"
    )
    _stage_problems(parcel.raw, checked.problems, staged)
    return replace(
        looked,
        read=checked.read,
        accepted=accepted,
        rejected=checked.rejected,
        duplicate=checked.duplicate + checked.accepted - accepted,
        replaced=replaced,
        problems=tuple(checked.problems),
        staged=staged,
    )


def _stage_problems(raw: RawTable, problems: Sequence[Problem], staged: Path) -> None:
    if not problems:
        return
    errors = pa.array(sorted({p.row for p in problems if p.severity == "error"}), pa.int64())
    bad = raw.table.filter(pc.is_in(raw.table["_row"], value_set=errors))
    bad = bad.replace_schema_metadata({"header": json.dumps(list(raw.header), ensure_ascii=False)})
    pq.write_table(bad, staged / batches.REJECTED_ROWS)
    entries = json.dumps([_entry(problem) for problem in problems], ensure_ascii=False)
    (staged / batches.PROBLEMS).write_text(entries, encoding="utf-8")


def _entry(problem: Problem) -> dict[str, object]:
    return {
        "row": problem.row,
        "column": problem.column,
        "name": problem.name,
        "value": problem.value,
        "code": problem.code,
        "zh": problem.reason.zh,
        "en": problem.reason.en,
        "severity": problem.severity,
    }


def _problem(entry: Mapping[str, object]) -> Problem:
    return Problem(
        row=int(str(entry["row"])),
        column=str(entry["column"]),
        name=str(entry["name"]),
        value=None if entry["value"] is None else str(entry["value"]),
        code=str(entry["code"]),
        reason=Label(str(entry["zh"]), str(entry["en"])),
        severity="warning" if entry["severity"] == "warning" else "error",
    )


def _count(con: duckdb.DuckDBPyConnection, source: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {source}").fetchone()
    return int(row[0]) if row else 0
