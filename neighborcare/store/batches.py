"""Batches: the accepted rows of one file, immutable, with where they came from.

A batch is a folder `batches/<id>/` of Parquet files and one `batch.json`, written before any manifest names
it. What no manifest names is not there for anybody.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from neighborcare.errors import NotFound
from neighborcare.intake import known_names
from neighborcare.intake.scrubbing import scrubbed
from neighborcare.store import manifest
from neighborcare.store.home import Home, sync_folder, write_bytes
from neighborcare.text import N_

EXPORT_ROWS = "rows.parquet"
WITHDRAWN = "withdrawn.parquet"  # keys of older rows that this batch takes back


@dataclass(frozen=True, slots=True)
class Batch:
    """Where accepted rows came from.

    `dataset` is a contract's id, or `geo:<layer>` for geography. `raw` is the SHA-256 of the file as it came.
    Counts are rows: read = accepted + rejected + duplicate; `replaced` of the accepted ones took the place of
    older rows with the same key; `withdrawn` older rows of a month were taken back, for the file has them no more.
    `mends` is the batch whose rejected rows these are, corrected. `erased` of the duplicate ones are about persons who
    were erased on request.
    """

    id: str
    dataset: str
    file: str
    raw: str
    taken_at: str
    by: str
    read: int
    accepted: int
    rejected: int
    duplicate: int
    replaced: int
    withdrawn: int = 0
    mends: str = ""
    sheet: str | None = None
    crs: str | None = None
    erased: int = 0

    def folder(self, home: Home) -> Path:
        """Where its files lie."""
        return home.batches / self.id


def new_id(dataset: str, raw: str) -> str:
    """A batch's name: when, what, which file. Unique even for the same file taken again after an undo."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    return f"{stamp}-{dataset.replace(':', '-')}-{raw[:8]}-{secrets.token_hex(2)}"


def write(home: Home, batch: Batch, files: Iterable[Path]) -> None:
    """Put a batch in its folder: its files are moved in, then `batch.json` makes it whole.

    A file or a sheet is sometimes called after a person: what it is called is kept like any other free text.
    """
    batch = replace(batch, file=_name(batch.file), sheet=batch.sheet and _name(batch.sheet))
    folder = batch.folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.move(file, folder / file.name)
        (folder / file.name).chmod(0o600)
    write_bytes(folder / "batch.json", json.dumps(asdict(batch), ensure_ascii=False, indent=1).encode())
    sync_folder(folder)


def read(home: Home, batch_id: str) -> Batch:
    """The batch of that id. Raises NotFound."""
    path = home.batches / batch_id / "batch.json"
    if Path(batch_id).name != batch_id or not os.path.exists(
        path
    ):  # also where the name is too long for a file
        raise NotFound(
            N_("There is no batch “{batch}”."),
            remedy=N_("`batches` lists those that there are."),
            batch=batch_id,
        )
    return Batch(**json.loads(path.read_text(encoding="utf-8")))


def every(home: Home) -> list[Batch]:
    """All batches that were ever in force, in the order of taking. What no manifest names is not there for anybody.

    The order is that of the manifests that first named them: two batches of one second have names in any order.
    """
    oldest_first = reversed(manifest.history(home))
    named = dict.fromkeys(name for generation in oldest_first for name in generation.batches)
    return [read(home, name) for name in named]


def _name(text: str) -> str:
    """The name of a file or sheet as it is kept. One that tells a person's number is likely to tell the name too."""
    kept = scrubbed(text)
    return kept if kept == text else known_names.guessed(kept)


def forget(home: Home, names: Iterable[str]) -> None:
    """Remove batches that no manifest came to name (their build failed)."""
    for name in names:
        shutil.rmtree(home.batches / name, ignore_errors=True)
