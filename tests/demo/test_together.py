"""Requests, claims, hazards, works, meetings and funds are believable: delays, what is stuck, and sums that hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from neighborcare.demo import Street
from neighborcare.demo.gaps import TURN
from neighborcare.demo.plan import COMMUNITIES, FIRST, LAST

NOW = datetime(LAST.year, LAST.month, LAST.day, 23, 59)
STAGES = ("collected_at", "audited_at", "publicized_at", "published_at", "claimed_at", "fulfilled_at")
TIMES = {
    "requests": ("created_at", "responded_at", "accepted_at", "closed_at"),
    "claims": STAGES,
    "hazards": ("found_at", "fixed_at", "verified_at"),
}
Rows = list[dict[str, Any]]


def rows(street: Street, dataset: str, **is_: object) -> Rows:
    return [row for row in street.tables[dataset] if all(row[name] == value for name, value in is_.items())]


@pytest.mark.parametrize("dataset", TIMES)
def test_stages_come_in_order_and_within_the_months(street: Street, dataset: str) -> None:
    for row in rows(street, dataset):
        told = [row[name] for name in TIMES[dataset] if row[name] is not None]
        assert told == sorted(told)
        assert FIRST <= told[0].date() <= told[-1].date() <= LAST


def test_money_is_never_spent_before_it_came(street: Street) -> None:
    for plan in COMMUNITIES:
        cash, goods = 0.0, Counter[str]()
        for row in rows(street, "funds", community_id=plan.id):
            sign = 1 if row["direction"] == "in" else -1
            if row["kind"] == "cash":
                cash += sign * row["amount"]
            else:
                goods[row["goods_name"]] += sign * row["goods_qty"]
            assert cash >= 0
            assert min(goods.values(), default=0) >= 0
        assert cash > 0


def test_money_goes_to_claims_that_were_fulfilled(street: Street) -> None:
    done = {row["claim_id"]: row["fulfilled_at"] for row in rows(street, "claims")}
    spent = rows(street, "funds", kind="cash", direction="out")
    assert len(spent) > 50
    assert all(done[row["claim_id"]].date() == row["entry_date"] for row in spent)


def late(found: Rows, done: str) -> float:
    closed = [row for row in found if row[done] is not None]
    return sum(bool(row[done] > row["due_at"]) for row in closed) / len(closed)


def test_one_community_is_slower_than_the_others(street: Street) -> None:
    by = {plan.id: late(rows(street, "requests", community_id=plan.id), "closed_at") for plan in COMMUNITIES}
    assert max(by, key=lambda community: by[community]) == "KX"
    assert 0.02 < min(by.values()) < 0.15 < by["KX"] < 0.45


def test_what_is_open_is_mostly_recent_and_some_of_it_overdue(street: Street) -> None:
    found = [row for row in rows(street, "requests") if row["status"] in {"pending", "in_progress"}]
    overdue = [row for row in found if row["due_at"] < NOW]
    assert 20 < len(found) < 90
    assert 5 < len(overdue) < len(found)
    recent = [row for row in found if NOW - row["created_at"] < timedelta(days=80)]
    assert len(recent) > 0.6 * len(found)


def test_requests_repeat_an_earlier_one_of_the_same_place_and_topic(street: Street) -> None:
    by_id = {row["request_id"]: row for row in rows(street, "requests")}
    again = [row for row in by_id.values() if row["repeat_of"]]
    assert 0.02 < len(again) / len(by_id) < 0.12
    for row in again:
        first = by_id[row["repeat_of"]]
        assert (first["community_id"], first["topic"]) == (row["community_id"], row["topic"])
        assert first["created_at"] < row["created_at"]


def test_drains_block_in_the_wet_months(street: Street) -> None:
    months = Counter(
        row["created_at"].month
        for row in rows(street, "requests")
        if row["topic"] in {"下水道堵塞", "房屋漏水"}
    )
    assert sum(months[m] for m in (6, 7, 8)) > 1.3 * sum(months[m] for m in (12, 1, 2))


def test_some_claims_are_stuck_and_some_ledgers_have_a_hole(street: Street) -> None:
    claims = rows(street, "claims")
    stuck = [row for row in claims if row["claimed_at"] is None]
    holes = [row for row in claims if row["claimed_at"] and not (row["audited_at"] and row["publicized_at"])]
    assert 5 < len(stuck) < 0.15 * len(claims)
    assert 2 < len(holes) < 0.1 * len(claims)
    assert all(row["partner_id"] or row["staff_id"] for row in claims if row["claimed_at"])


def test_hazards_mostly_go_away(street: Street) -> None:
    found = [row for row in rows(street, "hazards") if row["hazard_type"] != "none"]
    still = [row for row in found if row["fixed_at"] is None]
    assert 4 < len(still) < 0.2 * len(found)
    assert all(row["status"] in {"open", "in_progress"} for row in still)
    assert any(row["status"] == "none" for row in rows(street, "hazards", hazard_type="none"))


def test_no_more_devices_are_online_than_were_installed(street: Street) -> None:
    devices = [row for row in rows(street, "improvements") if row["online_qty"] is not None]
    assert all(row["online_qty"] <= row["done_qty"] for row in devices)
    assert 0 < sum(row["online_qty"] for row in devices) < sum(row["done_qty"] for row in devices)


def test_a_meeting_has_one_kind_one_day_and_one_number_present(street: Street) -> None:
    told: dict[str, set[object]] = defaultdict(set)
    for row in rows(street, "topics"):
        told[row["meeting_id"]].add((row["meeting_type"], row["held_date"], row["attend_count"]))
    assert all(len(found) == 1 for found in told.values())


def test_only_what_was_adopted_is_carried_out(street: Street) -> None:
    for row in rows(street, "topics"):
        assert (row["due_at"] is not None) == (row["decision"] == "adopted")
        assert row["done_at"] is None or row["decision"] == "adopted"


def test_partners_that_are_named_are_known(street: Street) -> None:
    known = {row["partner_id"]: row["community_id"] for row in rows(street, "partners")}
    for dataset in ("activities", "health_services", "claims", "improvements", "funds"):
        named = [row for row in rows(street, dataset) if row["partner_id"] is not None]
        assert named, dataset
        assert all(known[row["partner_id"]] == row["community_id"] for row in named)


def test_a_few_wait_for_a_visit_a_check_and_an_answer(street: Street) -> None:
    asked = {row["person_id"] for row in rows(street, "requests") if row["closed_at"] is None} - {None}
    reached: dict[str, date] = defaultdict(lambda: FIRST)
    for row in rows(street, "visits"):
        if row["person_id"] in asked and row["result"] in {"ok", "abnormal"}:
            reached[row["person_id"]] = max(reached[row["person_id"]], row["visit_at"].date())
    waiting = [
        person
        for person in rows(street, "key_people")
        if person["person_id"] in asked
        and LAST - reached[person["person_id"]] > timedelta(days=2 * TURN[person["risk_tier"]])
    ]
    checked = {
        row["person_id"]
        for row in rows(street, "health_services", service_type="annual_check")
        if row["service_at"].year == LAST.year
    }
    assert 2 <= sum(person["person_id"] not in checked for person in waiting) <= 8


def test_nothing_lies_for_half_a_year(street: Street) -> None:
    visits = rows(street, "visits", result="abnormal", handled_at=None)
    assert all(NOW - row["visit_at"] < timedelta(days=60) for row in visits)
    hazards = [row for row in rows(street, "hazards") if row["due_at"] and row["fixed_at"] is None]
    topics = rows(street, "topics", decision="adopted", done_at=None)
    requests = [row for row in rows(street, "requests") if row["status"] in {"pending", "in_progress"}]
    assert all(NOW - row["due_at"] < timedelta(days=183) for row in [*hazards, *topics, *requests])
