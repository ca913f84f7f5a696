"""One visitor's desk on the Geography page: what a dropped map draws and what is wrong with it, before it is taken.

Lives in the visitor's session. Nothing on it changes data before `take` or `undo`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from neighborcare import generation
from neighborcare.errors import UserError
from neighborcare.generation import Loaded, geography
from neighborcare.generation.geography import Preview
from neighborcare.store.home import Home
from neighborcare.store.manifest import Manifest
from neighborcare.text import N_
from neighborcare.ui import asking, delivery
from neighborcare.ui.delivery import Delivery
from neighborcare.ui.desk import AUTOMATIC, Upload
from neighborcare.ui.errand import Errand, Progress
from neighborcare.ui.session import Session

KEY = "neighborcare.geography"
PAGE = "geography"  # who may open it may change the maps


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the dropped map is; the delivery keeps its file as long as somebody looks at it."""

    delivery: Delivery
    file: Path
    preview: Preview


@dataclass
class GeographyDesk:
    """`turn` names the drop zone: a new one is empty. `asked` is what the last look was about."""

    turn: int = 0
    asked: tuple[object, ...] = ()
    looking: Errand[Found] | None = None
    changing: Errand[Loaded] | Errand[Manifest] | None = None
    found: Found | None = None
    news: Loaded | Manifest | None = None
    failure: UserError | None = None

    def look(self, session: Session, files: Sequence[Upload], layer: str, crs: str) -> None:
        """Look at this map as that layer in that system, unless just that has been done. Raises Forbidden."""
        asked = (*(file.file_id for file in files), layer, crs)
        if not files:
            if self.asked:
                self.clear()
            return
        if asked == self.asked or self.changing:
            return
        asking.must(session, PAGE)
        self._leave()
        self.asked, self.news, self.failure = asked, None, None
        self.looking = Errand(partial(_look, session.home, list(files), layer, crs), may_cancel=True).start()

    def take(self, session: Session) -> None:
        """Take what is looked at. Raises Forbidden."""
        asking.must(session, PAGE)
        if self.found:
            self.changing = Errand(partial(_take, session.home, self.found, session.by)).start()

    def undo(self, session: Session, batch: str) -> None:
        """Take a layer's batch back; the one before it is in force again. Raises Forbidden."""
        asking.must(session, PAGE)
        self.news, self.failure = None, None
        self.changing = Errand(partial(_undo, session.home, batch, session.by)).start()

    def settle(self) -> bool:
        """Put what is finished on the desk. Whether the data changed."""
        if self.looking and self.looking.finished.is_set():
            self.found, self.failure, self.looking = self.looking.outcome, self.looking.failure, None
        if self.changing and self.changing.finished.is_set():
            done, self.changing = self.changing, None
            self.clear()
            self.news, self.failure = done.outcome, done.failure
            return True
        return False

    def clear(self) -> None:
        """Forget the file; the drop zone is empty again."""
        self._leave()
        self.turn += 1
        self.asked, self.news, self.failure = (), None, None

    def _leave(self) -> None:
        if self.looking:
            self.looking.cancel()
        if self.found:
            self.found.delivery.leave()
        self.looking = self.found = None


def mine() -> GeographyDesk:
    """This visitor's desk."""
    found = st.session_state.get(KEY)
    if not isinstance(found, GeographyDesk):
        found = st.session_state[KEY] = GeographyDesk()
    return found


def _look(home: Home, files: Sequence[Upload], layer: str, crs: str, progress: Progress) -> Found:
    progress(N_("Reading the map"), 0.1)
    put = delivery.put_down(home, files)
    try:
        if len(put.maps) != 1:
            raise UserError(
                N_("Drop one map at a time."), remedy=N_("The parts of one Shapefile belong together.")
            )
        return Found(put, put.maps[0], geography.preview(home, put.maps[0], _or_none(layer), _or_none(crs)))
    except BaseException:
        put.leave()
        raise


def _take(home: Home, found: Found, by: str, progress: Progress) -> Loaded:
    seen = found.preview
    return generation.take_geography(
        home, found.file, layer=seen.layer, crs=seen.crs, by=by, progress=progress
    )


def _undo(home: Home, batch: str, by: str, progress: Progress) -> Manifest:
    return generation.undo(home, batch, by=by, progress=progress)


def _or_none(said: str) -> str | None:
    return None if said == AUTOMATIC else said
