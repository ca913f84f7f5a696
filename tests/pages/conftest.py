"""Pages are tried by themselves; the door before them has its own tests."""

import pytest


@pytest.fixture(autouse=True)
def _within(open_door: None) -> None:
    """Who takes files in stays within."""
