"""What should be there by now of a target that is for the whole year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from neighborcare import measures
from neighborcare.measures import catalogue, get
from neighborcare.measures.expected import share, target
from neighborcare.measures.figures import Figure, state

JAN, MAR, JUN, DEC = (date(2025, n, 1) for n in (1, 3, 6, 12))
CHECKS = get("K18")
ACTIVITIES = replace(get("K52"), target=365.0, target_source="T")


def test_every_day_counts_the_same_where_no_plan_says_otherwise() -> None:
    assert share(CHECKS, date(2025, 1, 1)) == pytest.approx(1 / 365)
    assert share(CHECKS, date(2025, 12, 31)) == 1
    assert share(CHECKS, date(2024, 12, 31)) == 1
    assert share(CHECKS, date(2024, 2, 29)) == pytest.approx(60 / 366)


def test_a_plan_is_straight_between_the_ends_of_its_months() -> None:
    plan = replace(CHECKS, by_month=(0.1, 0.1, 0.4, 0.5, 0.5, 0.6, 0.6, 0.7, 0.8, 0.9, 1.0, 1.0))
    assert share(plan, date(2025, 1, 31)) == pytest.approx(0.1)
    assert share(plan, date(2025, 2, 14)) == pytest.approx(0.1)
    assert share(plan, date(2025, 4, 15)) == pytest.approx(0.45)


def test_a_stock_is_held_against_what_the_year_should_have_brought() -> None:
    assert target(CHECKS, None, MAR, MAR) == pytest.approx(0.62 * 90 / 365)
    assert target(CHECKS, None, JAN, MAR, as_of=date(2025, 3, 15)) == pytest.approx(0.62 * 74 / 365)
    assert target(CHECKS, None, DEC, DEC) == pytest.approx(0.62)


def test_a_sum_is_held_against_what_its_months_should_bring() -> None:
    assert target(ACTIVITIES, None, MAR, MAR) == pytest.approx(31)
    assert target(ACTIVITIES, None, JAN, JUN) == pytest.approx(181)
    assert target(ACTIVITIES, None, date(2024, 12, 1), JAN) == pytest.approx(365 * 31 / 366 + 31)


def test_other_targets_hold_on_every_day() -> None:
    assert target(get("K10"), None, MAR, MAR) == 1.0
    assert target(get("K38"), None, MAR, MAR) is None
    assert target(get("K52"), None, MAR, MAR) is None


@pytest.mark.parametrize(
    ("month", "value", "judged"),
    [
        (MAR, 0.20, "good"),
        (MAR, 0.12, "watch"),
        (MAR, 0.09, "bad"),
        (DEC, 0.20, "bad"),
        (DEC, 0.57, "watch"),
        (DEC, 0.62, "good"),
    ],
)
def test_a_rate_that_builds_up_is_not_judged_in_march_by_december(
    month: date, value: float, judged: str
) -> None:
    figure = Figure("K18", "street", "street", None, month, month, value * 1000, 1000, value)
    assert state(CHECKS, figure) == judged


def test_parts_are_judged_by_their_own_target_and_direction() -> None:
    slow = Figure("K29", "street", "street", "hours", MAR, MAR, 300, 10, 30)
    assert state(get("K29"), slow) == "bad"
    assert state(get("K29"), replace(slow, value=20)) == "good"
    assert state(get("K34"), replace(slow, kpi="K34", part="fulfil", value=20)) == "good"
    assert state(get("K34"), replace(slow, kpi="K34", part="claim", value=20)) == "bad"


def test_only_what_has_a_target_for_the_year_may_be_planned_by_month() -> None:
    for kpi in catalogue().values():
        assert not kpi.by_month or (kpi.yearly and len(kpi.by_month) == 12), kpi.id
        assert list(kpi.by_month) == sorted(kpi.by_month), kpi.id


def test_the_office_plan_stands_above_the_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    months = ", ".join(f"{n / 12:.4f}" for n in range(1, 13))
    (tmp_path / "plan.toml").write_text(f"[K52]\ntarget = 240\nby_month = [{months}]\n", encoding="utf-8")
    monkeypatch.setattr(measures, "PLAN", tmp_path / "plan.toml")
    measures.plan.cache_clear()
    measures.catalogue.cache_clear()
    try:
        planned = get("K52")
        assert (planned.target, planned.target_source) == (240, "T")
        assert target(planned, None, JAN, JUN) == pytest.approx(120)
        assert get("K18").target == 0.62
    finally:
        measures.plan.cache_clear()
        measures.catalogue.cache_clear()
