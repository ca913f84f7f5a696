"""Erasing: files as they came, and persons. Says what it would erase, and does so with `--yes` only."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from neighborcare import generation
from neighborcare.access import trail
from neighborcare.commands.telling import USER, Register, tell
from neighborcare.errors import UserError
from neighborcare.store import batches, erasing, originals, sent_back
from neighborcare.store.erasing import Erasure
from neighborcare.store.home import Home
from neighborcare.text import N_, translator

NOT_YET = N_("Nothing was erased. Add --yes to do it; it cannot be undone.")


def add(command: Register) -> None:
    """The command `erase`."""
    erase = command("erase", _erase, "erase files as they came (raw), or a person by ID, for good")
    erase.add_argument("what", choices=("raw", "person"))
    erase.add_argument("id", nargs="?", metavar="ID", help="of the person")
    erase.add_argument("--older-than", type=int, metavar="DAYS", help="raw: only files that came longer ago")
    erase.add_argument(
        "--batch", metavar="ID", help="raw: only the file of that batch, and its rows sent back"
    )
    erase.add_argument("--yes", action="store_true", help="do it; without it only says what would be erased")


def _erase(home: Home, options: argparse.Namespace) -> int:
    return _raw(home, options) if options.what == "raw" else _person(home, options)


def _raw(home: Home, options: argparse.Namespace) -> int:
    """Files go under their hash; with `--batch` the rows that were sent back go too, without either all of both."""
    if options.id or (options.older_than is not None and options.older_than < 0):
        raise UserError(N_("Say which files: --older-than DAYS or --batch ID; neither for all of them."))
    digests, back = _chosen(home, options)
    if options.yes:
        trail.ready(home)
        for digest in digests:
            originals.erase(home, digest)
        for name in back:
            sent_back.forget(home.batches / name)
        _note_raw(home, options, len(digests))
    entry = {"erased": options.yes, "files": len(digests), "rejected": len(back)}
    said = N_("{files} files as they came, rows sent back of {rejected} batches")
    return _told(options, entry, translator(options.lang)(said, files=len(digests), rejected=len(back)))


def _chosen(home: Home, options: argparse.Namespace) -> tuple[Sequence[str], Sequence[str]]:
    """The hashes of files, and the batches whose rows sent back are meant."""
    if options.batch:
        batch = batches.read(home, options.batch)
        own = [batch.id] if sent_back.are_kept(batch.folder(home)) else []
        return [batch.raw] if batch.raw in originals.every(home) else [], own
    days = options.older_than
    files = originals.every(home) if days is None else originals.older_than(home, days)
    return files, sent_back.every(home, days)


def _note_raw(home: Home, options: argparse.Namespace, count: int) -> None:
    told: dict[str, str | int] = {"count": count}
    if options.batch:
        told["batch"] = options.batch
    if options.older_than is not None:
        told["days"] = options.older_than
    trail.note(home, USER, "raw.erased", **told)


def _person(home: Home, options: argparse.Namespace) -> int:
    if not options.id or options.batch or options.older_than is not None:
        raise UserError(
            N_("Say whom: erase person ID."), remedy=N_("The ID is that of the file, or of the worker.")
        )
    if not options.yes:
        return _told(options, *_of_person(erasing.find(home, options.id), options))
    trail.ready(home)
    erased = generation.erase(home, options.id, by=USER)
    trail.note(home, USER, "person.erased", batches=len(erased.batches), count=erased.raw)
    return _told(options, *_of_person(erased, options))


def _of_person(found: Erasure, options: argparse.Namespace) -> tuple[dict[str, object], str]:
    entry: dict[str, object] = {"erased": options.yes, "batches": list(found.batches), "rows": found.rows}
    said = translator(options.lang)
    line = said(N_("{rows} rows in {count} batches"), rows=found.rows, count=len(found.batches))
    if options.yes:
        entry |= {"rejected": found.rejected, "files": found.raw, "notes": found.told}
        more = N_("{rejected} rows sent back, {files} files as they came, {notes} notes of meetings")
        line += "; " + said(more, rejected=found.rejected, files=found.raw, notes=found.told)
    return entry, line


def _told(options: argparse.Namespace, entry: dict[str, object], line: str) -> int:
    """The answer; what was only looked at ends like a refusal, so that no script takes it for done."""
    tell(options, entry, [line])
    if not options.yes:
        print(translator(options.lang)(NOT_YET), file=sys.stderr)
    return 0 if options.yes else 1
