"""Erasing a person from everything a home holds, so that it is done wholly or begun again.

What is to be done is first written down (`erasing.json`), random IDs included; every step after that gives the same
when it is done twice. Whoever next changes data goes on where a crash ended it, and the note goes last of all.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from neighborcare import contracts
from neighborcare.contracts import Contract
from neighborcare.errors import NotFound
from neighborcare.intake import erased as erased_rows
from neighborcare.intake import reading
from neighborcare.intake.statements import macros
from neighborcare.store import anonymous, batches, manifest, originals, people, sealing, sent_back, staging
from neighborcare.store.anonymous import Disguise
from neighborcare.store.batches import EXPORT_ROWS, WITHDRAWN, Batch
from neighborcare.store.connection import scratch
from neighborcare.store.home import Home, sync_folder, write_bytes
from neighborcare.store.trace import Trace
from neighborcare.text import N_

NOTE = "erasing.json"
TOLD = ("meetings", "minutes", "mappings")  # folders of JSON files that may quote what somebody typed


@dataclass(frozen=True, slots=True)
class Task:
    """One erasure under way: whom, as what the rows stay, who asked for it."""

    trace: Trace
    disguise: Disguise
    by: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was found of a person, or erased: batches with such rows, rows that were sent back, files as they came,
    notes of meetings and the like."""

    batches: tuple[str, ...]
    rows: int
    rejected: int = 0
    raw: int = 0
    told: int = 0


def find(home: Home, person: str) -> Erasure:
    """In which batches, and in how many rows, a person stands by ID. Raises NotFound for an ID that no batch has."""
    trace, kind, _ = _traced(home, person)
    found = [(folder.name, _count(table, contract, trace, kind)) for folder, contract, table in _tables(home)]
    found = [(name, count) for name, count in found if count]
    return Erasure(tuple(name for name, _ in found), sum(count for _, count in found))


def begin(home: Home, person: str, by: str) -> Task:
    """Write down what is to be done, and that no row of the person comes in any more. Raises NotFound."""
    trace, kind, ledger = _traced(home, person)
    days = {generation.as_of for generation in manifest.history(home)}
    asked = days | _served(home, trace)
    disguise = Disguise(
        kind,
        f"{erased_rows.ALIAS}{secrets.token_hex(6)}",
        secrets.token_hex(16),
        anonymous.day_after(days or {date.today()}),
        _own_households(home, trace, ledger),
        {born: anonymous.birth_left(born, asked) for born in _of(ledger, "birth_date")},
    )
    people.remember_erased(
        home,
        [erased_rows.of_id(trace.secret, one) for one in trace.ids],
        trace.numbers,
        [hashed for _, hashed in trace.masks],
    )
    task = Task(trace, disguise, by)
    _write(home.path / NOTE, json.dumps(_packed(task), ensure_ascii=False).encode())
    return task


