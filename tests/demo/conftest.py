"""The demonstration street is made once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from neighborcare import demo
from neighborcare.demo import Street, files


@pytest.fixture(scope="session")
def street() -> Street:
    return demo.make()


@pytest.fixture(scope="session")
def written(street: Street, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with exports/ and geography/."""
    folder = tmp_path_factory.mktemp("demo")
    files.save(street, folder)
    return folder
