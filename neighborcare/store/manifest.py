"""Manifests: which batches a generation is made of, and which generation readers see.

A generation is published by linking one small numbered file into place. The link fails if the number is
taken, so of two writers one wins and the other starts again: nothing is lost and nothing is half seen.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

from neighborcare.errors import NotFound
from neighborcare.store.home import Home, sync_folder, write_bytes
from neighborcare.text import N_


class Outdated(Exception):
    """Somebody else published meanwhile; build again on what is there now."""


@dataclass(frozen=True, slots=True)
class Action:
    """What made a generation: `load`, `undo`, `redo`, `geo` or `build`, of which batches, by whom, when (ISO)."""

    kind: str
    batches: tuple[str, ...]
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation: its batches in order, its as-of date, the hash of each of its files and of all its figures."""

    number: int
    batches: tuple[str, ...]
    as_of: date
    action: Action
    files: Mapping[str, str] = field(default_factory=dict)
    today: str = ""
    figures: str = ""

    @property
    def name(self) -> str:
        """The generation's name as figures quote it."""
        return f"g{self.number:06d}"

    def folder(self, home: Home) -> Path:
        """Where its files lie (named with a token, so that a lost race leaves no half-owned folder)."""
        return (
            home.generations / self.files["folder"]
            if "folder" in self.files
            else home.generations / self.name
        )


EMPTY = Manifest(0, (), date(1970, 1, 1), Action("none", (), "", ""))


def current(home: Home) -> Manifest:
    """The generation that readers see now; `EMPTY` (number 0) before the first."""
    number = current_number(home)
    return read(home, number) if number else EMPTY


def current_number(home: Home) -> int:
    """The highest published number, 0 before the first."""
    try:
        names = os.listdir(home.manifests)
    except FileNotFoundError:
        return 0
    return max((int(name[:6]) for name in names if name.endswith(".json")), default=0)


def read(home: Home, number: int) -> Manifest:
    """The manifest of that number. Raises NotFound."""
    path = _path(home, number)
    if not path.exists():
        raise NotFound(N_("There is no generation {number}."), number=number)
    entry = json.loads(path.read_text(encoding="utf-8"))
    action = entry["action"]
    return Manifest(
        number=int(entry["number"]),
        batches=tuple(entry["batches"]),
        as_of=date.fromisoformat(entry["as_of"]),
        action=Action(action["kind"], tuple(action["batches"]), action["by"], action["at"]),
        files=dict(entry["files"]),
        today=entry["today"],
        figures=entry.get("figures", ""),
    )


def publish(home: Home, manifest: Manifest) -> None:
    """Make it what readers see, in one step. Raises Outdated when its number is taken already."""
    home.manifests.mkdir(parents=True, exist_ok=True)
    partial = home.manifests / f"{manifest.number:06d}.{secrets.token_hex(6)}.partial"
    entry = asdict(manifest) | {"as_of": manifest.as_of.isoformat()}
    write_bytes(partial, json.dumps(entry, ensure_ascii=False, indent=1).encode())
    try:
        os.link(partial, _path(home, manifest.number))
    except FileExistsError as taken:
        raise Outdated from taken
    finally:
        partial.unlink()
    sync_folder(home.manifests)


def history(home: Home) -> list[Manifest]:
    """All generations, newest first."""
    return [read(home, number) for number in range(current_number(home), 0, -1)]


def action(kind: str, batches: tuple[str, ...], by: str) -> Action:
    """An action that happens now."""
    return Action(kind, batches, by, datetime.now().isoformat(timespec="seconds"))


def _path(home: Home, number: int) -> Path:
    return home.manifests / f"{number:06d}.json"
