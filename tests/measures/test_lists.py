"""The operational lists against rows that one can count on one's fingers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pytest

from neighborcare.measures import lists
from tests.measures.workspace import World, fill, settle

AS_OF = date(2025, 8, 31)
Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def lists_of() -> Iterator[Callable[[World], Ask]]:
    """The lists of a small world, asked in SQL."""
    with duckdb.connect() as con:

        def of(world: World) -> Ask:
            fill(con, settle(world, AS_OF), date(2025, 1, 1), AS_OF)
            lists.compute(con, AS_OF)
            return lambda query: con.execute(query).fetchall()

        yield of


def request(name: str, **more: Any) -> dict[str, Any]:
    return {
        "request_id": name,
        "request_type": "order",
        "channel": "wechat",
        "topic": "漏水",
        "grid_id": "G1",
        "created_at": datetime(2025, 8, 1, 9),
        "status": "in_progress",
    } | more


def closed(name: str, team: str, **more: Any) -> dict[str, Any]:
    return (
        request(
            name,
            team_name=team,
            accepted_at=datetime(2025, 8, 2),
            closed_at=datetime(2025, 8, 3, 9),
            status="closed",
        )
        | more
    )


def test_requests_by_how_far_they_have_come(lists_of: Callable[[World], Ask]) -> None:
    ask = lists_of(
        {
            "requests": [
                request("R1"),
                request("R2", responded_at=datetime(2025, 8, 2)),
                request("R3", accepted_at=datetime(2025, 8, 2)),  # who accepts has responded
                closed("R4", "甲", is_solved=True, rating="satisfied"),
                closed("R5", "甲", is_solved=False, rating="dissatisfied"),
                request("R6", status="rejected"),
            ]
        }
    )
    query = "SELECT received, responded, accepted, closed, solved, rated, satisfied FROM list_request_stages"
    assert ask(query) == [(6, 4, 3, 2, 1, 2, 1)]


def test_teams_by_what_they_took(lists_of: Callable[[World], Ask]) -> None:
    ask = lists_of(
        {
            "requests": [
                closed("R1", "甲", is_solved=True),
                request("R2", team_name="甲"),
                request("R3", team_name="乙", status="rejected"),
            ]
        }
    )
    rows = ask("SELECT team_name, taken, closed, solved, hours, still_open FROM list_request_teams")
    assert rows == [("甲", 2, 1, 1, 48.0, 1)]


def test_an_order_goes_to_who_knows_the_place_then_the_topic_then_has_less_in_hand(
    lists_of: Callable[[World], Ask],
) -> None:
    elsewhere = {"community_id": "C2", "grid_id": "G9"}
    ask = lists_of(
        {
            "requests": [
                request("new"),
                closed("1", "外队", **elsewhere),
                closed("2", "外队", **elsewhere),
                closed("3", "本地", topic="理发"),
                closed("4", "本地熟手"),
                request("5", team_name="本地熟手"),
                closed("6", "本地熟手二"),
            ]
        }
    )
    rows = ask("SELECT request_id, team_1, team_2, team_3, days_waiting FROM list_order_matches")
    assert rows == [("new", "本地熟手二", "本地熟手", "本地", 30)]


def test_an_order_that_nobody_can_take_stays_on_the_list(lists_of: Callable[[World], Ask]) -> None:
    ask = lists_of(
        {"requests": [request("new"), closed("1", "外队", community_id="C2", grid_id="G9", topic="理发")]}
    )
    assert ask("SELECT request_id, team_1 FROM list_order_matches") == [("new", None)]


def test_open_requests_know_their_days_over(lists_of: Callable[[World], Ask]) -> None:
    ask = lists_of(
        {
            "requests": [
                request("late", due_at=datetime(2025, 8, 21)),
                request("soon", due_at=datetime(2025, 9, 2)),
                request("never"),
                closed("done", "甲"),
                request("back", status="rejected"),
            ]
        }
    )
    assert ask("SELECT request_id, days_overdue FROM list_open_requests") == [
        ("late", 10),
        ("soon", -2),
        ("never", None),
    ]


def claim(name: str, **more: Any) -> dict[str, Any]:
    stages = {"collected_at": datetime(2025, 6, 1), "status": "collected"}
    return (
        {
            "claim_id": name,
            "claim_type": "household",
            "household_id": name,
            "content": "助学",
            "grid_id": "G1",
        }
        | stages
        | more
    )


AUDITED = {
    "audited_at": datetime(2025, 6, 2),
    "publicized_at": datetime(2025, 6, 3),
    "published_at": datetime(2025, 6, 10),
}


def test_claims_have_come_to_a_stage_or_beyond_it(lists_of: Callable[[World], Ask]) -> None:
    ask = lists_of(
        {
            "claims": [
                claim("1"),
                claim("2", **AUDITED),
                claim("3", fulfilled_at=datetime(2025, 7, 1)),  # half filled: what is fulfilled was claimed
                claim(
                    "4",
                    **AUDITED,
                    claimed_at=datetime(2025, 6, 11),
                    fulfilled_at=datetime(2025, 7, 1),
                    follow_up_count=1,
                ),
                claim("5", status="withdrawn"),
            ]
        }
    )
    rows = ask("SELECT stage, reached FROM list_claim_stages ORDER BY step")
    assert [count for _stage, count in rows] == [4, 3, 3, 3, 2, 2, 1]


@pytest.mark.parametrize(
    ("stages", "stage", "stuck"),
    [
        ({"collected_at": datetime(2025, 8, 17)}, "collected", False),  # 14 days are allowed
        ({"collected_at": datetime(2025, 8, 16)}, "collected", True),
        (AUDITED | {"published_at": datetime(2025, 8, 24)}, "published", False),
        (AUDITED | {"published_at": datetime(2025, 8, 23)}, "published", True),
        ({"claimed_at": datetime(2025, 6, 20), "due_at": datetime(2025, 8, 31)}, "claimed", False),
        ({"claimed_at": datetime(2025, 8, 20), "due_at": datetime(2025, 8, 30)}, "claimed", True),
        ({"claimed_at": datetime(2025, 8, 1)}, "claimed", False),
        ({"claimed_at": datetime(2025, 7, 31)}, "claimed", True),
        ({"fulfilled_at": datetime(2025, 7, 31)}, "fulfilled", True),
        ({"fulfilled_at": datetime(2025, 6, 1), "follow_up_count": 2}, "followed_up", False),
    ],
)
def test_a_household_is_stuck(
    lists_of: Callable[[World], Ask], stages: dict[str, Any], stage: str, stuck: bool
) -> None:
    ask = lists_of({"claims": [claim("H", **stages)]})
    assert ask("SELECT stage, is_stuck FROM list_household_stages") == [(stage, stuck)]


def person(name: str, tier: str = "yellow", **more: Any) -> dict[str, Any]:
    return {
        "person_id": name,
        "household_id": f"H{name}",
        "grid_id": "G1",
        "risk_tier": tier,
        "filed_date": date(2025, 1, 1),
    } | more


def visit(who: str, days_ago: int, **more: Any) -> dict[str, Any]:
    at = datetime(2025, 8, 31, 9) - timedelta(days=days_ago)
    return {
        "visit_id": f"{who}{days_ago}{len(more)}",
        "person_id": who,
        "grid_id": "G1",
        "visit_at": at,
        "result": "ok",
        "visit_type": "care",
    } | more


def test_the_care_gap_is_whom_all_three_missed(lists_of: Callable[[World], Ask]) -> None:
    check = {"service_type": "annual_check", "grid_id": "G1"}
    ask = lists_of(
        {
            "key_people": [
                person("gap"),
                person("visited"),
                person("checked"),
                person("quiet"),
                person("home"),
            ],
            "visits": [visit("visited", 3)],
            "health_services": [
                check | {"service_id": "1", "person_id": "checked", "service_at": datetime(2025, 3, 1)},
                check
                | {"service_id": "2", "person_id": "gap", "service_at": datetime(2024, 11, 1)},  # last year's
            ],
            "requests": [
                request("R1", person_id="gap"),
                request("R2", person_id="visited"),
                request("R3", person_id="checked"),
                closed("R4", "甲", person_id="quiet"),
                request("R5", household_id="Hhome"),
            ],
        }
    )
    assert ask("SELECT person_id FROM list_care_gap ORDER BY 1") == [("gap",), ("home",)]


def test_a_day_has_those_due_and_those_not_greeted(lists_of: Callable[[World], Ask]) -> None:
    ask = lists_of(
        {
            "key_people": [
                person("due"),
                person("tomorrow"),
                person("late"),
                person("greeted", "red"),
                person("silent", "red"),
                person("gone", end_date=date(2025, 8, 1)),
            ],
            "visits": [
                visit("due", 7),
                visit("tomorrow", 6),
                visit("late", 9),
                visit("greeted", 0, visit_type="greeting"),
                visit("silent", 1, visit_type="greeting"),
            ],
        }
    )
    rows = ask("SELECT person_id, days_overdue, greeting_due FROM list_due_today")
    assert rows == [("silent", 0, True), ("late", 2, False), ("due", 0, False)]


def test_partners_by_what_they_promised_and_did(lists_of: Callable[[World], Ask]) -> None:
    ask = lists_of(
        {
            "partners": [
                {
                    "partner_id": "P1",
                    "partner_name": "示例银行",
                    "partner_type": "bank",
                    "agreement_date": date(2025, 1, 1),
                },
                {
                    "partner_id": "P2",
                    "partner_name": "示例中学",
                    "partner_type": "school",
                    "agreement_date": date(2024, 1, 1),
                    "end_date": date(2025, 8, 30),
                },
                {"partner_id": "P3", "partner_name": "示例超市", "partner_type": "enterprise"},
            ],
            "claims": [
                claim("1", partner_id="P1", claimed_at=datetime(2025, 6, 2), due_at=datetime(2025, 8, 1)),
                claim(
                    "2", partner_id="P1", claimed_at=datetime(2025, 6, 2), fulfilled_at=datetime(2025, 7, 2)
                ),
            ],
            "funds": [
                {
                    "entry_id": "F1",
                    "entry_date": date(2025, 8, 5),
                    "direction": "in",
                    "kind": "cash",
                    "amount": 500.0,
                    "partner_id": "P3",
                }
            ],
        }
    )
    rows = ask(
        "SELECT partner_id, agreement, claimed, fulfilled, overdue, cash, last_day FROM list_partner_deeds ORDER BY 1"
    )
    assert rows == [
        ("P1", "in_force", 2, 1, 1, 0.0, date(2025, 7, 2)),
        ("P2", "ended", 0, 0, 0, 0.0, None),
        ("P3", "unsigned", 0, 0, 0, 500.0, date(2025, 8, 5)),
    ]


def test_lists_come_after_those_that_they_read() -> None:
    order = lists.names()
    assert order.index("roster") < order.index("overdue") < order.index("care_gap")
