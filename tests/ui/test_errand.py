"""Work in the background: how far it is, what came of it, how it is cancelled, and what is said when it fails."""

from __future__ import annotations

import threading

import pytest

from neighborcare.errors import UserError
from neighborcare.store.connection import scratch
from neighborcare.ui.errand import Errand, Progress

PATIENCE = 10


def test_an_outcome() -> None:
    errand = Errand(lambda progress: 42).start()
    assert errand.finished.wait(PATIENCE)
    assert (errand.outcome, errand.failure) == (42, None)


def test_it_ends_at_its_next_step_when_cancelled() -> None:
    begun, cancelled = threading.Event(), threading.Event()
    steps: list[str] = []

    def work(progress: Progress) -> str:
        progress("first", 0.1)
        begun.set()
        cancelled.wait(PATIENCE)
        progress("second", 0.5)
        steps.append("second")
        return "done"

    errand = Errand(work, may_cancel=True).start()
    assert begun.wait(PATIENCE)
    assert errand.step == ("first", 0.1)
    errand.cancel()
    cancelled.set()
    assert errand.finished.wait(PATIENCE)
    assert (errand.outcome, errand.failure, steps) == (None, None, [])


def test_a_statement_of_the_database_ends_when_cancelled() -> None:
    begun = threading.Event()

    def work(progress: Progress) -> object:
        with scratch() as con:
            begun.set()
            return con.execute(
                "SELECT count(*) FROM range(10_000_000) AS a, range(10_000_000) AS b"
            ).fetchall()

    errand = Errand(work, may_cancel=True).start()
    assert begun.wait(PATIENCE)
    errand.cancel()
    assert errand.finished.wait(PATIENCE)
    assert (errand.outcome, errand.failure) == (None, None)


def test_publishing_cannot_be_cancelled() -> None:
    def work(progress: Progress) -> str:
        progress("publishing", 0.5)
        return "done"

    errand = Errand(work)
    errand.cancel()
    errand.start()
    assert errand.finished.wait(PATIENCE)
    assert errand.outcome == "done"


def test_a_refusal_keeps_its_words() -> None:
    refusal = UserError("“{file}” is empty.", file="甲.csv")

    def work(progress: Progress) -> None:
        raise refusal

    errand = Errand(work).start()
    assert errand.finished.wait(PATIENCE)
    assert errand.failure is refusal


def test_a_bug_goes_to_the_log_and_not_to_the_visitor(caplog: pytest.LogCaptureFixture) -> None:
    def work(progress: Progress) -> None:
        raise ZeroDivisionError("secret detail")

    errand = Errand(work).start()
    assert errand.finished.wait(PATIENCE)
    assert errand.failure is not None
    assert "secret detail" not in str(errand.failure)
    assert "secret detail" in caplog.text
