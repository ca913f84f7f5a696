"""The first start: no data yet, so the demonstration street is loaded while the visitor sees how far."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from time import sleep

import streamlit as st

from neighborcare import generation
from neighborcare.errors import UserError
from neighborcare.store import staging
from neighborcare.store.home import Home
from neighborcare.text import N_, say, translator

LOOK_EVERY = 0.25  # seconds between two looks at the worker's progress


@dataclass(slots=True)
class Preparation:
    """One home being made ready by a thread of its own; any number of visitors may watch it."""

    home: Home
    step: tuple[str, float] = (N_("Starting"), 0.0)
    is_ready: bool = False
    failure: UserError | None = None
    finished: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin in the background; a daemon, so that Ctrl-C ends the server at once (a load is atomic)."""
        threading.Thread(target=self._run, name="first start", daemon=True).start()

    def _run(self) -> None:
        try:
            staging.sweep(self.home)
            if os.environ.get("NEIGHBORCARE_DEMO") != "0":  # an office that starts with its own exports
                generation.ensure_demo(self.home, self.report)
            self.is_ready = True
        except UserError as error:
            self.failure = error
        finally:
            self.finished.set()

    def report(self, step: str, fraction: float) -> None:
        """What is being done now (a catalogue text), and how much of everything is done (0 to 1)."""
        self.step = (step, min(max(fraction, 0.0), 1.0))


_preparations: dict[Home, Preparation] = {}
_lock = threading.Lock()


def begin(home: Home) -> Preparation:
    """The preparation of this home, started if nobody has: once a process, however many visitors come."""
    with _lock:
        found = _preparations.get(home)
        if found is None:
            found = _preparations[home] = Preparation(home)
            found.start()
    return found


def forget(home: Home) -> None:
    """Let the next visitor start it again (after a failure)."""
    with _lock:
        _preparations.pop(home, None)


def wait(home: Home, language: str) -> None:
    """Return at once when the home is ready; else show the progress, then go on or stop with the reason."""
    preparation = begin(home)
    if not preparation.finished.wait(0 if preparation.is_ready else LOOK_EVERY):
        _watch(preparation, language)
    if not preparation.is_ready:
        _explain(preparation, language)
        st.stop()


def _watch(preparation: Preparation, language: str) -> None:
    _ = translator(language)
    place = st.empty()
    with place.container(key="first_start"):
        st.subheader(_(N_("Building the demonstration street")), anchor=False)
        st.caption(_(N_("Made-up people, 25 months of records. This happens once, for less than a minute.")))
        bar = st.progress(0.0)
        while not preparation.finished.is_set():
            step, fraction = preparation.step
            bar.progress(fraction, text=_(step))
            sleep(LOOK_EVERY)
    place.empty()


def _explain(preparation: Preparation, language: str) -> None:
    _ = translator(language)
    unexpected = _(N_("The demonstration street could not be built. The details are in the server's log."))
    with st.container(key="failure"):
        st.error(say(preparation.failure, language) if preparation.failure else unexpected)
    st.button(_(N_("Try again")), on_click=forget, args=(preparation.home,))
