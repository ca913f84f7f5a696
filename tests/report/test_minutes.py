"""What a meeting came to: claims made once, decisions that the next meeting opens with, rows for the ledgers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from neighborcare.errors import NotFound, UserError
from neighborcare.report import meeting as meetings
from neighborcare.report import minutes
from neighborcare.report.meeting import Decision, Meeting, Offer
from neighborcare.report.minutes import Resolved
from neighborcare.store.home import Home

DAY = date(2025, 9, 10)
WISH = Offer("微心愿 RL1", "甲社区", None, "RL1")
BY_HAND = Offer("助学 一名高中生", "乙社区", date(2025, 10, 1))
LAMP = Resolved("楼道灯更换", "JY", "adopted", "示例物业", date(2025, 10, 1))


@pytest.fixture
def meeting() -> Meeting:
    return Meeting(
        "20250910-street-202508-month",
        DAY,
        ("street", "street"),
        "演示街道",
        date(2025, 8, 1),
        1,
        offered=(WISH, BY_HAND),
    )


def test_nothing_is_written_down_yet(home: Home, meeting: Meeting) -> None:
    assert minutes.read(home, meeting.id) == minutes.Minutes(meeting.id)


def test_a_claim_stands_with_its_unit_and_deadline(home: Home, meeting: Meeting) -> None:
    minutes.claim(home, meeting, WISH, "  示例  银行 ", date(2025, 9, 30))
    (one,) = minutes.read(home, meeting.id).claimed
    assert (one.item, one.unit, one.deadline, one.claim_id) == (
        "微心愿 RL1",
        "示例 银行",
        date(2025, 9, 30),
        "RL1",
    )


def test_an_item_is_known_by_its_number_in_either_language(home: Home, meeting: Meeting) -> None:
    minutes.claim(home, meeting, replace(WISH, item="Micro-wish RL1"), "示例银行", None)
    assert minutes.claimed(minutes.read(home, meeting.id), WISH) is not None


@pytest.mark.parametrize(
    ("offer", "unit", "deadline", "said"),
    [
        (WISH, "示例中学", None, "claimed already by 示例银行"),
        (BY_HAND, " ", None, "which unit"),
        (BY_HAND, "示例中学", date(2025, 9, 9), "before the meeting"),
        (Offer("微心愿 RL9", "甲社区", None, "RL9"), "示例中学", None, "not offered"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(
    home: Home, meeting: Meeting, offer: Offer, unit: str, deadline: date | None, said: str
) -> None:
    before = minutes.claim(home, meeting, WISH, "示例银行", None)
    with pytest.raises(UserError, match=said):
        minutes.claim(home, meeting, offer, unit, deadline)
    assert minutes.read(home, meeting.id) == before


def test_a_claim_made_by_mistake_is_taken_back(home: Home, meeting: Meeting) -> None:
    made = minutes.claim(home, meeting, WISH, "示例银行", None)
    minutes.release(home, meeting.id, made.claimed[0])
    assert minutes.claim(home, meeting, WISH, "示例中学", None).claimed[0].unit == "示例中学"


def test_decisions_and_claims_do_not_touch_each_other(home: Home, meeting: Meeting) -> None:
    minutes.claim(home, meeting, WISH, "示例银行", None)
    minutes.resolve(home, meeting.id, (LAMP,), 23)
    found = minutes.read(home, meeting.id)
    assert (found.attended, found.resolved, len(found.claimed)) == (23, (LAMP,), 1)


def test_an_address_cannot_lead_elsewhere(home: Home) -> None:
    with pytest.raises(NotFound):
        minutes.read(home, "../meetings/x")


def test_the_rows_of_the_ledgers(home: Home, meeting: Meeting) -> None:
    minutes.resolve(home, meeting.id, (LAMP, Resolved("停车", "YS", "deferred")), None)
    minutes.claim(home, meeting, WISH, "示例银行", date(2025, 9, 30))
    made = minutes.rows(minutes.claim(home, meeting, BY_HAND, "示例中学", None), meeting)
    first, second = made["topics"]
    assert (first["topic_id"], first["held_date"], first["owner_unit"], first["due_at"]) == (
        f"{meeting.id}-1",
        DAY,
        "示例物业",
        date(2025, 10, 1),
    )
    assert (second["decision"], second["owner_unit"]) == ("deferred", None)
    known, fresh = made["claims"]
    assert known == {
        "claim_id": "RL1",
        "claimed_at": DAY,
        "partner_id": "示例银行",
        "due_at": date(2025, 9, 30),
        "status": "claimed",
    }
    assert (fresh["claim_type"], fresh["content"], fresh["community_id"]) == (
        "tuition",
        "助学 一名高中生",
        "乙社区",
    )


def kept(home: Home, meeting: Meeting) -> Meeting:
    meetings.save(home, meeting, {}, "analyst")
    minutes.resolve(home, meeting.id, (LAMP,), None)
    return meeting


def test_the_next_meeting_opens_with_what_this_one_decided(home: Home, meeting: Meeting) -> None:
    kept(home, meeting)
    old = Decision("旧事", "示例物业", None, "done", date(2025, 7, 1))
    following = replace(meeting, id="next", day=date(2025, 10, 9), decisions=(old,))
    decided = minutes.opening(home, following).decisions
    assert decided == (Decision("楼道灯更换", "示例物业", date(2025, 10, 1), "overdue", DAY), old)


def test_what_the_ledger_knows_already_is_not_said_twice(home: Home, meeting: Meeting) -> None:
    kept(home, meeting)
    known = Decision("楼道灯更换", "示例物业", date(2025, 10, 1), "done", DAY)
    following = replace(meeting, id="next", day=date(2025, 10, 9), decisions=(known,))
    assert minutes.opening(home, following).decisions == (known,)


def test_another_area_or_a_later_meeting_decided_nothing_for_this_one(home: Home, meeting: Meeting) -> None:
    kept(home, meeting)
    elsewhere = replace(meeting, id="x", day=date(2025, 10, 9), area=("community", "JY"))
    earlier = replace(meeting, id="y", day=date(2025, 8, 9))
    assert minutes.opening(home, elsewhere).decisions == ()
    assert minutes.opening(home, earlier).decisions == ()
