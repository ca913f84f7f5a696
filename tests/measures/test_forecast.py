"""Ageing ahead: cohorts that move up, births, deaths and migration, each to be counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighborcare.measures.forecast import (
    BANDS,
    SEXES,
    Assumptions,
    Mortality,
    Outlook,
    assumptions,
    life_expectancy,
    outlooks,
    project,
    stage,
    summary,
    survival,
)

NOBODY_DIES = Mortality("", "", (*[0.0] * 21, 0.0), (*[0.0] * 21, 0.0))
NO_BIRTHS = Assumptions((NOBODY_DIES,), 0.0, 1.0, {"25-29": 1.0})


def test_without_deaths_and_births_every_cohort_moves_up_one_band() -> None:
    people = {("male", "0-4"): 7.0, ("female", "60-64"): 5.0, ("female", "90-94"): 2.0}
    first, second = project(people, 2, NO_BIRTHS)
    assert {key: n for key, n in first.items() if n} == {
        ("male", "5-9"): 7.0,
        ("female", "65-69"): 5.0,
        ("female", "95-99"): 2.0,
    }
    assert second["female", "70-74"] == 5.0


def test_births_come_from_the_mean_of_the_women_and_part_into_boys_and_girls() -> None:
    # 100 women of 20-24 become 25-29: on average 50 of them are 25-29, at 0.6 children each: 30, one girl for two boys.
    assumed = replace(NO_BIRTHS, children_per_woman=0.6, boys_per_girl=2.0)
    found = project({("female", "20-24"): 100.0}, 1, assumed)[0]
    assert found["male", "0-4"] == pytest.approx(20)
    assert found["female", "0-4"] == pytest.approx(10)


def test_net_migration_is_per_thousand_at_the_end_of_a_step() -> None:
    assumed = replace(NO_BIRTHS, migration={"25-29": -50.0, "65-69": 10.0})
    found = project({("male", "20-24"): 200.0, ("male", "60-64"): 100.0, ("male", "30-34"): 9.0}, 1, assumed)[
        0
    ]
    assert (found["male", "25-29"], found["male", "65-69"], found["male", "35-39"]) == pytest.approx(
        (190, 101, 9)
    )


def test_a_death_rate_that_is_the_same_at_every_age_thins_out_evenly() -> None:
    # Under a constant rate the share that lives five more years is about e^(-5m), at every age.
    born, ratios = survival([0.01] * 22, "male")
    assert ratios[1:19] == pytest.approx([exp(-0.05)] * 18, abs=0.0005)
    assert ratios[-1] == ratios[-2] == pytest.approx(exp(-0.05), abs=0.0005)
    assert born == pytest.approx((1 - exp(-0.05)) / 0.05, abs=0.004)
    assert life_expectancy([0.01] * 22, "male") == pytest.approx(100, abs=0.3)


def test_the_table_in_use_is_that_of_china() -> None:
    # The census of 2020 found 75.4 years for men and 80.9 for women; both have risen since.
    first, second = assumptions().mortality
    assert 75.5 < life_expectancy(first.male, "male") < 77.5
    assert 81 < life_expectancy(first.female, "female") < 83.5
    for now, later in ((first.male, second.male), (first.female, second.female)):
        assert len(now) == len(later) == len(BANDS) + 1
        assert all(b < a for a, b in zip(now, later, strict=True))
    assert sum(assumptions().by_age.values()) == pytest.approx(1)


@given(
    st.lists(st.integers(0, 500), min_size=21, max_size=21),
    st.lists(st.integers(0, 500), min_size=21, max_size=21),
)
def test_nobody_comes_from_nowhere(men: list[int], women: list[int]) -> None:
    people = {
        (sex, b): float(n)
        for sex, own in zip(SEXES, (men, women), strict=True)
        for b, n in zip(BANDS, own, strict=True)
    }
    still = project(people, 1, NO_BIRTHS)[0]
    assert sum(still.values()) == pytest.approx(sum(people.values()))
    closed = replace(assumptions(), children_per_woman=0.0)
    ahead = project(people, 2, closed)
    assert sum(ahead[1].values()) <= sum(ahead[0].values()) <= sum(people.values()) + 1e-9
    assert all(n >= 0 for n in ahead[1].values())


def test_an_outlook_tells_shares_and_dependency() -> None:
    people = {("male", "10-14"): 10.0, ("female", "40-44"): 60.0, ("male", "60-64"): 10.0}
    people |= {("female", "65-69"): 15.0, ("male", "80-84"): 5.0}
    told = summary(Outlook(0, date(2025, 1, 1), people))
    assert (told["total"], told["aged_60"], told["aged_65"], told["aged_80"]) == (100, 30, 20, 5)
    assert (told["share_60"], told["share_65"]) == (0.3, 0.2)
    assert told["old_dependency"] == pytest.approx(20 / 70)
    assert summary(Outlook(0, date(2025, 1, 1), {}))["share_65"] is None


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0699, None),
        (0.07, "轻度老龄化"),
        (0.14, "中度老龄化"),
        (0.1999, "中度老龄化"),
        (0.2, "重度老龄化"),
        (None, None),
    ],
)
def test_how_aged_it_is(share: float | None, said: str | None) -> None:
    found = stage(share)
    assert (found.zh if found else None) == said


def test_an_area_is_projected_from_its_latest_statistics() -> None:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE months AS SELECT DATE '2025-03-31' AS day_to")
        con.execute(
            "CREATE TABLE population (community_id VARCHAR, grid_id VARCHAR, stat_date DATE, sex VARCHAR, "
            "age_band VARCHAR, count BIGINT)"
        )
        con.execute(
            "INSERT INTO population VALUES ('C1', 'G1', '2023-12-31', 'male', '60-64', 99), "
            "('C1', 'G1', '2024-02-29', 'male', '60-64', 40), ('C1', 'G2', '2024-02-29', 'male', '60-64', 10), "
            "('C1', 'G1', '2025-06-30', 'male', '60-64', 77), ('C2', 'G3', '2026-01-01', 'male', '0-4', 5)"
        )
        now, in_five, in_ten = outlooks(con, ("grid", "G1"), assumed=NO_BIRTHS)
        assert (now.total, now.share(60), now.share(65)) == (40, 1, 0)
        assert (in_five.on, in_five.share(65)) == (date(2029, 2, 28), 1)
        assert (in_ten.years, in_ten.aged(70)) == (10, 40)
        assert outlooks(con, ("community", "C1"), assumed=NO_BIRTHS)[0].total == 50
        assert outlooks(con, ("street", "street"), assumed=NO_BIRTHS)[0].total == 55
        assert outlooks(con, ("grid", "G9")) == ()
