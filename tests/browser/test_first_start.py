"""The very first visitor of an empty home waits for the street, then has his page under the date of its data."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.demo]


def test_the_first_page_stands_under_the_date_of_its_data(building_server, visit):
    screen = visit(f"{building_server}/visits", patience_ms=120_000)  # a whole street is built
    assert screen.failures == []
    assert "2025年8月" in screen.headline
    assert "演示数据" in screen.page.inner_text(".st-key-as_of")
