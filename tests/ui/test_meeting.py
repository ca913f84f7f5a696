"""What a meeting's tables say, once somebody has written in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from neighborcare.errors import UserError
from neighborcare.report import story
from neighborcare.report.meeting import Meeting, Offer
from neighborcare.store import lease, manifest
from neighborcare.store.home import Home
from neighborcare.ui import meeting_after, meeting_draft

NAMES = {"JY": "甲社区", "YS": "乙社区"}
MEETING = Meeting(
    "m",
    date(2025, 9, 10),
    ("street", "street"),
    "演示街道",
    date(2025, 8, 1),
    1,
    offered=(Offer("微心愿 RL1", "甲社区", None, "RL1"),),
)


def slide(name: str, place: int | None, shown: bool = True) -> dict[str, Any]:
    return {"id": name, "place": place, "shown": shown, "notes": None}


def test_slides_stand_in_the_order_of_their_numbers() -> None:
    rows = [slide("cover", 2), slide("base", 1), slide("elders", 3, shown=False), slide("next", 2)]
    assert meeting_draft.picked(rows) == ("base", "cover", "next")


def test_a_meeting_without_any_slide_is_refused() -> None:
    with pytest.raises(UserError, match="at least one slide"):
        meeting_draft.picked([slide("cover", 1, shown=False)])


def test_offers_keep_a_number_only_if_it_was_offered() -> None:
    rows: list[dict[str, Any]] = [
        {"item": "微心愿 RL1", "place": "甲社区", "deadline": date(2025, 10, 1), "claim_id": "RL1"},
        {"item": " 助学   一名高中生 ", "place": "乙社区", "deadline": None, "claim_id": "RL7"},
        {"item": None, "place": "乙社区", "deadline": None, "claim_id": None},
    ]
    assert meeting_draft.offers(rows, MEETING) == (
        Offer("微心愿 RL1", "甲社区", date(2025, 10, 1), "RL1"),
        Offer("助学 一名高中生", "乙社区", None, ""),
    )


def decision(**more: object) -> dict[str, object]:
    said = {"title": "楼道灯更换", "place": "甲社区", "decision": "adopted", "owner": "示例物业"}
    return said | {"due": date(2025, 10, 1)} | more


def test_decisions_name_their_community_by_its_id_and_empty_rows_are_none() -> None:
    (one,) = meeting_after.resolved([decision(), decision(title="  ")], NAMES)
    assert (one.title, one.community, one.owner, one.due) == (
        "楼道灯更换",
        "JY",
        "示例物业",
        date(2025, 10, 1),
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [({"place": None}, "community"), ({"owner": ""}, "owner"), ({"due": None}, "deadline")],
)
def test_an_adopted_decision_needs_community_owner_and_deadline(more: dict[str, object], said: str) -> None:
    with pytest.raises(UserError, match=said):
        meeting_after.resolved([decision(**more)], NAMES)


def test_what_is_put_off_needs_neither() -> None:
    (one,) = meeting_after.resolved([decision(decision="deferred", owner=None, due=None)], NAMES)
    assert (one.owner, one.due) == ("", None)


@pytest.mark.demo
def test_offers_are_worded_in_either_language_but_ones_own_words_stay(demo_home: Home) -> None:
    made = manifest.current(demo_home)
    with lease.opened(demo_home, made, "presenter") as con:
        meeting = story.prepare(
            con, made.number, day=date(2025, 9, 10), month=date(2025, 8, 1), language="en"
        )
        first, second = meeting.offered[:2]
        said = replace(meeting, offered=(first, replace(second, item="A walking frame")))
        inside = meeting_draft.worded(con, said, "zh-CN")
    assert first.item != inside[0].item
    assert inside[0].item.endswith(first.claim_id)
    assert inside[1] == replace(second, item="A walking frame")
