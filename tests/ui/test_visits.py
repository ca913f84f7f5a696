"""Visits: a role whose file has no lists is not asked for them."""

from __future__ import annotations

from datetime import date

from neighborcare.store.connection import scratch
from neighborcare.ui import greetings, staff_load, visits
from neighborcare.ui.filters import View
from neighborcare.ui.session import Session

AUGUST = date(2025, 8, 1)


def test_a_role_without_the_lists_gets_none(home):
    view = View(AUGUST, "month", AUGUST, AUGUST, ("street", "street"), "street")
    presenter = Session("presenter", "en", None, home)
    with scratch() as bare:
        assert greetings.greeted_days(bare, presenter, view) == ()
        assert staff_load.load(bare, view) is None
        assert visits.overdue(bare, presenter, view) is None
