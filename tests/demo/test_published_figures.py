"""The figures that the five accounts published come out of the rows by plain counting."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from neighborcare.demo import Street
from neighborcare.demo.calendar import months
from neighborcare.demo.plan import FIRST, LAST
from neighborcare.demo.rows import Row

AS_OF_LZY = date(2025, 8, 20)
SINCE_RMZ = date(2024, 1, 1)
SINCE_JY = date(2025, 1, 1)
HELPERS = {
    "cadre",
    "social_worker",
    "party_volunteer",
    "volunteer",
    "building_head",
    "neighbor",
    "care_parent",
}


def of(street: Street, dataset: str, community: str) -> list[Row]:
    return [row for row in street.tables[dataset] if row["community_id"] == community]


def on_file(street: Street, community: str, category: str, day: date) -> list[Row]:
    return [
        row
        for row in of(street, "key_people", community)
        if category in row["categories"]  # type: ignore[operator]
        and (row["filed_date"] is None or row["filed_date"] <= day)  # type: ignore[operator]
        and (row["end_date"] is None or row["end_date"] > day)  # type: ignore[operator]
    ]


def helpers(street: Street, community: str, day: date) -> int:
    return sum(
        row["role"] in HELPERS
        and row["start_date"] <= day  # type: ignore[operator]
        and (row["end_date"] is None or row["end_date"] > day)  # type: ignore[operator]
        for row in of(street, "staff", community)
    )


def held(street: Street, community: str, since: date) -> list[Row]:
    rows = of(street, "activities", community)
    return [row for row in rows if row["held_date"] is not None and row["held_date"] >= since]  # type: ignore[operator]


def came(rows: list[Row]) -> int:
    return sum(int(str(row["attend_count"])) for row in rows)


def households_reached(street: Street, community: str, *, in_round: bool) -> set[object]:
    home = {row["person_id"]: row["household_id"] for row in street.tables["key_people"]}
    return {
        row["household_id"] or home[row["person_id"]]
        for row in of(street, "visits", community)
        if row["result"] in {"ok", "abnormal"} and (row["round_id"] or not in_round)
    }


def test_liziyuan_has_its_households_and_residents(street: Street) -> None:
    (row,) = of(street, "communities", "LZY")
    assert (row["households"], row["population"]) == (3684, 11_000)


@pytest.mark.parametrize("day", [AS_OF_LZY, LAST])
@pytest.mark.parametrize(("category", "count"), [("empty_nest", 161), ("living_alone", 54)])
def test_liziyuan_elders_in_empty_nests_and_living_alone(
    street: Street, category: str, count: int, day: date
) -> None:
    assert len(on_file(street, "LZY", category, day)) == count


def test_liziyuan_empty_nests_are_visited_at_least_weekly(street: Street) -> None:
    assert {row["risk_tier"] for row in on_file(street, "LZY", "empty_nest", LAST)} <= {"red", "yellow"}


def test_liziyuan_plans_a_health_day_every_thursday(street: Street) -> None:
    days = [row["planned_date"] for row in of(street, "activities", "LZY") if row["series"] == "健康日"]
    assert len(days) == 109
    assert {day.isoweekday() for day in days} == {4}  # type: ignore[attr-defined]


@pytest.mark.parametrize("day", [SINCE_RMZ, AS_OF_LZY, LAST])
def test_renminzhong_children_in_difficulty(street: Street, day: date) -> None:
    children = [r for r in of(street, "key_people", "RMZ") if "child_in_difficulty" in r["categories"]]  # type: ignore[operator]
    assert len(children) == 4
    assert len(on_file(street, "RMZ", "child_in_difficulty", LAST)) == 4
    assert len(on_file(street, "RMZ", "child_in_difficulty", day)) <= 4


def test_renminzhong_activities_since_2024(street: Street) -> None:
    rows = held(street, "RMZ", SINCE_RMZ)
    kinds = Counter(row["type"] for row in rows)
    assert len(rows) == 83
    assert 2100 < came(rows) < 2200
    assert kinds["lecture"] + kinds["clinic"] == 12
    assert 400 < came([row for row in rows if row["type"] in {"lecture", "clinic"}]) < 450
    assert came([row for row in rows if row["type"] == "publicity"]) == 260
    assert sum(row["series"] == "每周一净" for row in rows) == 56


def test_renminzhong_drills_every_quarter(street: Street) -> None:
    drills = [row for row in held(street, "RMZ", SINCE_RMZ) if row["type"] == "drill"]
    days = [row["held_date"] for row in drills]
    quarters = {(day.year, (day.month - 1) // 3) for day in days if isinstance(day, date)}
    assert len(quarters) == 7  # first quarter of 2024 to third of 2025
    assert 200 < came(drills) < 300


@pytest.mark.parametrize("day", [SINCE_JY, LAST])
def test_jingyuan_pairs_and_helpers(street: Street, day: date) -> None:
    alone = on_file(street, "JY", "living_alone", LAST)
    assert len(alone) == 3
    assert all(row["paired_staff_id"] for row in alone)
    assert sum(bool(row["paired_staff_id"]) for row in of(street, "key_people", "JY")) == 3
    assert helpers(street, "JY", LAST) == 7
    assert helpers(street, "JY", day) <= 8


def test_jingyuan_one_knock_round_found_three_people(street: Street) -> None:
    visits = [row for row in of(street, "visits", "JY") if row["round_id"]]
    assert {row["round_id"] for row in visits} == {"2025年敲门行动"}
    days = [row["visit_at"].date() for row in visits]  # type: ignore[attr-defined]
    new = [r for r in of(street, "key_people", "JY") if r["filed_date"] and r["filed_date"] >= SINCE_JY]  # type: ignore[operator]
    assert len(new) == 3
    assert all(min(days) <= row["filed_date"] <= max(days) for row in new)


def test_jingyuan_party_study_at_the_fingertip_and_in_parcels(street: Street) -> None:
    ways = Counter(row["delivery"] for row in held(street, "JY", SINCE_JY) if row["type"] == "party_study")
    assert (ways["mobile"], ways["parcel"]) == (1, 4)


def test_kaixuan_home_clinic(street: Street) -> None:
    rows = of(street, "health_services", "KX")
    at_home = [
        r
        for r in rows
        if r["service_type"] in {"home_clinic", "medicine", "rehabilitation", "follow_up", "counselling"}
    ]
    served = {(row["person_id"], row["service_at"].year) for row in at_home}  # type: ignore[attr-defined]
    assert len(served) == len({person for person, _ in served}) == 23
    assert sum(int(str(row["medicine_count"])) for row in rows if row["medicine_count"] is not None) == 42


def test_shizishan_grids_all_have_managers(street: Street) -> None:
    grids = of(street, "grids", "SZS")
    assert len(grids) == 6
    assert all(row["manager_id"] for row in grids)


def test_shizishan_households_reached(street: Street) -> None:
    labelled = households_reached(street, "SZS", in_round=True)
    assert len(labelled) == 480
    assert households_reached(street, "SZS", in_round=False) == labelled
    assert len({row["round_id"] for row in of(street, "visits", "SZS") if row["round_id"]}) == 1


def test_shizishan_mediation(street: Street) -> None:
    cases = [row for row in of(street, "cases", "SZS") if row["case_type"] == "mediation"]
    assert len(cases) == 42
    sessions = [row["session_count"] for row in cases]
    assert sessions.count(6) == 1
    assert max(int(str(count)) for count in sessions) == 6


@pytest.mark.parametrize("day", [AS_OF_LZY, LAST])
def test_shizishan_elders_living_alone_and_their_helpers(street: Street, day: date) -> None:
    alone = on_file(street, "SZS", "living_alone", day)
    assert len(alone) == 18
    assert {row["risk_tier"] for row in alone} == {"red"}
    assert helpers(street, "SZS", day) == 38


def test_everything_lies_within_the_25_months(street: Street) -> None:
    moments = [row["visit_at"] for row in street.tables["visits"]]
    assert {(m.year, m.month) for m in moments if isinstance(m, datetime)} == {
        (first.year, first.month) for first, _ in months()
    }
    assert all(FIRST <= m.date() <= LAST for m in moments if isinstance(m, datetime))
