"""One visitor's desk on the Upload page: what was dropped, what is said about it, what is under way.

Lives in the visitor's session. Nothing on it changes data before `take`, `undo` or `redo`.
"""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

import streamlit as st

from neighborcare import generation
from neighborcare.errors import UserError
from neighborcare.generation import Loaded
from neighborcare.generation.preview import Preview
from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest
from neighborcare.store.taking import Look, Looked
from neighborcare.text import N_
from neighborcare.ui import asking, delivery
from neighborcare.ui.delivery import Delivery, Dropped
from neighborcare.ui.errand import Errand, Progress
from neighborcare.ui.session import Session

KEY = "neighborcare.desk"
PAGE = "upload"  # who may open it may change the data
AUTOMATIC = "auto"


class Upload(Dropped, Protocol):
    """A dropped file with Streamlit's own name for this upload of it."""

    @property
    def file_id(self) -> str:
        """That name."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """What the visitor says about one file; "auto" lets the file speak. `name` is a dataset, or a map's layer.

    `leave`: it is not to be taken; the others are looked at without it, since they may refer to its rows.
    """

    name: str = AUTOMATIC
    crs: str = AUTOMATIC
    leave: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What the dropped files are. `ids` gives each file's upload; `words` what was said about it; `left` are those
    not to be taken; `month` the one that they replace as a whole.
    """

    delivery: Delivery
    look: Look
    maps: tuple[Looked, ...]
    ids: Mapping[Path, str]
    words: Mapping[str, Said]
    left: tuple[Path, ...] = ()
    month: date | None = None

    @property
    def all(self) -> tuple[Looked, ...]:
        """Every table and map, maps last."""
        return (*self.look.tables, *self.maps)

    @property
    def good(self) -> tuple[Looked, ...]:
        """What can be taken."""
        return tuple(one for one in self.all if one.refusal is None)

    @property
    def fresh(self) -> int:
        """How many rows would go in."""
        return sum(one.accepted for one in self.good)

    @property
    def rejected(self) -> int:
        """How many rows would be sent back."""
        return sum(one.rejected for one in self.all if not one.known)

    @property
    def withdrawn(self) -> int:
        """How many older rows of the month that is replaced would be taken back."""
        return sum(one.withdrawn for one in self.good)

    @property
    def refused(self) -> int:
        """How many tables and maps cannot be taken at all."""
        return len(self.all) - len(self.good)


