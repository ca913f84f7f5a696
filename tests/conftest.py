"""What several rooms' tests share: a home of their own each, and one demonstration street for all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from neighborcare.access.house import House
from neighborcare.store.home import Home

# The same examples in every run of CI; at a desk each run looks somewhere new.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demonstration street, loaded through the ordinary intake once a run; only read from.

    NEIGHBORCARE_TEST_HOME names one that is loaded already, for quick rounds while developing.
    """
    ready = os.environ.get("NEIGHBORCARE_TEST_HOME")
    if ready:
        return Home(Path(ready))
    from neighborcare import generation

    place = Home(tmp_path_factory.mktemp("street") / "home")
    generation.ensure_demo(place, lambda _step, _share: None)
    return place


@pytest.fixture
def at_demo(demo_home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The demonstration street as the home that the application finds."""
    monkeypatch.setenv("NEIGHBORCARE_HOME", str(demo_home.path))
    return demo_home


@pytest.fixture
def open_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """The open demonstration does not close when files are taken in: for tests of what a page does, whoever asks.

    Who may ask is tried in tests/access, tests/ui/test_signed_in.py and tests/browser/test_gate.py.
    """
    monkeypatch.setattr(House, "situation", lambda _house: "demonstration")
