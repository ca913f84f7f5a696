"""The story of the demonstration street's last meeting, told once for all tests of this room."""

from __future__ import annotations

from datetime import date

import pytest

from neighborcare.report import pack
from neighborcare.report.meeting import Meeting, Story
from neighborcare.store.home import Home

MONTH = date(2025, 8, 1)
DAY = date(2025, 9, 5)


@pytest.fixture(scope="session")
def told(demo_home: Home) -> dict[str, Story]:
    """The street's meeting by language."""
    return pack.arrange(demo_home, month=MONTH, day=DAY)[1]


@pytest.fixture(scope="session")
def own(demo_home: Home) -> dict[str, Story]:
    """A community's meeting by language."""
    return pack.arrange(demo_home, month=MONTH, day=DAY, area="李子园")[1]


@pytest.fixture(scope="session")
def met(told: dict[str, Story]) -> Meeting:
    """The street's meeting."""
    return told["zh-CN"].meeting
