"""The first start: once a process, watched by anybody, with words when it fails."""

import threading
from pathlib import Path

import pytest

from neighborcare.errors import UserError
from neighborcare.store.home import Home
from neighborcare.ui import first_start

PATIENCE = 10


@pytest.fixture
def home(tmp_path: Path):
    place = Home(tmp_path)
    yield place
    first_start.forget(place)


def test_two_visitors_start_it_once(home, monkeypatch):
    calls, go_on = [], threading.Event()

    def ensure_demo(place, progress):
        calls.append(place)
        progress("Counting the indicators", 0.4)
        go_on.wait(PATIENCE)

    monkeypatch.setattr(first_start.generation, "ensure_demo", ensure_demo)
    first, second = first_start.begin(home), first_start.begin(home)
    assert first is second
    assert not first.is_ready
    go_on.set()
    assert first.finished.wait(PATIENCE)
    assert first.is_ready
    assert calls == [home]
    assert first.step == ("Counting the indicators", 0.4)


def test_a_failure_is_kept_for_the_visitor_and_can_be_tried_again(home, monkeypatch):
    def refuse(place, progress):
        raise UserError("There is no demonstration data in {folder}.", folder="data")

    monkeypatch.setattr(first_start.generation, "ensure_demo", refuse)
    failed = first_start.begin(home)
    assert failed.finished.wait(PATIENCE)
    assert not failed.is_ready
    assert str(failed.failure) == "There is no demonstration data in data."
    first_start.forget(home)
    assert first_start.begin(home) is not failed


@pytest.mark.parametrize(("told", "shown"), [(-1.0, 0.0), (0.5, 0.5), (7.0, 1.0)])
def test_progress_stays_within_the_bar(home, told, shown):
    preparation = first_start.Preparation(home)
    preparation.report("step", told)
    assert preparation.step == ("step", shown)


def test_an_office_can_begin_without_the_demonstration(home, monkeypatch):
    monkeypatch.setenv("NEIGHBORCARE_DEMO", "0")
    monkeypatch.setattr(
        first_start.generation, "ensure_demo", lambda *_: pytest.fail("loaded the demonstration")
    )
    begun = first_start.begin(home)
    assert begun.finished.wait(PATIENCE)
    assert begun.is_ready
