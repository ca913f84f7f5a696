"""The rest of the street is believable: seasons, a grid that lags, a worker on leave, open and late cases."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest

from neighborcare.demo import Street
from neighborcare.demo.calendar import months, weeks
from neighborcare.demo.plan import GRIDS, LAGGING_GRID, LAST, LEAVE_FROM, LEAVE_GRID, LEAVE_TO, STAT_DATES
from neighborcare.demo.rows import Row, active

Days = dict[object, set[date]]


@pytest.fixture(scope="module")
def days(street: Street) -> Days:
    """The days on which each person was reached."""
    return reached_days(street)


def reached_days(street: Street) -> Days:
    found: dict[object, set[date]] = defaultdict(set)
    for row in street.tables["visits"]:
        at = row["visit_at"]
        if row["person_id"] and row["result"] in {"ok", "abnormal"} and isinstance(at, datetime):
            found[row["person_id"]].add(at.date())
    return found


def greeted(street: Street, days: Days, first: date, last: date) -> float:
    done, due = 0, 0
    for person in street.tables["key_people"]:
        for n in range((last - first).days + 1 if person["risk_tier"] == "red" else 0):
            day = first + timedelta(days=n)
            if active(person, day):
                due += 1
                done += day in days[person["person_id"]]
    return done / due


def weekly(street: Street, days: Days, grid: str, first: date, last: date) -> float:
    met, due = 0, 0
    people = [p for p in street.tables["key_people"] if p["grid_id"] == grid and p["risk_tier"] == "yellow"]
    for monday, sunday in weeks():
        if monday < first or sunday > last:
            continue
        for person in people:
            if active(person, monday) and active(person, sunday):
                due += 1
                met += any(monday <= day <= sunday for day in days[person["person_id"]])
    return met / due


def test_the_spring_festival_is_quieter_than_may(street: Street, days: Days) -> None:
    assert (
        greeted(street, days, date(2024, 2, 1), date(2024, 2, 29))
        < greeted(street, days, date(2024, 5, 1), date(2024, 5, 31)) - 0.02
    )


def test_greetings_are_mostly_done_but_never_all(street: Street, days: Days) -> None:
    for first, last in months():
        assert 0.88 < greeted(street, days, first, last) < 0.99


def test_one_grid_clearly_lags(street: Street, days: Days) -> None:
    year = date(2024, 9, 2), LAST
    rates = {grid: weekly(street, days, grid, *year) for grid in GRIDS if grid.startswith("KX")}
    assert min(rates, key=lambda grid: rates[grid]) == LAGGING_GRID
    assert rates[LAGGING_GRID] < sorted(rates.values())[1] - 0.1


def test_leave_of_six_weeks_shows(street: Street, days: Days) -> None:
    assert (LEAVE_TO - LEAVE_FROM).days + 1 == 42
    during = weekly(street, days, LEAVE_GRID, LEAVE_FROM, LEAVE_TO)
    before = weekly(street, days, LEAVE_GRID, date(2024, 9, 2), date(2024, 11, 10))
    assert during < before - 0.25


def test_nobody_is_visited_before_the_file_is_opened_or_after_it_ends(street: Street) -> None:
    people = {row["person_id"]: row for row in street.tables["key_people"]}
    for visit in street.tables["visits"]:
        if visit["person_id"] is not None:
            at = visit["visit_at"]
            assert isinstance(at, datetime)
            assert active(people[visit["person_id"]], at.date())


def cases(street: Street, kind: str) -> list[Row]:
    return [row for row in street.tables["cases"] if row["case_type"] == kind]


def test_the_backlog_is_mostly_settled_and_one_case_came_back(street: Street) -> None:
    backlog = [row for row in cases(street, "petition") if row["is_backlog"]]
    assert len(backlog) == 12
    assert 8 <= sum(row["result"] == "settled" for row in backlog) <= 10
    assert sum(row["reopened_at"] is not None for row in backlog) == 1


def test_some_cases_are_open_beyond_their_deadline(street: Street) -> None:
    now = datetime(LAST.year, LAST.month, LAST.day, 23, 59)
    late = [
        row
        for row in cases(street, "petition")
        if row["closed_at"] is None and row["due_at"] is not None and row["due_at"] < now  # type: ignore[operator]
    ]
    assert 1 <= len(late) <= 15


def test_annual_checks_reach_two_thirds_of_the_elders_in_a_year(street: Street) -> None:
    elders = sum(
        int(str(row["count"]))
        for row in street.tables["population"]
        if row["stat_date"] == STAT_DATES[-1] and int(str(row["age_band"]).split("-")[0].rstrip("+")) >= 65
    )
    checks = [
        row["service_at"]
        for row in street.tables["health_services"]
        if row["service_type"] == "annual_check" and row["service_at"].year == 2024  # type: ignore[attr-defined]
    ]
    assert 0.58 < len(checks) / elders < 0.70
    early = [at for at in checks if isinstance(at, datetime) and at.month <= 3]
    assert len(early) < len(checks) / 20


def test_abnormal_visits_are_handled_mostly_in_a_day(street: Street) -> None:
    found = [row for row in street.tables["visits"] if row["result"] == "abnormal"]
    in_time = [
        row
        for row in found
        if row["handled_at"] is not None and row["handled_at"] - row["visit_at"] <= timedelta(days=1)  # type: ignore[operator]
    ]
    never = [row for row in found if row["handled_at"] is None]
    assert 0.82 < len(in_time) / len(found) < 0.96
    assert never


def test_an_office_learns_who_its_oldest_community_is(street: Street) -> None:
    old: dict[object, int] = defaultdict(int)
    everybody: dict[object, int] = defaultdict(int)
    for row in street.tables["population"]:
        if row["stat_date"] == STAT_DATES[-1]:
            everybody[row["community_id"]] += int(str(row["count"]))
            if int(str(row["age_band"]).split("-")[0].rstrip("+")) >= 65:
                old[row["community_id"]] += int(str(row["count"]))
    share = {community: old[community] / everybody[community] for community in old}
    assert max(share, key=lambda community: share[community]) == "LZY"
    assert 0.22 < share["LZY"] < 0.28