@dataclass
class Desk:
    """`turn` names the drop zone: a new one is empty. `asked` is what the last look was about.

    `again`: the next look repeats one after a failure, whose reason stays in sight. `weighing` counts what would
    change in the figures, by what was asked (the look on the desk, or a batch of a generation).
    """

    turn: int = 0
    asked: tuple[object, ...] = ()
    said: dict[str, Said] = field(default_factory=dict)
    looking: Errand[Found] | None = None
    changing: Errand[Loaded] | Errand[Manifest] | None = None
    found: Found | None = None
    news: Loaded | Manifest | None = None
    failure: UserError | None = None
    again: bool = False
    weighing: tuple[object, Errand[Preview]] | None = None
    month: date | None = None

    def weigh(self, session: Session, about: object, work: Callable[[Progress], Preview]) -> Errand[Preview]:
        """What would change, counted in the background; asked again it is the same errand. Raises Forbidden."""
        asking.must(session, PAGE)
        if self.weighing is None or self.weighing[0] != about:
            self._stop_weighing()
            self.weighing = about, Errand(work, may_cancel=True).start()
        return self.weighing[1]

    def _stop_weighing(self) -> None:
        if self.weighing:
            self.weighing[1].cancel()
        self.weighing = None

    def look(self, session: Session, files: Sequence[Upload]) -> None:
        """Look at these files, unless just that has been done. Raises Forbidden."""
        about = tuple((file.file_id, self.said.get(file.file_id, Said())) for file in files)
        asked = (self.month, *about) if files else ()
        if asked == self.asked or self.changing:
            return
        self.leave()
        self.asked = asked
        if files:
            asking.must(session, PAGE)
            if not self.again:
                self.news, self.failure = None, None
            self.again = False
            self.looking = Errand(
                partial(_look, session.home, list(files), dict(self.said), self.month), may_cancel=True
            ).start()

    def take(self, session: Session) -> None:
        """Take everything that is neither refused nor left, in one step. Raises Forbidden."""
        asking.must(session, PAGE)
        if self.found:
            self._stop_weighing()
            self.changing = Errand(partial(_take, session.home, self.found, session.by)).start()

    def change(self, session: Session, errand: Errand[Manifest]) -> None:
        """An undo or a redo, under way from now on. Raises Forbidden."""
        asking.must(session, PAGE)
        self._stop_weighing()
        self.news, self.failure = None, None
        self.changing = errand.start()

    def settle(self) -> bool:
        """Put away what is finished; True when the page must be drawn anew (data changed, or a look was cancelled)."""
        if self.looking and self.looking.finished.is_set():
            looked, self.looking = self.looking, None
            self.found, self.failure = looked.outcome, looked.failure or self.failure
            if looked.is_cancelled:
                self.clear()
                return True
        changing = self.changing
        if changing is None or not changing.finished.is_set():
            return False
        self.changing = None
        self.news, self.failure = changing.outcome, changing.failure
        if self.failure:
            # The look is used up or out of date: the next rerun looks again, and the reason stays in sight.
            self.leave()
            self.asked, self.again = (), True
        else:
            self.clear()
        return self.failure is None

    def clear(self) -> None:
        """An empty drop zone; nothing of the files stays behind."""
        self.leave()
        self.turn += 1
        self.asked, self.month = (), None
        self.said.clear()

    def leave(self) -> None:
        """Forget what was looked at."""
        self._stop_weighing()
        if self.looking:
            self.looking.cancel()
        if self.found:
            self.found.look.leave()
            self.found.delivery.leave()
        self.looking = self.found = None


def mine() -> Desk:
    """This visitor's desk."""
    found = st.session_state.get(KEY)
    if not isinstance(found, Desk):
        found = st.session_state[KEY] = Desk()
    return found


def _look(
    home: Home, files: Sequence[Upload], said: Mapping[str, Said], month: date | None, progress: Progress
) -> Found:
    put = delivery.put_down(home, files)
    try:
        ids = {path: file.file_id for path, file in zip(put.files, files, strict=True)}
        words = {id: said.get(id, Said()) for id in ids.values()}
        left = tuple(path for path in (*put.tables, *put.maps) if words[ids[path]].leave)
        maps = tuple(
            _look_map(home, path, words[ids[path]], progress) for path in put.maps if path not in left
        )
        tables = [path for path in put.tables if path not in left]
        datasets = {path: words[ids[path]].name for path in tables if words[ids[path]].name != AUTOMATIC}
        look = generation.look(home, tables, datasets=datasets, month=month, progress=progress)
    except BaseException:
        put.leave()
        raise
    # Whoever closes the browser neither takes nor leaves: the rows go with the files.
    weakref.finalize(put, shutil.rmtree, look.folder, ignore_errors=True)
    return Found(put, look, maps, ids, words, left, month)


def _look_map(home: Home, path: Path, said: Said, progress: Progress) -> Looked:
    progress(N_("Reading the map"), 0.0)
    return generation.look_map(home, path, layer=_or_none(said.name), crs=_or_none(said.crs))


def _take(home: Home, found: Found, by: str, progress: Progress) -> Loaded:
    good = tuple(table for table in found.look.tables if table.refusal is None)
    maps = [
        (one.file, one.dataset.removeprefix("geo:"), _or_none(found.words[found.ids[one.file]].crs))
        for one in found.maps
        if one.refusal is None and not one.known
    ]
    return generation.take(home, replace(found.look, tables=good), maps=maps, by=by, progress=progress)


def _or_none(said: str) -> str | None:
    return None if said == AUTOMATIC else said
