"""A meeting from preparing to its decisions in the data, as an analyst and a presenter do it."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from neighborcare.report import meeting as meetings
from neighborcare.report import minutes
from neighborcare.report.meeting import Meeting
from neighborcare.report.minutes import Resolved
from neighborcare.store import lease, manifest
from neighborcare.store.home import Home
from neighborcare.ui.session import ROOT

SECONDS = 120

pytestmark = pytest.mark.demo


@pytest.fixture
def street(demo_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A demonstration street of one's own. Nothing in a home is written over, so links do for copies."""
    place = Home(tmp_path / "street")
    shutil.copytree(demo_home.path, place.path, copy_function=os.link)
    monkeypatch.setenv("NEIGHBORCARE_HOME", str(place.path))
    return place


def arrive(page: str, role: str, language: str = "en", **asked: str) -> AppTest:
    app = AppTest.from_file(ROOT / "neighborcare" / "ui" / "main.py", default_timeout=SECONDS)
    app.query_params["role"] = role
    app.query_params["lang"] = language
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()


def headline(app: AppTest) -> str:
    return "".join(block.value for block in app.html if "page-head" in block.value)


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert [error.message for error in app.exception] == []
    return app


def keep(app: AppTest) -> Meeting:
    next(box for box in app.text_input if box.label == "Who takes part").input("22 units")
    next(box for box in app.text_area if box.label.startswith("Agenda")).input("Figures\n\n Claims ")
    press(app, "Keep this meeting")
    (found,) = meetings.every(Home(Path(os.environ["NEIGHBORCARE_HOME"])))
    return found


def test_a_meeting_is_kept_and_opened(street: Home) -> None:
    app = arrive("meeting", "analyst")
    assert "not kept yet" in headline(app)
    found = keep(app)
    assert (found.audience, found.agenda, len(found.slides)) == ("22 units", ("Figures", "Claims"), 10)
    assert "kept with generation 1" in headline(app)
    assert set(meetings.read(street, found.id)[1]) == {"zh-CN", "en"}


def test_the_presenter_shows_what_was_kept_and_finds_no_other_page(street: Home) -> None:
    found = keep(arrive("meeting", "leader"))
    app = arrive("present", "presenter", "zh-CN")
    _kept, stories = meetings.read(street, found.id)
    assert stories["zh-CN"].slides[0].title in headline(app)
    with pytest.raises(ValueError, match="meeting"):
        app.switch_page(str(ROOT / "pages" / "meeting.py"))


def test_the_files_are_made_in_the_background_and_offered(street: Home) -> None:
    app = press(arrive("meeting", "leader"), "Make the files")
    labels = [block.proto.label for block in app.get("download_button")]
    assert labels[:4] == [
        "Deck for PowerPoint and WPS",
        "Deck as PDF",
        "Brief for Word and WPS",
        "Annex: all indicators",
    ]


def test_decisions_and_claims_go_into_the_data_by_the_ordinary_intake(street: Home) -> None:
    app = arrive("meeting", "analyst")
    found = keep(app)
    offer = found.offered[0]
    minutes.claim(street, found, offer, "示例银行", date(2025, 9, 30))
    minutes.resolve(
        street, found.id, (Resolved("楼道灯更换", "JY", "adopted", "示例物业", date(2025, 9, 30)),), 20
    )
    app.run()
    press(app, "Take decisions and claims into the data")
    assert app.success[0].value == "Taken: Topics 1 and Claims 1. Published as version 2."
    with lease.opened(street, manifest.current(street), "presenter") as con:
        decided = con.execute("SELECT owner_unit FROM list_decisions WHERE title = '楼道灯更换'").fetchall()
        offered = con.execute("SELECT claim_id FROM list_offered").fetchall()
    assert decided == [("示例物业",)]
    assert (offer.claim_id,) not in offered
    press(app, "Take decisions and claims into the data")
    assert app.success[0].value == "All of it stands in the data already."


def test_a_leader_writes_down_but_does_not_load(street: Home) -> None:
    app = arrive("meeting", "leader")
    found = keep(app)
    minutes.claim(street, found, found.offered[0], "示例银行", None)
    app.run()
    assert "Take decisions and claims into the data" not in [button.label for button in app.button]
    assert "Claimed at the meeting: 1 of" in "".join(str(block.value) for block in app.markdown)
    press(app, "Take the claim back")
    assert minutes.read(street, found.id).claimed == ()
