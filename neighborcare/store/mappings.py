"""What people said of column names that no contract knows: asked once, remembered for that community's next file.

One small JSON file an answer (`mappings/<key>.json`), written beside and renamed into place: half of one is never
read. An answer of a community counts for its files alone; one of the whole street ("") for every file without.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from neighborcare import contracts
from neighborcare.errors import NotFound, UserError
from neighborcare.intake.headers import normal
from neighborcare.intake.match import Memory, Remembered
from neighborcare.store import deeds
from neighborcare.store.home import Home, sync_folder, write_bytes
from neighborcare.text import N_, Label

IGNORE = ""  # the column that carries nothing


@dataclass(frozen=True, slots=True)
class Mapping:
    """An answer: in files of `community` ("": the whole street) `header` of `dataset` means `column` ("": nothing)."""

    community: str
    dataset: str
    header: str
    column: str
    by: str = ""
    at: str = ""

    @property
    def key(self) -> str:
        """What names it: community, dataset and the header as it is compared."""
        told = json.dumps([self.community, self.dataset, normal(self.header)], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def remember(home: Home, answers: Iterable[Mapping], by: str) -> list[Mapping]:
    """Keep these answers, each in place of an earlier one to the same question. Raises UserError for an unknown column.

    Two headers of one file cannot be the same column: an earlier answer of that community for the column gives way.
    """
    now = datetime.now().isoformat(timespec="seconds")
    kept = []
    for answer in answers:
        _check(answer)
        _note(home, answer, "mapping.remembered", by)
        for rival in every(home):
            same = (rival.community, rival.dataset, rival.column) == (
                answer.community,
                answer.dataset,
                answer.column,
            )
            if same and answer.column != IGNORE and rival.key != answer.key:
                _path(home, rival).unlink(missing_ok=True)
        kept.append(Mapping(answer.community, answer.dataset, answer.header.strip(), answer.column, by, now))
        _write(home, kept[-1])
    return kept


def forget(home: Home, key: str, by: str) -> Mapping:
    """Ask again from now on. Raises NotFound for an unknown key. `by` stands in the trail."""
    found = next((answer for answer in every(home) if answer.key == key), None)
    if found is None:
        raise NotFound(
            N_("No remembered column name has the key “{key}”."),
            remedy=N_("`mappings` lists those that there are."),
            key=key,
        )
    _note(home, found, "mapping.forgotten", by)
    _path(home, found).unlink(missing_ok=True)
    sync_folder(_folder(home))
    return found


def every(home: Home) -> list[Mapping]:
    """All answers, by community, dataset and header."""
    if not _folder(home).is_dir():
        return []
    found = [Mapping(**json.loads(path.read_text(encoding="utf-8"))) for path in _folder(home).glob("*.json")]
    return sorted(found, key=lambda answer: (answer.community, answer.dataset, answer.header))


def memory(home: Home, community: str) -> Memory:
    """What counts for a file of that community: its own answers before those of the whole street."""
    own = [answer for answer in every(home) if answer.community in ("", community)]
    own.sort(key=lambda answer: answer.community != "")
    return {(a.dataset, normal(a.header)): Remembered(a.column, _says(a)) for a in own}


def _says(answer: Mapping) -> Label:
    whose = Label(answer.community or "全街道", answer.community or "the whole street")
    month = answer.at[:7]
    return Label(f"按记住的写法（{whose.zh}，{month}）", f"remembered from {whose.en}, {month}")


def _note(home: Home, answer: Mapping, what: str, by: str) -> None:
    """Which export of whose, not the header: that is as somebody typed it."""
    deeds.note(
        home, by or deeds.NOBODY, what, dataset=answer.dataset, community=deeds.coded(answer.community)
    )


def _check(answer: Mapping) -> None:
    known = {column.name for column in contracts.get(answer.dataset).columns}
    if answer.column != IGNORE and answer.column not in known:
        raise UserError(
            N_("The export “{dataset}” has no column “{column}”."),
            remedy=N_("Known columns: {known}."),
            dataset=contracts.get(answer.dataset).label,
            column=answer.column,
            known=", ".join(sorted(known)),
        )


def _write(home: Home, answer: Mapping) -> None:
    home.create()
    path = _path(home, answer)
    partial = path.with_suffix(f".{secrets.token_hex(4)}.partial")
    write_bytes(partial, json.dumps(asdict(answer), ensure_ascii=False, indent=1).encode())
    os.replace(partial, path)
    sync_folder(_folder(home))


def _folder(home: Home) -> Path:
    return home.path / "mappings"


def _path(home: Home, answer: Mapping) -> Path:
    return _folder(home) / f"{answer.key}.json"
