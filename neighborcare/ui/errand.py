"""Work that takes longer than a rerun may: done by a thread of its own, watched by whoever waits, and cancelled.

A click elsewhere ends the script that watches, never the work; only `cancel` does, at the next step that it
reports or in the middle of a statement of the database.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import streamlit as st

from neighborcare.errors import UserError
from neighborcare.store import connection
from neighborcare.text import N_, translator

log = logging.getLogger(__name__)

Outcome = TypeVar("Outcome")
Progress = Callable[[str, float], None]

AT_ONCE = 0.3  # seconds: what is done by then shows no bar
LOOK_EVERY = 0.2  # seconds between two looks at how far it is
PRESS_EVERY = 0.05  # seconds between two attempts to stop what is running


class Cancelled(Exception):
    """The visitor does not want it any more."""


@dataclass(slots=True)
class Errand(Generic[Outcome]):
    """`work(progress)` under way. When `finished` is set there is an outcome, a failure, or neither (cancelled)."""

    work: Callable[[Progress], Outcome]
    may_cancel: bool = False
    step: tuple[str, float] = (N_("Starting"), 0.0)
    outcome: Outcome | None = None
    failure: UserError | None = None
    is_cancelled: bool = False
    finished: threading.Event = field(default_factory=threading.Event)
    thread: int | None = None

    def start(self) -> Errand[Outcome]:
        """Begin; gives itself."""
        threading.Thread(target=self._run, name="errand", daemon=True).start()
        return self

    def cancel(self) -> None:
        """Ask it to end, now if it may be; it leaves nothing behind."""
        if not self.is_cancelled and self.may_cancel:
            threading.Thread(target=self._press, name="cancel", daemon=True).start()
        self.is_cancelled = True

    def _press(self) -> None:
        """Stop statement after statement until the work has noticed."""
        while not self.finished.wait(PRESS_EVERY):
            if self.thread is not None:
                connection.interrupt(self.thread)

    def report(self, step: str, share: float) -> None:
        """What is being done now (a catalogue text), and how much of everything is done (0 to 1)."""
        if self.is_cancelled and self.may_cancel:
            raise Cancelled
        self.step = (step, min(max(share, 0.0), 1.0))

    def _run(self) -> None:
        self.thread = threading.get_ident()
        try:
            self.outcome = self.work(self.report)
        except Cancelled:
            pass
        except UserError as error:
            self.failure = error
        except Exception as error:
            self._failed(error)
        finally:
            self.finished.set()

    def _failed(self, error: Exception) -> None:
        if self.is_cancelled and self.may_cancel:
            return  # it was stopped in the middle of something
        log.error("an errand failed", exc_info=error)
        self.failure = UserError(
            N_("Something went wrong, and nothing was changed. The details are in the server's log.")
        )


def watch(errand: Errand[Any], language: str) -> None:
    """Show how far it is until it is finished, with a button to cancel it if it may be."""
    if errand.finished.wait(AT_ONCE):
        return
    _ = translator(language)
    place = st.empty()
    with place.container(key="errand"):
        bar = st.progress(0.0)
        if errand.may_cancel:
            st.button(_(N_("Cancel")), key="errand_cancel", on_click=errand.cancel)
        while not errand.finished.wait(LOOK_EVERY):
            step, share = errand.step
            bar.progress(share, text=_(step))
    place.empty()
