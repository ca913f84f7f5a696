"""A figure opened before the hall: the meeting's own file speaks, whoever presents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from neighborcare import measures
from neighborcare.measures import figures
from neighborcare.report.meeting import Meeting
from neighborcare.store import lease, manifest
from neighborcare.store.home import Home
from neighborcare.ui import drill
from neighborcare.ui.session import Session

MONTH = date(2025, 8, 1)

pytestmark = pytest.mark.demo


@pytest.fixture
def analyst(demo_home: Home) -> Session:
    return Session("analyst", "en", None, demo_home, manifest.current(demo_home))


@pytest.fixture
def meeting(demo_home: Home) -> Meeting:
    number = manifest.current_number(demo_home)
    return Meeting("m", date(2025, 8, 31), ("street", "street"), "演示街道", MONTH, number)


def opened(session: Session, meeting: Meeting, kpi: str, part: str | None = None) -> drill.Opened:
    return drill.opened(session, meeting, [(kpi, part)])[(kpi, part)]


def test_an_analyst_opens_no_more_than_the_meeting_may_see(analyst: Session, meeting: Meeting) -> None:
    found = opened(analyst, meeting, "K10")
    with lease.opened(analyst.home, analyst.generation, "presenter") as con:
        told = figures.figures(con, measures.get("K10"), areas="grid", first=MONTH, last=MONTH)
    hidden = {one.area for one in told if one.hidden}
    assert hidden
    assert {row.id for row in found.grids if row.text == "not shown"} == hidden
    assert all(row.share is None and row.state == "" for row in found.grids if row.id in hidden)


def test_a_streets_figure_opens_by_community_and_these_by_grid(analyst: Session, meeting: Meeting) -> None:
    found = opened(analyst, meeting, "K58")
    assert len(found.areas) == 5
    assert {row.parent for row in found.grids} == {row.id for row in found.areas}
    shares = [row.share for row in found.areas if row.share is not None]
    assert shares == sorted(shares)  # what lags stands first
    assert max(shares) == 1
    assert "as of 31 Aug 2025" in found.foot.replace("As of", "as of")


def test_a_communitys_figure_opens_by_its_own_grids(analyst: Session, meeting: Meeting) -> None:
    community = opened(analyst, meeting, "K58").areas[0].id
    own = opened(analyst, replace(meeting, area=("community", community)), "K58")
    assert own.grids == ()
    assert {row.parent for row in own.areas} == {community}


def test_a_generation_whose_figures_are_gone_opens_nothing(
    analyst: Session, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest.Manifest, "folder", lambda _self, home: home.path / "gone")
    assert drill.presenting(analyst, meeting) is None
    assert drill.opened(analyst, meeting, [("K58", None)]) == {}
