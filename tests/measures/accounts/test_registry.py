"""The registry of the service systems: all ninety, each with what it lives on; a slip in it stops the start."""

from __future__ import annotations

from typing import Any

import pytest

from neighborcare import contracts, measures
from neighborcare.demo import published
from neighborcare.errors import NotFound
from neighborcare.measures import accounts
from neighborcare.measures.accounts import System

SIZES = {"L": 23, "R": 20, "J": 14, "X": 9, "S": 24}
PAGES = {
    "overview",
    "coverage",
    "ageing",
    "circle",
    "visits",
    "mediation",
    "requests",
    "files",
    "claims",
    "activities",
    "safety",
    "deliberation",
    "today",
}
ALL = list(accounts.systems().values())


def test_there_are_ninety_numbered_through_in_each_account() -> None:
    expected = [f"{letter}{n}" for letter, size in SIZES.items() for n in range(1, size + 1)]
    assert list(accounts.systems()) == expected
    assert len(expected) == 90


@pytest.mark.parametrize("system", ALL, ids=lambda system: system.id)
def test_a_system_has_an_export_a_kpi_a_pillar_and_a_page(system: System) -> None:
    assert system.exports
    assert system.kpis
    assert all(measures.get(kpi) for kpi in system.kpis)
    assert system.page in PAGES
    pillars = contracts.get("activities").column("pillar").codes
    assert system.pillar in {code.code for code in pillars}


def test_what_is_counted_is_what_was_published_and_the_other_way_round() -> None:
    quoted = {(str(row["system_id"]), str(row["metric"])) for row in published.make()}
    assert {(s.id, metric.label.zh) for s in ALL for metric in s.metrics} == quoted


def test_an_unknown_system_is_named_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match="R15"):
        accounts.get("R99")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"dataset": "improvements", "where": {"type": "bridge"}}, "bridge"),
        ({"dataset": "improvements", "where": {"colour": "red"}}, "colour"),
        ({"dataset": "improvements", "measure": "sum", "column": "site"}, "site"),
        ({"dataset": "requests", "where": {"status": True}}, "yes or no"),
        ({"dataset": "requests", "when": "topic"}, "no time"),
        ({"dataset": "claims", "where": {"partner_id.partner_type": "club"}}, "club"),
    ],
)
def test_a_slip_stops_the_start(entry: dict[str, Any], says: str) -> None:
    with pytest.raises((ValueError, KeyError), match=says):
        accounts._question(entry)


def test_only_what_tells_of_single_persons_is_sensitive() -> None:
    sensitive = {question.dataset for s in ALL for question in s.exports if question.is_sensitive}
    assert sensitive == {"key_people", "visits", "health_services", "cases", "claims"}


def test_rounds_sessions_and_helpers_are_no_persons_in_need() -> None:
    open_ones = {("J1", "敲门轮次"), ("J3", "结对工作人员"), ("S15", "单案调解次数")}
    told = {(s.id, m.label.zh): m.question for s in ALL for m in s.metrics}
    for name in open_ones:
        question = told[name]
        assert question is not None
        assert not question.is_sensitive
    children = told["R9", "困境儿童"]
    assert children is not None
    assert children.is_sensitive