def pending(home: Home) -> Task | None:
    """The erasure that was begun and is not done."""
    try:
        return _unpacked(home, json.loads((home.path / NOTE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def done(home: Home) -> None:
    """Forget whom it was about."""
    (home.path / NOTE).unlink(missing_ok=True)
    sync_folder(home.path)


def carry_out(home: Home, task: Task) -> Erasure:
    """Put the person's rows in disguise in every batch, and take whatever else tells of him out of the home.

    Figures, and the role files that were built of the rows, are the caller's.
    """
    changed, rows, rejected = [], 0, 0
    held: set[str] = set()
    for folder, contract, table in _tables(home):
        count = _count(table, contract, task.trace, task.disguise.kind)
        back = _clear_sent_back(home, folder, task)
        if _disguise(folder, contract, task) or back:
            changed.append(folder.name)
            held.add(_batch(folder).raw)
        rows, rejected = rows + count, rejected + back
    raw = _erase_raw(home, task.trace, held)
    return Erasure(tuple(changed), rows, rejected, raw, _clear_told(home, task.trace))


def _traced(home: Home, person: str) -> tuple[Trace, str, list[dict[str, Any]]]:
    """What tells of the person, the ledger, and the rows there. Raises NotFound."""
    secret = home.secret().hex()
    with scratch() as con:
        con.execute(macros())
        query = "SELECT nc_own($secret, nc_ident($id))"
        stored = str(con.execute(query, {"secret": secret, "id": person.strip()}).fetchall()[0][0])
    bare = Trace(stored, secret)
    kinds: set[str] = set()
    ledger: list[dict[str, Any]] = []
    for _, contract, table in _tables(home):
        kinds |= {kind for kind in ("key_people", "staff") if _count(table, contract, bare, kind)}
        if contract.id in ("key_people", "staff"):
            own = pc.equal(table[contract.key[0]], stored)
            ledger += [row | {"_kind": contract.id} for row in table.filter(own).to_pylist()]
    if not kinds and not _is_sent_back(home, bare):
        raise NotFound(
            N_("No batch has a person with that ID."), remedy=N_("Give the ID of the file, or of the worker.")
        )
    kind = "staff" if kinds == {"staff"} else "key_people"
    ledger = [row for row in ledger if row["_kind"] == kind]
    masks = {(row["name"], row["name_hash"]) for row in ledger if row["name"] and row["name_hash"]}
    return Trace(stored, secret, frozenset(masks), frozenset(_of(ledger, "id_number_hash"))), kind, ledger


def _is_sent_back(home: Home, trace: Trace) -> bool:
    """Whether rows that were sent back, and can be looked into, tell of the person."""
    for folder in _folders(home):
        with suppress(sealing.Unsealable):
            rows = sent_back.rows(home, folder)
            if rows is not None and trace.rows(rows):
                return True
    return False


def _of(ledger: list[dict[str, Any]], column: str) -> set[Any]:
    return {row[column] for row in ledger if row.get(column) is not None}


def _tables(home: Home) -> Iterator[tuple[Path, Contract, pa.Table]]:
    """Every batch of an export that lies in the home, in force or not, with its rows."""
    for path in sorted(home.batches.glob(f"*/{EXPORT_ROWS}")):
        if (path.parent / "batch.json").exists():
            dataset = _batch(path.parent).dataset
            if dataset in contracts.catalogue():
                yield path.parent, contracts.get(dataset), pq.read_table(path)


def _batch(folder: Path) -> Batch:
    return batches.read(Home(folder.parents[1]), folder.name)


def _count(table: pa.Table, contract: Contract, trace: Trace, kind: str) -> int:
    """How many rows name the person by ID."""
    names = [c.name for c in contract.columns if c.reference == kind]
    names += [contract.key[0]] if contract.id == kind else []
    own = pa.array(trace.ids, pa.string())
    found = pa.array([False] * len(table))
    for name in names:
        found = pc.or_(found, pc.is_in(table[name].combine_chunks(), value_set=own))
    return int(pc.sum(found).as_py() or 0)


def _served(home: Home, trace: Trace) -> set[date]:
    """The days on which the age of the person was asked for a figure."""
    days: set[date] = set()
    for _, contract, table in _tables(home):
        if contract.id == "health_services":
            own = pc.is_in(table["person_id"].combine_chunks(), value_set=pa.array(trace.ids, pa.string()))
            days |= {moment.date() for moment in table.filter(own)["service_at"].to_pylist() if moment}
    return days


def _own_households(home: Home, trace: Trace, ledger: list[dict[str, Any]]) -> dict[str, str]:
    """The person's households in which nobody else is on file, with the number that they get."""
    own = _of(ledger, "household_id")
    for _, contract, table in _tables(home):
        if contract.id == "key_people":
            others = table.filter(pc.not_equal(table["person_id"], trace.id))
            own -= set(others["household_id"].to_pylist())
    return {household: f"{erased_rows.ALIAS}{secrets.token_hex(6)}" for household in sorted(own)}


def _disguise(folder: Path, contract: Contract, task: Task) -> bool:
    """Rewrite a batch's rows, the keys that it takes back, and its name, where they tell of the person."""
    batch = _batch(folder)
    file, sheet = task.trace.cleaned(batch.file), batch.sheet and task.trace.cleaned(batch.sheet)
    is_named = (file, sheet) != (batch.file, batch.sheet)
    if is_named:
        entry = json.loads((folder / "batch.json").read_text(encoding="utf-8")) | {
            "file": file,
            "sheet": sheet,
        }
        _write(folder / "batch.json", json.dumps(entry, ensure_ascii=False, indent=1).encode())
    changed = [
        _rewrite(path, pq.read_table(path), contract, task)
        for path in (folder / EXPORT_ROWS, folder / WITHDRAWN)
        if path.exists()
    ]
    return is_named or any(changed)


def _rewrite(path: Path, before: pa.Table, contract: Contract, task: Task) -> bool:
    after = anonymous.disguised(before, contract, task.trace, task.disguise)
    if after.equals(before):
        return False
    _write_rows(path, after)
    return True


def _clear_sent_back(home: Home, folder: Path, task: Task) -> int:
    """Take the person out of a batch's rows that were sent back, and out of what is told of them; gives how many."""
    problems = sent_back.read_problems(folder)
    cleaned = [sent_back.cleaned(problem, task.trace.cleaned) for problem in problems]
    if list(problems) != cleaned:
        sent_back.write_problems(folder, cleaned)
    if (folder / sent_back.COUNTED).exists():
        counted = pq.read_table(folder / sent_back.COUNTED)
        keys = pc.is_in(counted["key_text"].combine_chunks(), value_set=pa.array(task.trace.ids, pa.string()))
        if pc.any(keys).as_py():
            alias = pc.if_else(keys, task.disguise.alias, counted["key_text"].combine_chunks())
            _write_rows(folder / sent_back.COUNTED, counted.set_column(1, "key_text", alias))
    try:
        rows = sent_back.rows(home, folder)
    except sealing.Unsealable:
        sent_back.forget(folder)  # what nobody can look into may tell of the person
        return 0
    places = task.trace.rows(rows) if rows is not None else set()
    if rows is not None and places:
        left = [at for at in range(len(rows)) if at not in places]
        kept = rows.take(pa.array(left, pa.int64())).replace_schema_metadata(rows.schema.metadata)
        sent_back.seal(home, kept, folder) if left else sent_back.forget(folder)
    return len(places)


def _erase_raw(home: Home, trace: Trace, held: set[str]) -> int:
    """Erase every file as it came that tells of the person, or of which nobody can say that it does not."""
    named = {batch.raw: batch for batch in map(_batch, _folders(home))}
    count = 0
    for digest in originals.every(home):
        batch = named.get(digest)
        is_map = batch is not None and batch.dataset.startswith("geo:")
        if not is_map and (digest in held or batch is None or _may_tell(home, trace, digest, batch.file)):
            count += originals.erase(home, digest)
    return count


def _folders(home: Home) -> list[Path]:
    return [path.parent for path in home.batches.glob("*/batch.json")]


def _may_tell(home: Home, trace: Trace, digest: str, name: str) -> bool:
    """Whether a file tells of the person; also where it cannot be read any more."""
    with staging.passing(home, "erase") as folder:
        file = folder / f"file{Path(name).suffix}"
        try:
            with file.open("wb") as target:
                target.writelines(originals.pieces(home, digest))
        except sealing.Unsealable:
            return True
        (outcome,) = reading.read([file], headless=True, folder=folder)
        return isinstance(outcome, Exception) or trace.is_in_file(outcome)


def _clear_told(home: Home, trace: Trace) -> int:
    """Take the person out of what meetings, minutes and remembered column names quote; gives the files changed."""
    count = 0
    for path in (path for name in TOLD for path in sorted((home.path / name).glob("*.json"))):
        before = json.loads(path.read_text(encoding="utf-8"))
        after = _without(before, trace)
        if after != before:
            _write(path, json.dumps(after, ensure_ascii=False, separators=(",", ":")).encode())
            count += 1
    return count


def _without(value: Any, trace: Trace) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return trace.cleaned(value)
    if isinstance(value, list):
        return [_without(one, trace) for one in value]
    if isinstance(value, dict):
        return {key: _without(one, trace) for key, one in value.items()}
    return value


def _write_rows(path: Path, table: pa.Table) -> None:
    partial = path.with_name(f"{path.name}.partial")
    pq.write_table(table, partial, compression="zstd", store_schema=False)
    _settle(partial, path)


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{path.name}.partial")
    write_bytes(partial, content)
    _settle(partial, path)


def _settle(partial: Path, path: Path) -> None:
    """Half a file is never there under its name."""
    partial.chmod(0o600)
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(partial, path)
    sync_folder(path.parent)


def _packed(task: Task) -> dict[str, Any]:
    disguise = task.disguise
    return {
        "id": task.trace.id,
        "masks": sorted(task.trace.masks),
        "numbers": sorted(task.trace.numbers),
        "kind": disguise.kind,
        "alias": disguise.alias,
        "number": disguise.number,
        "ends": disguise.ends.isoformat(),
        "households": dict(disguise.households),
        "birth_days": {born.isoformat(): left.isoformat() for born, left in disguise.birth_days.items()},
        "by": task.by,
        "at": datetime.now().isoformat(timespec="seconds"),
    }


def _unpacked(home: Home, said: dict[str, Any]) -> Task:
    masks = frozenset((mask, hashed) for mask, hashed in said["masks"])
    days = {date.fromisoformat(born): date.fromisoformat(left) for born, left in said["birth_days"].items()}
    ends = date.fromisoformat(said["ends"])
    disguise = Disguise(said["kind"], said["alias"], said["number"], ends, said["households"], days)
    return Task(
        Trace(said["id"], home.secret().hex(), masks, frozenset(said["numbers"])), disguise, said["by"]
    )
